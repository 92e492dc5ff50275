import { inject, Injectable, signal } from '@angular/core';
import { BulkChangeResult, Ticket, TicketChanges } from '../../core/api-types';
import { BulkUndo } from '../../shared/bulk-undo';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { UndoStack } from '../../core/undo-stack';
import { formatBulkFailures } from '../../shared/bulk-failures';
import { formatChanges, formatTickets } from '../../shared/change-labels';
import { isUnchangedSince, chunk } from '../../shared/previous-values';
import { withSuggestionAccepted, canAccept, nothingToAcceptToast } from '../../shared/suggestion-status';
import { SuggestionAcceptance } from '../../shared/suggestion-acceptance';
import { withChanges } from '../../shared/ticket-changes';
import { TicketEditor } from '../../shared/ticket-editor';
import { formatCount } from '../../shared/number-format';
import { currentTime, isSnoozed, TimeField } from '../../shared/ticket-times';
import { TimePicker } from '../../shared/time-dialog';
import { UndoableChanges } from '../../shared/undoable-changes';
import { InboxStore } from './inbox-store';

const REVERTED_HIGHLIGHT_MS = 2_000;

interface BulkUpdateOutcome {
  changed: readonly Ticket[];
  failed: BulkChangeResult['failed'];
  /** Error that stopped the update; the remaining tickets were skipped. */
  error?: unknown;
  skipped: readonly Ticket[];
  /** Ids of the bulk changes, for undo on the server. */
  undoIds: readonly number[];
}

/** Optimistic, undoable changes of tickets in the inbox. */
@Injectable({ providedIn: 'root' })
export class InboxActions {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly store = inject(InboxStore);
  private readonly list = this.store.list;
  private readonly undoStack = inject(UndoStack);
  private readonly bulkUndo = inject(BulkUndo);
  private readonly undoableChanges = inject(UndoableChanges);
  private readonly acceptance = inject(SuggestionAcceptance);
  private readonly times = inject(TimePicker);

  /** Progress of a bulk update. */
  readonly progress = signal<{ done: number; of: number } | null>(null);
  /** Ids of rows whose change was just reverted. */
  readonly revertedIds = signal<ReadonlySet<number>>(new Set());

  async accept(ticket: Ticket): Promise<void> {
    if (!canAccept(ticket)) return this.toasts.show(nothingToAcceptToast(ticket));
    this.list.upsert(withSuggestionAccepted(ticket));
    try {
      const { ticket: now, accepted } = await this.undoStack.track(this.acceptance.accept(ticket.id));
      this.list.upsert(now);
      if (!accepted) return;
      const { category, priority } = now;
      const onReverted = (reverted: Ticket) => this.list.upsert(reverted);
      this.undoableChanges.announce(
        ticket,
        now,
        { category, priority },
        { title: $localize`Suggestion accepted`, onReverted },
      );
    } catch (error) {
      this.revert([ticket]);
      const retry = () => void this.accept(this.list.find(ticket.id) ?? ticket);
      this.toasts.showError($localize`Couldn’t accept the suggestion for #${ticket.id}:id:`, error, retry);
    }
  }

  async markUnread(ticket: Ticket): Promise<void> {
    if (ticket.unread)
      return this.toasts.show({ tone: 'info', title: $localize`#${ticket.id}:id: is already unread` });
    this.list.upsert({ ...ticket, unread: true });
    try {
      this.list.upsert(await this.api.markUnread(ticket.id));
    } catch (error) {
      this.revert([ticket]);
      const retry = () => void this.markUnread(ticket);
      this.toasts.showError($localize`Couldn’t update #${ticket.id}:id:`, error, retry);
    }
  }

  async update(ticket: Ticket, changes: TicketChanges, assignee?: Ticket['assignee']): Promise<void> {
    this.list.upsert(withChanges(ticket, changes, assignee));
    try {
      const {
        ticket: now,
        applied,
        before,
      } = await this.undoStack.track(this.editor.update(ticket, changes));
      this.list.upsert(now);
      const index = this.list.indexOf(now.id);
      const onReverted = (reverted: Ticket) =>
        this.list.has(reverted.id)
          ? this.list.upsert(reverted)
          : this.list.insert(reverted, Math.max(index, 0));
      if (applied) this.undoableChanges.announce(before, now, changes, { assignee, onReverted });
      if (applied) this.removeSnoozed([now]);
    } catch (error) {
      this.revert([ticket]);
      const retry = () => void this.update(this.list.find(ticket.id) ?? ticket, changes, assignee);
      this.toasts.showError($localize`Couldn’t update #${ticket.id}:id:`, error, retry);
    }
  }

