import { DestroyRef, DOCUMENT, effect, inject, signal, untracked } from '@angular/core';
import { TicketStore } from './ticket-store';

/**
 * Marks the ticket as read when it is opened, and when the requester replies while it is visible. A
 * ticket marked as unread stays unread until it is opened again.
 */
export function autoMarkRead(store: TicketStore): { markUnread: () => void } {
  const document = inject(DOCUMENT);
  const visible = signal(!document.hidden);
  const onVisibilityChange = () => visible.set(!document.hidden);
  document.addEventListener('visibilitychange', onVisibilityChange);
  inject(DestroyRef).onDestroy(() => document.removeEventListener('visibilitychange', onVisibilityChange));

  /** Identifies the ticket and the requester's last message. */
  const readKey = () => {
    const ticket = store.serverTicket();
    return ticket && `${ticket.id}/${ticket.customer_replied_at}`;
  };
  let lastReadKey: string | null = null;
  effect(() => {
    const key = readKey();
    if (!store.serverTicket()?.unread || !visible() || key === lastReadKey) return;
    lastReadKey = key;
    untracked(() => void store.markRead());
  });
  return {
    markUnread: () => {
      lastReadKey = readKey();
      void store.markUnread();
    },
  };
}
