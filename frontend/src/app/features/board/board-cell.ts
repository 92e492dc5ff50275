import { computed, signal } from '@angular/core';
import { TicketList } from '../../shared/ticket-list';
import { Place } from './board-places';

/** The tickets of one status in one lane. */
export class BoardCell {
  /** Whether its list was ever asked for. */
  asked = false;
  /** Tickets that belong here by now and are not shown yet. */
  readonly unseen = signal<ReadonlySet<number>>(new Set());
  readonly arrivals = computed(() => this.unseen().size + this.list.unseen());

  constructor(
    readonly place: Place,
    readonly list: TicketList,
  ) {}

  forget(id: number): void {
    if (this.unseen().has(id)) this.unseen.update((ids) => new Set([...ids].filter((each) => each !== id)));
  }
}
