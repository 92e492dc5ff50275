import { DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { onConnected } from '../core/connection';
import { LiveEvent, LiveEvents } from '../core/live-events';
import { Toasts } from '../core/toasts';
import { TicketList } from './ticket-list';

const BATCH_DELAY_MS = 200;
const HEAD_CHECK_DELAY_MS = 1_200;

/**
 * Updates a list from the event stream for the lifetime of the component. Changed rows are updated
 * in place; new tickets are only counted, so that rows don't move while they are read. Events are
 * batched because bulk triage emits hundreds.
 */
export function syncTicketList(list: TicketList): void {
  const toasts = inject(Toasts);
  const destroyed = inject(DestroyRef);
  const changedVersions = new Map<number, number>();
  let batchTimer: ReturnType<typeof setTimeout> | undefined;
  let headCheckTimer: ReturnType<typeof setTimeout> | undefined;

  inject(LiveEvents)
    .events.pipe(takeUntilDestroyed())
    .subscribe((event) => onEvent(event));
  onConnected(() => {
    if (list.state() === 'failed') void list.reload();
  });
  destroyed.onDestroy(() => {
    clearTimeout(batchTimer);
    clearTimeout(headCheckTimer);
  });

  function onEvent(event: LiveEvent): void {
    if (event.name === 'stats.changed' || event.name === 'ticket.viewers') return;
    if (event.name === 'stream.reset') return void runOrNotify(() => list.resync());
    if (event.name === 'ticket.deleted') {
      list.remove(event.id);
    } else if ((list.find(event.id)?.version ?? event.version) < event.version) {
      changedVersions.set(event.id, event.version);
      batchTimer ??= setTimeout(() => void runOrNotify(refreshChanged), BATCH_DELAY_MS);
    }
    headCheckTimer ??= setTimeout(() => {
      headCheckTimer = undefined;
      void runOrNotify(() => list.checkForNew());
    }, HEAD_CHECK_DELAY_MS);
  }

  async function refreshChanged(): Promise<void> {
    batchTimer = undefined;
    const versions = new Map(changedVersions);
    changedVersions.clear();
    await list.refreshChanged(versions);
  }

  async function runOrNotify(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const retry = () => void runOrNotify(() => list.resync());
      toasts.showError($localize`The list may be out of date`, error, retry);
    }
  }
}
