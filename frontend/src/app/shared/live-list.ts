import { DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { whenConnected } from '../core/connection';
import { LiveEvent, LiveEvents } from '../core/live-events';
import { Toasts } from '../core/toasts';
import { TicketList } from './ticket-list';

const GATHER_MS = 200;
const PEEK_EVERY_MS = 1_200;

/**
 * Keeps a list true to the event stream while the component lives: changed rows change where they stand, new
 * ones are only counted, so that nothing moves under the reader's eyes. Events come in bursts (a worker
 * triages hundreds), so they are gathered first.
 */
export function keepLive(list: TicketList): void {
  const toasts = inject(Toasts);
  const destroyed = inject(DestroyRef);
  const changed = new Map<number, number>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let peeking: ReturnType<typeof setTimeout> | undefined;

  inject(LiveEvents)
    .events.pipe(takeUntilDestroyed())
    .subscribe((event) => follow(event));
  whenConnected(() => {
    if (list.state() === 'failed') void list.reload();
  });
  destroyed.onDestroy(() => {
    clearTimeout(gathering);
    clearTimeout(peeking);
  });

  function follow(event: LiveEvent): void {
    if (event.name === 'stats.changed' || event.name === 'ticket.viewers') return;
    if (event.name === 'stream.reset') return void attempt(() => list.catchUp());
    if (event.name === 'ticket.deleted') {
      list.remove(event.id);
    } else if ((list.find(event.id)?.version ?? event.version) < event.version) {
      changed.set(event.id, event.version);
      gathering ??= setTimeout(() => void attempt(readChanged), GATHER_MS);
    }
    peeking ??= setTimeout(() => {
      peeking = undefined;
      void attempt(() => list.peek());
    }, PEEK_EVERY_MS);
  }

  async function readChanged(): Promise<void> {
    gathering = undefined;
    const versions = new Map(changed);
    changed.clear();
    await list.refresh(versions);
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const again = () => void attempt(() => list.catchUp());
      toasts.failure($localize`The list may be out of date`, error, again);
    }
  }
}
