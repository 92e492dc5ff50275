import { Injectable, signal } from '@angular/core';
import { setSessionItem } from '../shared/session-storage';

interface RecentTicket {
  id: number;
  title: string;
}

/** With the drafts: gone with the session, and not left to another person. */
const STORAGE_KEY = 'ticketiq.draft.recent-tickets';
const MAX_TICKETS = 6;

/** The tickets that were opened last in this tab, the latest first. */
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
