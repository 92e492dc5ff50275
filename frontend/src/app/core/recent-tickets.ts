import { Injectable, signal } from '@angular/core';
import { setSessionItem } from './session-storage';

interface RecentTicket {
  id: number;
  title: string;
}

/** Has the prefix of drafts so that it is deleted with them when the user changes. */
const STORAGE_KEY = 'ticketiq.draft.recent-tickets';
const MAX_TICKETS = 6;

/** Tickets last opened in this tab, latest first. */
@Injectable({ providedIn: 'root' })
export class RecentTickets {
  private readonly tickets = signal<readonly RecentTicket[]>(readStored());
  readonly all = this.tickets.asReadonly();

  add({ id, title }: RecentTicket): void {
    this.tickets.update((all) =>
      [{ id, title }, ...all.filter((ticket) => ticket.id !== id)].slice(0, MAX_TICKETS),
    );
    setSessionItem(STORAGE_KEY, JSON.stringify(this.tickets()));
  }
}

function readStored(): readonly RecentTicket[] {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]') as RecentTicket[];
  } catch {
    return [];
  }
}
