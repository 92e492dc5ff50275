import { Injectable, signal } from '@angular/core';
import { keepForTab } from '../shared/kept-for-tab';

interface RecentTicket {
  id: number;
  title: string;
}

/** With the drafts: gone with the session, and not left to another person. */
const STORED_AS = 'ticketiq.draft.recent-tickets';
const KEPT = 6;

/** The tickets that were opened last in this tab, the latest first. */
@Injectable({ providedIn: 'root' })
export class RecentTickets {
  private readonly opened = signal<readonly RecentTicket[]>(stored());
  readonly all = this.opened.asReadonly();

  visit({ id, title }: RecentTicket): void {
    this.opened.update((all) => [{ id, title }, ...all.filter((each) => each.id !== id)].slice(0, KEPT));
    keepForTab(STORED_AS, JSON.stringify(this.opened()));
  }
}

function stored(): readonly RecentTicket[] {
  try {
    return JSON.parse(sessionStorage.getItem(STORED_AS) ?? '[]') as RecentTicket[];
  } catch {
    return [];
  }
}
