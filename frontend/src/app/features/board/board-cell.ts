import { computed, signal } from '@angular/core';
import { TicketList } from '../../shared/ticket-list';
import { CellKey } from './board-cell-key';

/** Tickets of one status in one lane. */
export class BoardCell {
  /** Whether loading was requested. */
  requested = false;
  /** Ids of tickets in this cell that are not shown yet. */
  readonly newTicketIds = signal<ReadonlySet<number>>(new Set());
  readonly newCount = computed(() => this.newTicketIds().size + this.list.newCount());

  constructor(
    readonly key: CellKey,
    readonly list: TicketList,
  ) {}

  clearNew(id: number): void {
    if (this.newTicketIds().has(id))
      this.newTicketIds.update((ids) => new Set([...ids].filter((newId) => newId !== id)));
  }
}
