import { DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { onConnected } from '../../core/connection';
import { LiveEvents } from '../../core/live-events';
import { Conversation } from './conversation';
import { TicketStore } from './ticket-store';

const BATCH_DELAY_MS = 150;

/** Updates the open ticket from the event stream for the lifetime of the component. */
export function syncTicket(id: () => number, store: TicketStore): void {
  const conversation = inject(Conversation);
  let batchTimer: ReturnType<typeof setTimeout> | undefined;
  onConnected(() => {
    if (store.problem() || conversation.problem()) void Promise.all([store.refresh(), conversation.load()]);
  });
  inject(DestroyRef).onDestroy(() => clearTimeout(batchTimer));
  inject(LiveEvents)
    .events.pipe(takeUntilDestroyed())
    .subscribe((event) => {
      if (event.name === 'stats.changed' || event.name === 'ticket.viewers') return;
      if (event.name !== 'stream.reset' && event.id !== id()) return;
      if (event.name === 'ticket.deleted') return store.setDeleted();
      // For a deleted ticket, this means that it was restored. Messages don't change ticket fields,
      // so both are reloaded, once per batch.
      clearTimeout(batchTimer);
      batchTimer = setTimeout(() => void Promise.all([store.refresh(), conversation.load()]), BATCH_DELAY_MS);
    });
}
