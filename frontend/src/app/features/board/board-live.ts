import { DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { LiveEvent, LiveEvents } from '../../core/live-events';
import { toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { BoardCarry } from './board-carry';
import { BoardLanes } from './board-lanes';
import { BoardStore } from './board-store';
import { keepingFocus } from './card-focus';

const GATHER_MS = 200;
/** From here on a read of what is shown is cheaper than a read of each ticket. */
const MANY = 8;

/**
 * Keeps the board true to the event stream while its component lives. A board has many lists, so they are not
 * each asked what is new: the ticket that changed is read, and says by itself where it belongs.
 */
export function keepBoardLive(): void {
  const store = inject(BoardStore);
  const lanes = inject(BoardLanes);
  const carry = inject(BoardCarry);
  const api = inject(TicketsApi);
  const toasts = inject(Toasts);
  const changed = new Map<number, number>();
  let all = false;
  let gathering: ReturnType<typeof setTimeout> | undefined;

  inject(LiveEvents)
    .events.pipe(takeUntilDestroyed())
    .subscribe((event) => follow(event));
  inject(DestroyRef).onDestroy(() => clearTimeout(gathering));

  function follow(event: LiveEvent): void {
    switch (event.name) {
      case 'ticket.viewers':
        return;
      case 'stats.changed':
        return void lanes.count();
      case 'stream.reset':
        all = true;
        break;
      case 'ticket.deleted':
        changed.set(event.id, Infinity);
        break;
      default:
        changed.set(event.id, Math.max(event.version, changed.get(event.id) ?? 0));
    }
    gathering ??= setTimeout(() => void read(), GATHER_MS);
  }

  async function read(): Promise<void> {
    gathering = undefined;
    // Nothing moves under a card that is under way.
    if (carry.inHand()) return void (gathering = setTimeout(() => void read(), GATHER_MS));
    const stale = [...changed].filter(([id, version]) => (store.find(id)?.version ?? -1) < version);
    const everything = all || stale.length > MANY;
    changed.clear();
    all = false;
    try {
      if (everything) await store.catchUp();
      else await Promise.all(stale.map(([id, version]) => readOne(id, version)));
    } catch (error) {
      toasts.failure($localize`The board may be out of date`, error, () => void store.catchUp());
    }
  }

  async function readOne(id: number, version: number): Promise<void> {
    try {
      const ticket = version === Infinity ? null : await api.get(id);
      keepingFocus(id, () => (ticket ? store.place(ticket) : store.remove(id)));
    } catch (error) {
      if (!toProblem(error).isNotFound) throw error;
      keepingFocus(id, () => store.remove(id));
    }
  }
}
