import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Ticket, TicketListQuery } from '../../core/api-types';
import { LiveEvent, LiveEvents } from '../../core/live-events';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { UndoStack } from '../../core/undo-stack';
import { PendingSuggestionCount } from '../../core/pending-suggestion-count';
import { isAbstained, nothingToAcceptToast } from '../../shared/suggestion-status';
import { TicketEditor } from '../../shared/ticket-editor';
import { UndoableChanges } from '../../shared/undoable-changes';
import { TriageDecision, isDecided, currentDecision, TriageQueue } from './triage-queue';

const PAGE_SIZE = 30;
/** Loads more when fewer tickets are ahead, so that key presses don't wait for the network. */
const PREFETCH_COUNT = 15;
const BATCH_DELAY_MS = 200;
/** With more changed tickets, the list is reloaded instead of each ticket. */
const MAX_SINGLE_READS = 8;
const SUGGESTED_QUERY: TicketListQuery = { triage_state: ['suggested'], sort: '-priority' };

/** Prefetches the triage queue and saves decisions in the background. */
@Injectable()
export class TriageStore {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly undoStack = inject(UndoStack);
  private readonly undoableChanges = inject(UndoableChanges);
  readonly queue = new TriageQueue();

  /** Cursor of the next page; undefined at the start, null at the end. */
  private readonly cursor = signal<string | null | undefined>(undefined);
  /** Whether new tickets may exist. Checked before the queue is reported as done. */
  private readonly headOutdated = signal(false);
  private readonly fetching = signal(false);
  private readonly unfetched = signal(0);
  private readonly pendingWrites = signal(0);
  readonly problem = signal<ApiProblem | null>(null);
  readonly loading = computed(() => this.fetching() || this.cursor() !== null || this.headOutdated());
  readonly remaining = computed(() => this.queue.waiting().length + this.unfetched());
  readonly saving = computed(() => this.pendingWrites() > 0);

