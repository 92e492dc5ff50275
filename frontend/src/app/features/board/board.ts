import { LiveAnnouncer } from '@angular/cdk/a11y';
import { CdkDrag, CdkDragDrop, CdkDropList, CdkDropListGroup } from '@angular/cdk/drag-drop';
import { Component, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { filter } from 'rxjs';
import { Ticket, TicketStatus } from '../../core/api-types';
import { LiveEvents } from '../../core/live-events';
import { Icon } from '../../shared/icon';
import { keepLive } from '../../shared/live-list';
import { Failure } from '../../shared/notice';
import { mayMove } from '../../shared/status-moves';
import { statusNames } from '../../shared/ticket-terms';
import { count } from '../../shared/total-words';
import { BoardCard } from './board-card';
import { BoardStore, Column } from './board-store';

@Component({
  selector: 'tiq-board',
  imports: [BoardCard, CdkDrag, CdkDropList, CdkDropListGroup, Failure, Icon],
  providers: [BoardStore],
  host: { class: 'block' },
  templateUrl: './board.html',
})
export default class Board {
  protected readonly store = inject(BoardStore);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dragged = signal<Ticket | null>(null);
  protected readonly statusNames = statusNames;

  constructor() {
    void this.store.load();
    keepLive(
      () => this.store.columns.map((each) => each.list),
      (ticket) => this.store.place(ticket),
    );
    inject(LiveEvents)
      .events.pipe(
        filter((event) => event.name === 'stats.changed' || event.name === 'stream.reset'),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.store.count());
  }

  protected readonly mayEnter = (drag: CdkDrag<Ticket>, column: CdkDropList<TicketStatus>) =>
    drag.data.status === column.data || mayMove(drag.data.status, column.data);

  protected refuses(status: TicketStatus): boolean {
    const ticket = this.dragged();
    return ticket !== null && ticket.status !== status && !mayMove(ticket.status, status);
  }
  protected countOf({ status, list }: Column): string {
    const counts = this.store.counts();
    return counts ? count(counts[status]) : list.total() ? count(list.total()!.value) : '';
  }
  protected drop(event: CdkDragDrop<TicketStatus, TicketStatus, Ticket>): void {
    // A card stays with the last column that took it in; let go of elsewhere, it must not land there.
    const to = event.isPointerOverContainer ? event.container.data : columnAt(event.dropPoint);
    if (to && to !== event.item.data.status) void this.store.move(event.item.data, to);
  }
  protected async moveByMenu(ticket: Ticket, to: TicketStatus): Promise<void> {
    const moved = this.store.move(ticket, to);
    // The card stands in another column now: the focus goes with it.
    setTimeout(() => document.querySelector<HTMLElement>(`[data-card="${ticket.id}"] button`)?.focus(), 50);
    if (await moved) void this.announcer.announce(`Ticket ${ticket.id} is now ${statusNames[to]}`);
  }
}

function columnAt({ x, y }: { x: number; y: number }): TicketStatus | undefined {
  const column = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-column]');
  return column?.dataset['column'] as TicketStatus | undefined;
}
