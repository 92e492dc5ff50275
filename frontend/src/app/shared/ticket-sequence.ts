import { computed, Injectable, Signal, signal } from '@angular/core';
import { TicketList } from './ticket-list';

export interface AdjacentTickets {
  inList: Signal<boolean>;
  previous: Signal<number | null>;
  next: Signal<number | null>;
}

/** List of tickets that the user came from, so that a ticket page can open the adjacent ones. */
@Injectable({ providedIn: 'root' })
export class TicketSequence {
  private readonly list = signal<TicketList | null>(null);

  follow(list: TicketList): void {
    this.list.set(list);
  }

  /** Ids of the adjacent tickets in the loaded part of the list; null at its ends or outside it. */
  adjacentTo(id: Signal<number>): AdjacentTickets {
    const tickets = computed(() => this.list()?.tickets() ?? []);
    const index = computed(() => tickets().findIndex((ticket) => ticket.id === id()));
    const idAt = (offset: 1 | -1) =>
      computed(() => (index() < 0 ? null : (tickets()[index() + offset]?.id ?? null)));
    return { inList: computed(() => index() >= 0), previous: idAt(-1), next: idAt(1) };
  }
}
