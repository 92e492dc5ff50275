import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Ticket, TicketListQuery } from '../../core/api-types';
import { LiveEvent, LiveEvents } from '../../core/live-events';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { Undo } from '../../core/undo';
import { WaitingSuggestions } from '../../core/waiting-suggestions';
import { isUnreadable, nothingToAccept } from '../../shared/suggestion-signs';
import { TicketEditor } from '../../shared/ticket-editor';
import { UndoableChanges } from '../../shared/undoable-changes';
import { Choice, isDecided, standingChoice, TriageQueue } from './triage-queue';

const PAGE = 30;
/** Read on while fewer than this are ahead: no key press waits for the network. */
const READ_AHEAD = 15;
const GATHER_MS = 200;
/** From here on one read of the list is cheaper than a read of each ticket. */
const MANY = 8;
const suggested: TicketListQuery = { triage_state: ['suggested'], sort: '-priority' };

/** Reads the queue ahead of the agent, and writes what the agent decides behind them. */
@Injectable()
export class TriageStore {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(Undo);
  private readonly undoable = inject(UndoableChanges);
  readonly queue = new TriageQueue();

  /** Where the list goes on; undefined is its head, null its end. */
  private readonly cursor = signal<string | null | undefined>(undefined);
  /** The list has changed since its head was read: looked at again before anybody is told that all is done. */
  private readonly headDue = signal(false);
  private readonly reading = signal(false);
  private readonly unread = signal(0);
  private readonly writes = signal(0);
  readonly problem = signal<Problem | null>(null);
  readonly loading = computed(() => this.reading() || this.cursor() !== null || this.headDue());
  readonly left = computed(() => this.queue.waiting().length + this.unread());
  readonly writing = computed(() => this.writes() > 0);

