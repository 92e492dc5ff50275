import { computed, signal } from '@angular/core';
import { Ticket, TicketCategory, TicketPriority } from '../../core/api-types';
import { isUnreadable } from '../../shared/suggestion-signs';
import { Problem } from '../../core/problem';

export interface Choice {
  category: TicketCategory;
  priority: TicketPriority;
}

/**
 * `changed` is decided as well, but still in sight, for the other field to be chosen. `gone`: somebody else settled
 * or deleted it.
 */
type EntryState = 'waiting' | 'skipped' | 'changed' | 'decided' | 'gone';

export interface Entry {
  /** As the server last told it. */
  ticket: Ticket;
  state: EntryState;
  choice?: Choice;
  /** What is chosen of it where there is no suggestion and one field is still open. */
  picked?: Partial<Choice>;
  /** Why the choice is not on the server. */
  problem?: Problem;
  /** How long it was in sight until it was decided. */
  seconds?: number;
  deleted?: boolean;
}

/**
 * What an agent sees as chosen: the suggestion until somebody has decided, applied or not; and where triage can't
 * tell, only what they have picked themselves.
 */
export function standingChoice({ ticket, choice, picked }: Entry): Partial<Choice> {
  if (choice) return choice;
  if (isUnreadable(ticket)) return picked ?? {};
  const { state, suggested_category, suggested_priority } = ticket.triage;
  return state === 'suggested' && suggested_category && suggested_priority
    ? { category: suggested_category, priority: suggested_priority }
    : { category: ticket.category, priority: ticket.priority };
}

/** The tickets of one sitting in the order in which they are gone through, and the one that is in sight. */
export class TriageQueue {
  private readonly all = signal<readonly Entry[]>([]);
  private readonly shownId = signal<number | null>(null);
  private shownSince = 0;

  readonly entries = this.all.asReadonly();
  readonly shown = computed(() => this.find(this.shownId() ?? NaN));
  readonly waiting = computed(() => this.all().filter((each) => each.state === 'waiting'));
  readonly skipped = computed(() => this.all().filter((each) => each.state === 'skipped'));
  readonly decided = computed(() => this.all().filter(isDecided));
  readonly averageSeconds = computed(() => {
    const timed = this.decided().flatMap((each) => each.seconds ?? []);
    return timed.length ? timed.reduce((sum, each) => sum + each, 0) / timed.length : null;
  });

  find(id: number): Entry | undefined {
    return this.all().find((each) => each.ticket.id === id);
  }
  /** At the end; those that are known stay where they are. */
  add(tickets: readonly Ticket[]): void {
    const fresh = tickets.filter((ticket) => !this.find(ticket.id));
    this.all.update((all) => [...all, ...fresh.map((ticket): Entry => ({ ticket, state: 'waiting' }))]);
    if (!this.shown()) this.showNext();
  }
  update(id: number, change: Partial<Entry>): void {
    this.all.update((all) => all.map((each) => (each.ticket.id === id ? { ...each, ...change } : each)));
  }
  remove(id: number): void {
    this.all.update((all) => all.filter((each) => each.ticket.id !== id));
  }
  /** To be next, and not in the place of the one in sight, which a key may be about to decide. */
  bringForward(id: number): void {
    const entry = this.find(id);
    if (!entry || this.shownId() === id) return;
    const others = this.all().filter((each) => each !== entry);
    const shownAt = others.findIndex((each) => each.ticket.id === this.shownId());
    this.all.set(others.toSpliced(shownAt < 0 ? others.length : shownAt + 1, 0, entry));
    if (!this.shown()) this.showNext();
  }
  /** Those that were skipped, once more. */
  unskip(): void {
    const again = this.skipped().map((each): Entry => ({ ...each, state: 'waiting' }));
    this.all.update((all) => [...all.filter((each) => each.state !== 'skipped'), ...again]);
    if (!this.shown()) this.showNext();
  }

  /** How long the one in sight has been so. */
  secondsShown(): number {
    return (performance.now() - this.shownSince) / 1000;
  }
  showNext(): void {
    const after = this.all().slice(this.position() + 1);
    this.leaveFor(after.find((each) => each.state === 'waiting') ?? this.waiting()[0]);
  }
  /** To look at it once more: what was decided of it is taken back. */
  reopen(ticket: Ticket): void {
    if (!this.find(ticket.id)) return;
    const state = ticket.triage.state === 'suggested' ? 'waiting' : 'changed';
    this.update(ticket.id, { ticket, choice: undefined, problem: undefined, state });
    this.leaveFor(this.find(ticket.id));
    this.update(ticket.id, { state });
  }
  skip(): void {
    const shown = this.shown();
    if (!shown) return;
    const following = this.all()[this.position() + 1];
    // Back among those that were passed, one step at a time leads forward again.
    if (following && (isDecided(shown) || shown.state === 'skipped')) return this.leaveFor(following);
    if (shown.state === 'waiting') this.update(shown.ticket.id, { state: 'skipped' });
    this.showNext();
  }
  back(): void {
    const at = this.shown() ? this.position() : this.all().length;
    const before = this.all()
      .slice(0, at)
      .findLast((each) => each.state !== 'gone');
    if (before) this.leaveFor(before);
  }

  private leaveFor(entry: Entry | undefined): void {
    const left = this.shown();
    if (left?.state === 'changed') this.update(left.ticket.id, { state: 'decided' });
    if (left?.state === 'gone') this.remove(left.ticket.id);
    this.shownId.set(entry?.ticket.id ?? null);
    this.shownSince = performance.now();
  }
  private position(): number {
    return this.all().findIndex((each) => each.ticket.id === this.shownId());
  }
}

export function isDecided(entry: Entry): boolean {
  return entry.state === 'decided' || entry.state === 'changed';
}
