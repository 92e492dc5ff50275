import { Injectable, signal } from '@angular/core';
import { MessageChanges } from '../../core/api-types';
import { mergeMessageChanges } from '../../shared/message-changes';

/** Cleared with the drafts when the user signs out. */
const STORAGE_KEY = 'ticketiq.draft.changes';

/** Changes of canned replies that wait in the composers of this tab. Survive navigation and a reload. */
@Injectable({ providedIn: 'root' })
export class ComposerChanges {
  private readonly byTicket = signal<Readonly<Record<number, MessageChanges>>>(readStored());

  of(ticketId: number): MessageChanges {
    return this.byTicket()[ticketId] ?? {};
  }
  add(ticketId: number, changes: MessageChanges): void {
    this.set(ticketId, mergeMessageChanges(this.of(ticketId), changes));
  }
  set(ticketId: number, changes: MessageChanges): void {
    const { [ticketId]: _before, ...rest } = this.byTicket();
    const all = Object.keys(changes).length ? { ...rest, [ticketId]: changes } : rest;
    this.byTicket.set(all);
    if (Object.keys(all).length) sessionStorage.setItem(STORAGE_KEY, JSON.stringify(all));
    else sessionStorage.removeItem(STORAGE_KEY);
  }
}

function readStored(): Record<number, MessageChanges> {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '{}') as Record<number, MessageChanges>;
  } catch {
    return {};
  }
}