  private readonly changed = new Set<number>();
  private gathering: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => {
      const ahead = this.queue.waiting().length;
      const more = this.cursor() !== null || (ahead === 0 && this.headDue());
      if (more && ahead < READ_AHEAD && !this.reading() && !this.problem())
        untracked(() => void this.readOn());
    });
    // The navigation counts with this page, and not a few seconds behind it.
    const counted = inject(WaitingSuggestions);
    effect(() => {
      const waiting = this.left() + this.queue.skipped().length;
      counted.known.set(this.loading() && !this.queue.shown() ? null : waiting);
    });
    inject(DestroyRef).onDestroy(() => counted.known.set(null));
    inject(LiveEvents)
      .events.pipe(takeUntilDestroyed())
      .subscribe((event) => this.follow(event));
  }

  /** Takes the suggestion over, or what stands there where that is decided already, and goes on. */
  accept(): void {
    const entry = this.queue.shown();
    if (!entry) return;
    if (entry.problem) return this.retry(entry.ticket.id);
    if (entry.state === 'changed' || entry.state === 'gone') return this.queue.skip();
    const { suggested_category: category, suggested_priority: priority, abstained } = entry.ticket.triage;
    if (isUnreadable(entry.ticket) && !entry.choice) return this.toasts.show(nothingToAccept(entry.ticket));
    this.decide(category && priority && !abstained ? { category, priority } : {});
  }

  /**
   * Shown as decided at once, and written meanwhile. With `stay` the other field can be chosen, too; where there is
   * no suggestion, both have to be before anything is decided.
   */
  decide(chosen: Partial<Choice>, stay = false): void {
    const entry = this.queue.shown();
    if (!entry || entry.deleted) return this.queue.skip();
    const { id } = entry.ticket;
    const picked = { ...standingChoice(entry), ...chosen };
    const { category, priority } = picked;
    if (!category || !priority) return this.queue.update(id, { picked });
    const choice: Choice = { category, priority };
    this.queue.update(id, {
      state: stay ? 'changed' : 'decided',
      choice,
      picked: undefined,
      problem: undefined,
      seconds: entry.seconds ?? this.queue.secondsShown(),
    });
    if (!stay) this.queue.showNext();
    this.problem.set(null);
    this.headDue.set(true);
    void this.write(id, choice);
  }

  /** Once more what did not reach the server. */
  retry(id: number): void {
    const entry = this.queue.find(id);
    if (!entry?.problem || !entry.choice) return;
    this.queue.update(id, { state: 'decided', problem: undefined });
    if (this.queue.shown()?.ticket.id === id) this.queue.showNext();
    void this.write(id, entry.choice);
  }
  readAgain(): void {
    this.problem.set(null);
  }

  private async write(id: number, choice: Choice): Promise<void> {
    const seen = this.queue.find(id)!.ticket;
    this.hush(id);
    const isLatest = () => this.queue.find(id)?.choice === choice;
    this.writes.update((n) => n + 1);
    try {
      const { ticket, applied, before } = await this.undo.during(this.editor.change(seen, choice));
      if (applied) this.undoable.made(before, ticket, choice, { shown: (back) => this.queue.reopen(back) });
      if (!applied) this.leaveOut(id, { ticket });
      else this.queue.update(id, isLatest() ? { ticket, choice: undefined } : { ticket });
    } catch (error) {
      const problem = toProblem(error);
      if (!isLatest()) return;
      if (problem.isNotFound) {
        this.leaveOut(id, { deleted: true });
        this.toasts.failure(notSettled(id), problem);
        return;
      }
      this.queue.update(id, { state: 'waiting', problem, seconds: undefined });
      this.queue.bringForward(id);
      this.toasts.failure(notSettled(id), problem, () => this.retry(id));
    } finally {
      this.writes.update((n) => n - 1);
    }
  }

  /** The message of an earlier failure has had its answer. */
  private hush(id: number): void {
    const said = this.toasts.all().filter((each) => each.title === notSettled(id));
    said.forEach((each) => this.toasts.dismiss(each.id));
  }

  private async readOn(): Promise<void> {
    const cursor = this.cursor() ?? undefined;
    this.reading.set(true);
    if (!cursor) this.headDue.set(false);
    try {
      const page = await this.api.list(suggested, { limit: PAGE, cursor });
      page.results.forEach((ticket) => this.take(ticket));
      const known = this.queue.waiting().length + this.queue.skipped().length + this.writes();
      this.unread.set(page.next_cursor ? Math.max(1, page.total.value - known) : 0);
      this.cursor.set(page.next_cursor);
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.reading.set(false);
    }
  }

  private follow(event: LiveEvent): void {
    if (event.name === 'stats.changed' || event.name === 'ticket.viewers') return;
    if (event.name === 'stream.reset') {
      this.cursor.set(undefined);
      this.queue.waiting().forEach((each) => this.changed.add(each.ticket.id));
    } else if (event.name === 'ticket.deleted') {
      return this.leaveOut(event.id, { deleted: true });
    } else {
      const known = this.queue.find(event.id);
      if (known ? known.ticket.version < event.version : event.name === 'ticket.triaged')
        this.changed.add(event.id);
    }
    if (this.changed.size) this.gathering ??= setTimeout(() => void this.readChanged(), GATHER_MS);
  }
  private async readChanged(): Promise<void> {
    this.gathering = undefined;
    const known = [...this.changed].filter((id) => this.queue.find(id));
    const fresh = [...this.changed].filter((id) => !this.queue.find(id));
    this.changed.clear();
    if (fresh.length > MANY) this.cursor.set(undefined);
    else known.push(...fresh);
    // What can't be read now is told when it is written.
    const answers = await Promise.allSettled(known.map((id) => this.api.get(id)));
    answers.forEach((answer) => answer.status === 'fulfilled' && this.take(answer.value));
  }

  /** A ticket as it now stands: new, changed, or settled by somebody else. */
  private take(ticket: Ticket): void {
    const entry = this.queue.find(ticket.id);
    const waits = ticket.triage.state === 'suggested';
    if (!entry) return waits ? this.queue.add([ticket]) : undefined;
    if (entry.ticket.version >= ticket.version) return;
    if (entry.deleted && waits)
      return this.queue.update(ticket.id, { ticket, state: 'waiting', deleted: false });
    if (waits || isDecided(entry)) this.queue.update(ticket.id, { ticket });
    else this.leaveOut(ticket.id, { ticket });
  }
  private leaveOut(id: number, how: { ticket?: Ticket; deleted?: boolean }): void {
    // The one in sight must not vanish under the agent's fingers: the card says what became of it.
    if (this.queue.shown()?.ticket.id === id)
      this.queue.update(id, { ...how, state: 'gone', choice: undefined, problem: undefined });
    else this.queue.remove(id);
  }
}

function notSettled(id: number): string {
  return $localize`Couldn’t save the review of #${id}:id:`;
}
