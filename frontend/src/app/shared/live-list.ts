import { DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Ticket } from '../core/api-types';
import { LiveEvent, LiveEvents } from '../core/live-events';
import { Toasts } from '../core/toasts';
import { TicketsApi } from '../core/tickets-api';
import { TicketList } from './ticket-list';

const GATHER_MS = 200;
const PEEK_EVERY_MS = 1_200;
/** Where each changed ticket is to be placed: from here on one read of the list is cheaper than one of each. */
const MANY = 8;

/**
 * Keeps lists true to the event stream while the component lives: changed rows change where they stand, new
 * ones are only counted, so that nothing moves under the reader's eyes. Events come in bursts (a worker
 * triages hundreds), so they are gathered first.
 */
export function keepLive(
  lists: () => readonly TicketList[],
  /** Where a changed ticket goes; by default it stays in its place. */
  place?: (ticket: Ticket) => void,
): void {
  const api = inject(TicketsApi);
  const toasts = inject(Toasts);
  const destroyed = inject(DestroyRef);
  const changed = new Map<number, number>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let peeking: ReturnType<typeof setTimeout> | undefined;

  inject(LiveEvents)
    .events.pipe(takeUntilDestroyed())
    .subscribe((event) => follow(event));
  destroyed.onDestroy(() => {
    clearTimeout(gathering);
    clearTimeout(peeking);
  });

  function follow(event: LiveEvent): void {
    if (event.name === 'stats.changed' || event.name === 'ticket.viewers') return;
    if (event.name === 'stream.reset') return void attempt(catchUpAll);
    if (event.name === 'ticket.deleted') {
      lists().forEach((list) => list.remove(event.id));
    } else if (lists().some((list) => (list.find(event.id)?.version ?? event.version) < event.version)) {
      changed.set(event.id, event.version);
      gathering ??= setTimeout(() => void attempt(readChanged), GATHER_MS);
    }
    peeking ??= setTimeout(() => {
      peeking = undefined;
      void attempt(async () => void (await Promise.all(lists().map((list) => list.peek()))));
    }, PEEK_EVERY_MS);
  }

  async function readChanged(): Promise<void> {
    gathering = undefined;
    const versions = new Map(changed);
    changed.clear();
    if (!place) return void (await Promise.all(lists().map((list) => list.refresh(versions))));
    if (versions.size > MANY) return catchUpAll();
    const tickets = await Promise.all([...versions.keys()].map((id) => api.get(id)));
    tickets.forEach(place);
  }

  async function catchUpAll(): Promise<void> {
    await Promise.all(lists().map((list) => list.catchUp()));
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      toasts.failure($localize`The list may be out of date`, error, () => void attempt(catchUpAll));
    }
  }
}