  private readonly changedIds = new Set<number>();
  private batchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => {
      const ahead = this.queue.waiting().length;
      const more = this.cursor() !== null || (ahead === 0 && this.headOutdated());
      if (more && ahead < PREFETCH_COUNT && !this.fetching() && !this.problem())
        untracked(() => void this.fetchNextPage());
    });
    // Keeps the navigation's count in sync with this page without a delay.
    const counted = inject(PendingSuggestionCount);
    effect(() => {
      const waiting = this.remaining() + this.queue.skipped().length;
      counted.localCount.set(this.loading() && !this.queue.current() ? null : waiting);
    });
    inject(DestroyRef).onDestroy(() => counted.localCount.set(null));
    inject(LiveEvents)
      .events.pipe(takeUntilDestroyed())
      .subscribe((event) => this.onEvent(event));
  }

  /** Accepts the suggestion, or confirms the decision, and moves on. */
  accept(): void {
    const entry = this.queue.current();
    if (!entry) return;
    if (entry.problem) return this.retry(entry.ticket.id);
    if (entry.state === 'changed' || entry.state === 'gone') return this.queue.skip();
    const { suggested_category: category, suggested_priority: priority, abstained } = entry.ticket.triage;
    if (isAbstained(entry.ticket) && !entry.decision)
      return this.toasts.show(nothingToAcceptToast(entry.ticket));
    this.decide(category && priority && !abstained ? { category, priority } : {});
  }

  /**
   * Shows the decision immediately and saves it in the background. With `stay`, the other field can
   * be chosen as well; without a suggestion, both are required.
   */
  decide(selection: Partial<TriageDecision>, stay = false): void {
    const entry = this.queue.current();
    if (!entry || entry.deleted) return this.queue.skip();
    const { id } = entry.ticket;
    const partialDecision = { ...currentDecision(entry), ...selection };
    const { category, priority } = partialDecision;
    if (!category || !priority) return this.queue.update(id, { partialDecision });
    const decision: TriageDecision = { category, priority };
    this.queue.update(id, {
      state: stay ? 'changed' : 'decided',
      decision,
      partialDecision: undefined,
      problem: undefined,
      seconds: entry.seconds ?? this.queue.secondsOnCurrent(),
    });
    if (!stay) this.queue.showNext();
    this.problem.set(null);
    this.headOutdated.set(true);
    void this.save(id, decision);
  }

  /** Saves a failed decision again. */
  retry(id: number): void {
    const entry = this.queue.find(id);
    if (!entry?.problem || !entry.decision) return;
    this.queue.update(id, { state: 'decided', problem: undefined });
    if (this.queue.current()?.ticket.id === id) this.queue.showNext();
    void this.save(id, entry.decision);
  }
  retryLoading(): void {
    this.problem.set(null);
  }

  private async save(id: number, decision: TriageDecision): Promise<void> {
    const shownTicket = this.queue.find(id)!.ticket;
    this.dismissFailureToast(id);
    const isLatest = () => this.queue.find(id)?.decision === decision;
    this.pendingWrites.update((n) => n + 1);
    try {
      const { ticket, applied, before } = await this.undoStack.track(
        this.editor.update(shownTicket, { ...decision, ...suggestedTopic(shownTicket, decision) }),
      );
      if (applied)
        this.undoableChanges.announce(before, ticket, decision, {
          onReverted: (back) => this.queue.reopen(back),
        });
      if (!applied) this.markGone(id, { ticket });
      else this.queue.update(id, isLatest() ? { ticket, decision: undefined } : { ticket });
    } catch (error) {
      const problem = toApiProblem(error);
      if (!isLatest()) return;
      if (problem.isNotFound) {
        this.markGone(id, { deleted: true });
        this.toasts.showError(saveFailedTitle(id), problem);
        return;
      }
      this.queue.update(id, { state: 'waiting', problem, seconds: undefined });
      this.queue.bringForward(id);
      this.toasts.showError(saveFailedTitle(id), problem, () => this.retry(id));
    } finally {
      this.pendingWrites.update((n) => n - 1);
    }
  }

  /** Dismisses the toast of an earlier failure. */
  private dismissFailureToast(id: number): void {
    const failureToasts = this.toasts.all().filter((toast) => toast.title === saveFailedTitle(id));
    failureToasts.forEach((toast) => this.toasts.dismiss(toast.id));
  }

  private async fetchNextPage(): Promise<void> {
    const cursor = this.cursor() ?? undefined;
    this.fetching.set(true);
    if (!cursor) this.headOutdated.set(false);
    try {
      const page = await this.api.list(SUGGESTED_QUERY, { limit: PAGE_SIZE, cursor });
      page.results.forEach((ticket) => this.applyTicket(ticket));
      const localCount = this.queue.waiting().length + this.queue.skipped().length + this.pendingWrites();
      this.unfetched.set(page.next_cursor ? Math.max(1, page.total.value - localCount) : 0);
      this.cursor.set(page.next_cursor);
    } catch (error) {
      this.problem.set(toApiProblem(error));
    } finally {
      this.fetching.set(false);
    }
  }

  private onEvent(event: LiveEvent): void {
    if (event.name === 'stats.changed' || event.name === 'ticket.viewers') return;
    if (event.name === 'stream.reset') {
      this.cursor.set(undefined);
      this.queue.waiting().forEach((entry) => this.changedIds.add(entry.ticket.id));
    } else if (event.name === 'ticket.deleted') {
      return this.markGone(event.id, { deleted: true });
    } else {
      const entry = this.queue.find(event.id);
      if (entry ? entry.ticket.version < event.version : event.name === 'ticket.triaged')
        this.changedIds.add(event.id);
    }
    if (this.changedIds.size)
      this.batchTimer ??= setTimeout(() => void this.refreshChanged(), BATCH_DELAY_MS);
  }
  private async refreshChanged(): Promise<void> {
    this.batchTimer = undefined;
    const knownIds = [...this.changedIds].filter((id) => this.queue.find(id));
    const fresh = [...this.changedIds].filter((id) => !this.queue.find(id));
    this.changedIds.clear();
    if (fresh.length > MAX_SINGLE_READS) this.cursor.set(undefined);
    else knownIds.push(...fresh);
    // Load errors are ignored: saving reports them.
    const results = await Promise.allSettled(knownIds.map((id) => this.api.get(id)));
    results.forEach((result) => result.status === 'fulfilled' && this.applyTicket(result.value));
  }

  /** Applies a new or changed ticket, or one decided by another user. */
  private applyTicket(ticket: Ticket): void {
    const entry = this.queue.find(ticket.id);
    const isPending = ticket.triage.state === 'suggested';
    if (!entry) return isPending ? this.queue.add([ticket]) : undefined;
    if (entry.ticket.version >= ticket.version) return;
    if (entry.deleted && isPending)
      return this.queue.update(ticket.id, { ticket, state: 'waiting', deleted: false });
    if (isPending || isDecided(entry)) this.queue.update(ticket.id, { ticket });
    else this.markGone(ticket.id, { ticket });
  }
  private markGone(id: number, change: { ticket?: Ticket; deleted?: boolean }): void {
    // The current ticket stays visible; its card shows the reason.
    if (this.queue.current()?.ticket.id === id)
      this.queue.update(id, { ...change, state: 'gone', decision: undefined, problem: undefined });
    else this.queue.remove(id);
  }
}

function saveFailedTitle(id: number): string {
  return $localize`Couldn’t save the review of #${id}:id:`;
}

/** The suggested topic, if the decision is the suggestion. */
function suggestedTopic({ triage }: Ticket, decision: TriageDecision): { topic_id?: number } {
  const { suggested_category, suggested_priority, suggested_topic } = triage;
  const isAccepted = decision.category === suggested_category && decision.priority === suggested_priority;
  return isAccepted && suggested_topic ? { topic_id: suggested_topic.id } : {};
}
