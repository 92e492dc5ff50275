import { computed, signal } from '@angular/core';
import { Ticket, TicketCategory, TicketPriority } from '../../core/api-types';
import { isAbstained } from '../../shared/suggestion-status';
import { ApiProblem } from '../../core/api-problem';

export interface TriageDecision {
  category: TicketCategory;
  priority: TicketPriority;
}

/**
 * `changed` is decided as well, but still in sight, for the other field to be chosen. `gone`: somebody else settled
 * or deleted it.
 */
type EntryState = 'waiting' | 'skipped' | 'changed' | 'decided' | 'gone';

export interface TriageEntry {
  /** As the server last told it. */
  ticket: Ticket;
  state: EntryState;
  decision?: TriageDecision;
  /** What is chosen of it where there is no suggestion and one field is still open. */
  partialDecision?: Partial<TriageDecision>;
  /** Why the choice is not on the server. */
  problem?: ApiProblem;
  /** How long it was in sight until it was decided. */
  seconds?: number;
  deleted?: boolean;
}

/**
 * What an agent sees as chosen: the suggestion until somebody has decided, applied or not; and where triage can't
 * tell, only what they have picked themselves.
 */
export function currentDecision({ ticket, decision, partialDecision }: TriageEntry): Partial<TriageDecision> {
  if (decision) return decision;
  if (isAbstained(ticket)) return partialDecision ?? {};
  const { state, suggested_category, suggested_priority } = ticket.triage;
  return state === 'suggested' && suggested_category && suggested_priority
    ? { category: suggested_category, priority: suggested_priority }
    : { category: ticket.category, priority: ticket.priority };
}

/** The tickets of one sitting in the order in which they are gone through, and the one that is in sight. */
export class TriageQueue {
  private readonly allEntries = signal<readonly TriageEntry[]>([]);
  private readonly currentId = signal<number | null>(null);
  private currentSince = 0;

  readonly entries = this.allEntries.asReadonly();
  readonly current = computed(() => this.find(this.currentId() ?? NaN));
  readonly waiting = computed(() => this.allEntries().filter((entry) => entry.state === 'waiting'));
  readonly skipped = computed(() => this.allEntries().filter((entry) => entry.state === 'skipped'));
  readonly decided = computed(() => this.allEntries().filter(isDecided));
  readonly averageSeconds = computed(() => {
    const timed = this.decided().flatMap((each) => each.seconds ?? []);
    return timed.length ? timed.reduce((sum, each) => sum + each, 0) / timed.length : null;
  });

  find(id: number): TriageEntry | undefined {
    return this.allEntries().find((entry) => entry.ticket.id === id);
  }
  /** At the end; those that are known stay where they are. */
  add(tickets: readonly Ticket[]): void {
    const added = tickets.filter((ticket) => !this.find(ticket.id));
    this.allEntries.update((all) => [
      ...all,
      ...added.map((ticket): TriageEntry => ({ ticket, state: 'waiting' })),
    ]);
    if (!this.current()) this.showNext();
  }
  update(id: number, change: Partial<TriageEntry>): void {
    this.allEntries.update((all) =>
      all.map((entry) => (entry.ticket.id === id ? { ...entry, ...change } : entry)),
    );
  }
  remove(id: number): void {
    this.allEntries.update((all) => all.filter((entry) => entry.ticket.id !== id));
  }
  /** To be next, and not in the place of the one in sight, which a key may be about to decide. */
  bringForward(id: number): void {
    const entry = this.find(id);
    if (!entry || this.currentId() === id) return;
    const others = this.allEntries().filter((each) => each !== entry);
    const shownAt = others.findIndex((each) => each.ticket.id === this.currentId());
    this.allEntries.set(others.toSpliced(shownAt < 0 ? others.length : shownAt + 1, 0, entry));
    if (!this.current()) this.showNext();
  }
  /** Those that were skipped, once more. */
  restoreSkipped(): void {
    const restored = this.skipped().map((entry): TriageEntry => ({ ...entry, state: 'waiting' }));
    this.allEntries.update((all) => [...all.filter((entry) => entry.state !== 'skipped'), ...restored]);
    if (!this.current()) this.showNext();
  }

  /** How long the one in sight has been so. */
  secondsOnCurrent(): number {
    return (performance.now() - this.currentSince) / 1000;
  }
  showNext(): void {
    const after = this.allEntries().slice(this.position() + 1);
    this.moveTo(after.find((entry) => entry.state === 'waiting') ?? this.waiting()[0]);
  }
  /** To look at it once more: what was decided of it is taken back. */
  reopen(ticket: Ticket): void {
    if (!this.find(ticket.id)) return;
    const state = ticket.triage.state === 'suggested' ? 'waiting' : 'changed';
    this.update(ticket.id, { ticket, decision: undefined, problem: undefined, state });
    this.moveTo(this.find(ticket.id));
    this.update(ticket.id, { state });
  }
  skip(): void {
    const shown = this.current();
    if (!shown) return;
    const following = this.allEntries()[this.position() + 1];
    // Back among those that were passed, one step at a time leads forward again.
    if (following && (isDecided(shown) || shown.state === 'skipped')) return this.moveTo(following);
    if (shown.state === 'waiting') this.update(shown.ticket.id, { state: 'skipped' });
    this.showNext();
  }
  back(): void {
    const index = this.current() ? this.position() : this.allEntries().length;
    const before = this.allEntries()
      .slice(0, index)
      .findLast((entry) => entry.state !== 'gone');
    if (before) this.moveTo(before);
  }

  private moveTo(entry: TriageEntry | undefined): void {
    const left = this.current();
    if (left?.state === 'changed') this.update(left.ticket.id, { state: 'decided' });
    if (left?.state === 'gone') this.remove(left.ticket.id);
    this.currentId.set(entry?.ticket.id ?? null);
    this.currentSince = performance.now();
  }
  private position(): number {
    return this.allEntries().findIndex((entry) => entry.ticket.id === this.currentId());
  }
}

export function isDecided(entry: TriageEntry): boolean {
  return entry.state === 'decided' || entry.state === 'changed';
}
