import { computed, signal } from '@angular/core';
import { Ticket, TicketCategory, TicketPriority } from '../../core/api-types';
import { isAbstained } from '../../shared/suggestion-status';
import { ApiProblem } from '../../core/api-problem';

export interface TriageDecision {
  category: TicketCategory;
  priority: TicketPriority;
}

/**
 * `changed`: decided, but still shown for the other field. `gone`: decided or deleted by another
 * user.
 */
type EntryState = 'waiting' | 'skipped' | 'changed' | 'decided' | 'gone';

export interface TriageEntry {
  /** Server state. */
  ticket: Ticket;
  state: EntryState;
  decision?: TriageDecision;
  /** Values chosen so far on a ticket without a suggestion. */
  partialDecision?: Partial<TriageDecision>;
  /** Problem of saving the decision. */
  problem?: ApiProblem;
  /** Seconds from showing the ticket to the decision. */
  seconds?: number;
  deleted?: boolean;
}

/**
 * Values shown as selected: the suggestion until there is a decision, or, if triage abstained, only
 * the agent's choices.
 */
export function currentDecision({ ticket, decision, partialDecision }: TriageEntry): Partial<TriageDecision> {
  if (decision) return decision;
  if (isAbstained(ticket)) return partialDecision ?? {};
  const { state, suggested_category, suggested_priority } = ticket.triage;
  return state === 'suggested' && suggested_category && suggested_priority
    ? { category: suggested_category, priority: suggested_priority }
    : { category: ticket.category, priority: ticket.priority };
}

/** Tickets of a triage session in order, and the current one. */
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
    const timed = this.decided().flatMap((entry) => entry.seconds ?? []);
    return timed.length ? timed.reduce((sum, seconds) => sum + seconds, 0) / timed.length : null;
  });

  find(id: number): TriageEntry | undefined {
    return this.allEntries().find((entry) => entry.ticket.id === id);
  }
  /** Appends tickets; known ones keep their position. */
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
  /** Inserts the ticket after the current one, which a key press may be about to decide. */
  bringForward(id: number): void {
    const entry = this.find(id);
    if (!entry || this.currentId() === id) return;
    const otherEntries = this.allEntries().filter((candidate) => candidate !== entry);
    const shownAt = otherEntries.findIndex((candidate) => candidate.ticket.id === this.currentId());
    this.allEntries.set(otherEntries.toSpliced(shownAt < 0 ? otherEntries.length : shownAt + 1, 0, entry));
    if (!this.current()) this.showNext();
  }
  /** Makes skipped tickets waiting again. */
  restoreSkipped(): void {
    const restored = this.skipped().map((entry): TriageEntry => ({ ...entry, state: 'waiting' }));
    this.allEntries.update((all) => [...all.filter((entry) => entry.state !== 'skipped'), ...restored]);
    if (!this.current()) this.showNext();
  }

  /** Seconds since the current ticket was shown. */
  secondsOnCurrent(): number {
    return (performance.now() - this.currentSince) / 1000;
  }
  showNext(): void {
    const after = this.allEntries().slice(this.position() + 1);
    this.moveTo(after.find((entry) => entry.state === 'waiting') ?? this.waiting()[0]);
  }
  /** Shows the ticket again after its decision was undone. */
  reopen(ticket: Ticket): void {
    if (!this.find(ticket.id)) return;
    const state = ticket.triage.state === 'suggested' ? 'waiting' : 'changed';
    this.update(ticket.id, { ticket, decision: undefined, problem: undefined, state });
    this.moveTo(this.find(ticket.id));
    this.update(ticket.id, { state });
  }
  skip(): void {
    const current = this.current();
    if (!current) return;
    const following = this.allEntries()[this.position() + 1];
    // Among past tickets, moves forward one by one.
    if (following && (isDecided(current) || current.state === 'skipped')) return this.moveTo(following);
    if (current.state === 'waiting') this.update(current.ticket.id, { state: 'skipped' });
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
    const previous = this.current();
    if (previous?.state === 'changed') this.update(previous.ticket.id, { state: 'decided' });
    if (previous?.state === 'gone') this.remove(previous.ticket.id);
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
