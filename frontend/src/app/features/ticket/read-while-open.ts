import { DestroyRef, DOCUMENT, effect, inject, signal, untracked } from '@angular/core';
import { TicketStore } from './ticket-store';

/**
 * What an agent has before their eyes is read: when they open the ticket, and again when the requester writes meanwhile. What
 * they mark as unread stays so until they open it again.
 */
export function readWhileOpen(store: TicketStore): { markUnread: () => void } {
  const document = inject(DOCUMENT);
  const visible = signal(!document.hidden);
  const look = () => visible.set(!document.hidden);
  document.addEventListener('visibilitychange', look);
  inject(DestroyRef).onDestroy(() => document.removeEventListener('visibilitychange', look));

  /** The ticket with the requester's last message. */
  const read = () => {
    const ticket = store.toldNow();
    return ticket && `${ticket.id}/${ticket.customer_replied_at}`;
  };
  let known: string | null = null;
  effect(() => {
    const now = read();
    if (!store.toldNow()?.unread || !visible() || now === known) return;
    known = now;
    untracked(() => void store.markRead());
  });
  return {
    markUnread: () => {
      known = read();
      void store.markUnread();
    },
  };
}