  async updateSelected(changes: TicketChanges, assignee?: Ticket['assignee']): Promise<void> {
    const tickets = this.store.selection.tickets();
    if (!tickets.length || this.progress()) return;
    const outcome = await this.applyBulk(tickets, changes, assignee);
    // Failed and skipped tickets stay selected for a retry.
    this.store.selection.set([...outcome.failed, ...outcome.skipped].map((ticket) => ticket.id));
    this.notify(outcome, () => void this.updateSelected(changes, assignee));
    if (changes.snoozed_until) this.removeSnoozed(outcome.changed);
    const before = outcome.changed.filter((ticket) => !isUnchangedSince(ticket, changes));
    if (outcome.undoIds.length) this.pushUndo(changes, before, outcome.undoIds, assignee);
  }

  private async applyBulk(
    tickets: readonly Ticket[],
    changes: TicketChanges,
    assignee: Ticket['assignee'] | undefined,
  ): Promise<BulkUpdateOutcome> {
    const shownBefore = tickets.flatMap(({ id }) => this.list.find(id) ?? []);
    this.list.upsertAll(shownBefore.map((ticket) => withChanges(ticket, changes, assignee)));
    const failed: BulkChangeResult['failed'] = [];
    const undoIds: number[] = [];
    const attempted = new Set<number>();
    let error: unknown;
    try {
      for (const ids of chunk(tickets.map(({ id }) => id))) {
        if (ids.length < tickets.length) this.progress.set({ done: attempted.size, of: tickets.length });
        const result = await this.api.bulkUpdate(ids, changes);
        failed.push(...result.failed);
        if (result.undo_id !== null) undoIds.push(result.undo_id);
        ids.forEach((id) => attempted.add(id));
      }
    } catch (cause) {
      error = cause;
    }
    this.progress.set(null);
    const rejected = new Set(failed.map((failure) => failure.id));
    this.revert(shownBefore.filter(({ id }) => rejected.has(id) || !attempted.has(id)));
    this.refreshRows([...attempted].filter((id) => this.list.has(id)));
    return {
      changed: tickets.filter(({ id }) => attempted.has(id) && !rejected.has(id)),
      failed,
      error,
      skipped: tickets.filter(({ id }) => !attempted.has(id)),
      undoIds,
    };
  }

  /** Asks until when to snooze the ticket, or by when it is due. */
  async pickTime(field: TimeField, ticket: Ticket): Promise<void> {
    const time = await this.times.pick(field, currentTime(ticket, field));
    if (time !== undefined) await this.update(ticket, { [field]: time });
  }

  /** Removes tickets that the list hides, because they were snoozed. */
  private removeSnoozed(tickets: readonly Ticket[]): void {
    if (!this.store.hidesSnoozed) return;
    for (const { id } of tickets) {
      const ticket = this.list.find(id);
      if (ticket && isSnoozed(ticket, Date.now())) this.list.remove(id);
    }
  }

  private refreshRows(ids: readonly number[]): void {
    void this.list
      .refreshChanged(new Map(ids.map((id) => [id, 0])))
      .catch((cause: unknown) => this.toasts.showError($localize`The list may be out of date`, cause));
  }

  private revert(rows: readonly Ticket[]): void {
    if (!rows.length) return;
    this.list.upsertAll(rows);
    this.revertedIds.set(new Set(rows.map((ticket) => ticket.id)));
    setTimeout(() => this.revertedIds.set(new Set()), REVERTED_HIGHLIGHT_MS);
  }

  private notify({ changed, failed, error }: BulkUpdateOutcome, retry: () => void): void {
    if (error) return this.toasts.showError($localize`Couldn’t update the tickets`, error, retry);
    if (!failed.length) return;
    const updated = formatCount(changed.length);
    this.toasts.show({
      tone: 'error',
      title: $localize`${updated}:changed: updated, ${formatCount(failed.length)}:failed: failed`,
      detail: formatBulkFailures(failed),
    });
  }

  private pushUndo(
    changes: TicketChanges,
    before: readonly Ticket[],
    undoIds: readonly number[],
    assignee: Ticket['assignee'] | undefined,
  ): void {
    this.undoStack.push({
      title: formatChanges(changes, assignee),
      detail: formatTickets(before),
      undo: async () => {
        await this.bulkUndo.revert(undoIds);
        // Rows that left the list return to their places.
        if (before.some(({ id }) => !this.list.has(id))) await this.list.reload();
        else this.refreshRows(before.map(({ id }) => id));
      },
    });
  }
}
