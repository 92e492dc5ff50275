import { inject, Injectable, signal } from '@angular/core';
import { BulkOutcome, Ticket, TicketChanges } from '../../core/api-types';
import { BulkUndo } from '../../core/bulk-undo';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { Undo } from '../../core/undo';
import { bulkFailuresText } from '../../shared/bulk-failures';
import { changesInWords, ticketsInWords } from '../../shared/change-words';
import { isStill, portions } from '../../shared/former-values';
import { asAccepted, mayAccept, nothingToAccept } from '../../shared/suggestion-signs';
import { SuggestionAcceptance } from '../../shared/suggestion-acceptance';
import { withChanges } from '../../shared/ticket-changes';
import { TicketEditor } from '../../shared/ticket-editor';
import { count } from '../../shared/total-words';
import { UndoableChanges } from '../../shared/undoable-changes';
import { InboxStore } from './inbox-store';

const FLASH_MS = 2_000;

interface Outcome {
  changed: readonly Ticket[];
  failed: BulkOutcome['failed'];
  /** Why the rest was not even tried. */
  error?: unknown;
  left: readonly Ticket[];
  /** By which the server takes it back. */
  undoIds: readonly number[];
}

/** Changes made from the inbox: shown at once, taken back where the server says no, and undone when asked. */
@Injectable({ providedIn: 'root' })
export class InboxChanges {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly store = inject(InboxStore);
  private readonly list = this.store.list;
  private readonly undos = inject(Undo);
  private readonly bulkUndo = inject(BulkUndo);
  private readonly undoable = inject(UndoableChanges);
  private readonly acceptance = inject(SuggestionAcceptance);

  /** How far a change of many tickets is. */
  readonly progress = signal<{ done: number; of: number } | null>(null);
  /** Rows whose change was just taken back. */
  readonly refused = signal<ReadonlySet<number>>(new Set());

  async accept(ticket: Ticket): Promise<void> {
    if (!mayAccept(ticket)) return this.toasts.show(nothingToAccept(ticket));
    this.list.put(asAccepted(ticket));
    try {
      const { ticket: now, accepted } = await this.undos.during(this.acceptance.accept(ticket.id));
      this.list.put(now);
      if (!accepted) return;
      const { category, priority } = now;
      const shown = (back: Ticket) => this.list.put(back);
      this.undoable.made(
        ticket,
        now,
        { category, priority },
        { title: $localize`Suggestion accepted`, shown },
      );
    } catch (error) {
      this.takeBack([ticket]);
      const again = () => void this.accept(this.list.find(ticket.id) ?? ticket);
      this.toasts.failure($localize`Couldn’t accept the suggestion for #${ticket.id}:id:`, error, again);
    }
  }

  async markUnread(ticket: Ticket): Promise<void> {
    if (ticket.unread)
      return this.toasts.show({ tone: 'info', title: $localize`#${ticket.id}:id: is already unread` });
    this.list.put({ ...ticket, unread: true });
    try {
      this.list.put(await this.api.markUnread(ticket.id));
    } catch (error) {
      this.takeBack([ticket]);
      const again = () => void this.markUnread(ticket);
      this.toasts.failure($localize`Couldn’t update #${ticket.id}:id:`, error, again);
    }
  }

  async change(ticket: Ticket, changes: TicketChanges, assignee?: Ticket['assignee']): Promise<void> {
    this.list.put(withChanges(ticket, changes, assignee));
    try {
      const { ticket: now, applied, before } = await this.undos.during(this.editor.change(ticket, changes));
      this.list.put(now);
      const shown = (back: Ticket) => this.list.put(back);
      if (applied) this.undoable.made(before, now, changes, { assignee, shown });
    } catch (error) {
      this.takeBack([ticket]);
      const again = () => void this.change(this.list.find(ticket.id) ?? ticket, changes, assignee);
      this.toasts.failure($localize`Couldn’t update #${ticket.id}:id:`, error, again);
    }
  }

  async changeSelected(changes: TicketChanges, assignee?: Ticket['assignee']): Promise<void> {
    const tickets = this.store.selection.tickets();
    if (!tickets.length || this.progress()) return;
    const outcome = await this.apply(tickets, changes, assignee);
    // What was not changed stays chosen, so that it is seen and can be tried again.
    this.store.selection.set([...outcome.failed, ...outcome.left].map((each) => each.id));
    this.tell(outcome, () => void this.changeSelected(changes, assignee));
    const before = outcome.changed.filter((each) => !isStill(each, changes));
    if (outcome.undoIds.length) this.remember(changes, before, outcome.undoIds, assignee);
  }

  private async apply(
    tickets: readonly Ticket[],
    changes: TicketChanges,
    assignee: Ticket['assignee'] | undefined,
  ): Promise<Outcome> {
    const shownBefore = tickets.flatMap(({ id }) => this.list.find(id) ?? []);
    this.list.putAll(shownBefore.map((each) => withChanges(each, changes, assignee)));
    const failed: BulkOutcome['failed'] = [];
    const undoIds: number[] = [];
    const tried = new Set<number>();
    let error: unknown;
    try {
      for (const ids of portions(tickets.map(({ id }) => id))) {
        if (ids.length < tickets.length) this.progress.set({ done: tried.size, of: tickets.length });
        const answer = await this.api.bulk(ids, changes);
        failed.push(...answer.failed);
        if (answer.undo_id !== null) undoIds.push(answer.undo_id);
        ids.forEach((id) => tried.add(id));
      }
    } catch (cause) {
      error = cause;
    }
    this.progress.set(null);
    const refused = new Set(failed.map((each) => each.id));
    this.takeBack(shownBefore.filter(({ id }) => refused.has(id) || !tried.has(id)));
    this.readAgain([...tried]);
    return {
      changed: tickets.filter(({ id }) => tried.has(id) && !refused.has(id)),
      failed,
      error,
      left: tickets.filter(({ id }) => !tried.has(id)),
      undoIds,
    };
  }

  private readAgain(ids: readonly number[]): void {
    void this.list
      .refresh(new Map(ids.map((id) => [id, 0])))
      .catch((cause: unknown) => this.toasts.failure($localize`The list may be out of date`, cause));
  }

  private takeBack(rows: readonly Ticket[]): void {
    if (!rows.length) return;
    this.list.putAll(rows);
    this.refused.set(new Set(rows.map((each) => each.id)));
    setTimeout(() => this.refused.set(new Set()), FLASH_MS);
  }

  private tell({ changed, failed, error }: Outcome, again: () => void): void {
    if (error) return this.toasts.failure($localize`Couldn’t update the tickets`, error, again);
    if (!failed.length) return;
    const updated = count(changed.length);
    this.toasts.show({
      tone: 'error',
      title: $localize`${updated}:changed: updated, ${count(failed.length)}:failed: failed`,
      detail: bulkFailuresText(failed),
    });
  }

  private remember(
    changes: TicketChanges,
    before: readonly Ticket[],
    undoIds: readonly number[],
    assignee: Ticket['assignee'] | undefined,
  ): void {
    this.undos.remember({
      title: changesInWords(changes, assignee),
      detail: ticketsInWords(before),
      undo: async () => {
        await this.bulkUndo.takeBack(undoIds);
        this.readAgain(before.map(({ id }) => id));
      },
    });
  }
}
