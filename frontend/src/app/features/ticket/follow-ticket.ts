import { DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { whenConnected } from '../../core/connection';
import { LiveEvents } from '../../core/live-events';
import { Conversation } from './conversation';
import { TicketStore } from './ticket-store';

const GATHER_MS = 150;

/** Keeps the open ticket true to the event stream while the page lives. */
export function followTicket(id: () => number, store: TicketStore): void {
  const conversation = inject(Conversation);
  let gathering: ReturnType<typeof setTimeout> | undefined;
  whenConnected(() => {
    if (store.problem() || conversation.problem()) void Promise.all([store.refresh(), conversation.read()]);
  });
  inject(DestroyRef).onDestroy(() => clearTimeout(gathering));
  inject(LiveEvents)
    .events.pipe(takeUntilDestroyed())
    .subscribe((event) => {
      if (event.name === 'stats.changed' || event.name === 'ticket.viewers') return;
      if (event.name !== 'stream.reset' && event.id !== id()) return;
      if (event.name === 'ticket.deleted') return store.setDeleted();
      // Of a deleted one this says that it was restored. A message may come without a change of the ticket's own fields, so both are read, once for a burst.
      clearTimeout(gathering);
      gathering = setTimeout(() => void Promise.all([store.refresh(), conversation.read()]), GATHER_MS);
    });
}
