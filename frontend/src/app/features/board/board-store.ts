import { inject, Injectable, signal } from '@angular/core';
import { Stats, Ticket, TicketSort, TicketStatus } from '../../core/api-types';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { mayMove } from '../../shared/status-moves';
import { TicketEditor } from '../../shared/ticket-editor';
import { TicketList } from '../../shared/ticket-list';
import { statuses, statusNames } from '../../shared/ticket-terms';

export interface Column {
  status: TicketStatus;
  name: string;
  list: TicketList;
}

/** What is still to do stands by urgency, what is done by when it last changed. */
const sortOf: Record<TicketStatus, TicketSort> = {
  open: '-priority',
  in_progress: '-priority',
  resolved: '-updated_at',
  closed: '-updated_at',
};

@Injectable()
export class BoardStore {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);

  readonly columns: readonly Column[] = statuses.map((status) => ({
    status,
    name: statusNames[status],
    list: new TicketList(),
  }));
  readonly counts = signal<Stats['status_breakdown'] | null>(null);

  async load(): Promise<void> {
    await Promise.all([...this.columns.map((each) => this.loadColumn(each)), this.count()]);
  }
  async loadColumn({ status, list }: Column): Promise<void> {
    await list.load({ status: [status], sort: sortOf[status] });
  }
  async more({ list }: Column): Promise<void> {
    try {
      await list.more();
    } catch (error) {
      this.toasts.failure('Could not load more', error);
    }
  }
  async count(): Promise<void> {
    try {
      this.counts.set((await this.api.stats()).status_breakdown);
    } catch (error) {
      this.toasts.failure('The counts could not be read', error, () => void this.count());
    }
  }

  /** Shown at once; on failure the card goes back to where it was, and the reason is told. */
  async move(ticket: Ticket, to: TicketStatus): Promise<boolean> {
    if (!mayMove(ticket.status, to)) {
      this.toasts.show({
        tone: 'error',
        title: `#${ticket.id} can’t go from ${statusNames[ticket.status]} to ${statusNames[to]}`,
      });
      return false;
    }
    const from = this.listOf(ticket.status);
    const at = from.take(ticket.id);
    this.listOf(to).insert({ ...ticket, status: to });
    try {
      this.place((await this.editor.change(ticket, { status: to })).ticket);
      return true;
    } catch (error) {
      this.listOf(to).remove(ticket.id);
      from.insert(ticket, at);
      this.toasts.failure(`#${ticket.id} was not moved`, error);
      return false;
    }
  }

  /** A ticket goes to the column of its status: updated where it is, or at the top when it comes from another. */
  place(ticket: Ticket): void {
    for (const { status, list } of this.columns) {
      const known = list.find(ticket.id);
      if (!known || known.version > ticket.version) continue;
      if (status === ticket.status) return list.put(ticket);
      list.remove(ticket.id);
      return this.listOf(ticket.status).insert(ticket);
    }
  }

  private listOf(status: TicketStatus): TicketList {
    return this.columns.find((each) => each.status === status)!.list;
  }
}
