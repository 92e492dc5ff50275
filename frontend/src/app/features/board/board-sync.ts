import { DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { LiveEvent, LiveEvents } from '../../core/live-events';
import { toApiProblem } from '../../core/api-problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { CardDragState } from './card-drag-state';
import { BoardLaneStore } from './board-lane-store';
import { BoardStore } from './board-store';
import { preserveFocus } from './card-focus';

const BATCH_DELAY_MS = 200;
/** With more changed tickets, the board is reloaded instead of each ticket. */
const FULL_RELOAD_THRESHOLD = 8;

/**
 * Updates the board from the event stream for the lifetime of the component. Reads each changed
 * ticket and places it, because checking every list would need many requests.
 */
export function syncBoard(): void {
  const store = inject(BoardStore);
  const lanes = inject(BoardLaneStore);
  const dragState = inject(CardDragState);
  const api = inject(TicketsApi);
  const toasts = inject(Toasts);
  const changedVersions = new Map<number, number>();
  let reloadAll = false;
  let batchTimer: ReturnType<typeof setTimeout> | undefined;

  inject(LiveEvents)
    .events.pipe(takeUntilDestroyed())
    .subscribe((event) => onEvent(event));
  inject(DestroyRef).onDestroy(() => clearTimeout(batchTimer));

  function onEvent(event: LiveEvent): void {
    switch (event.name) {
      case 'ticket.viewers':
        return;
      case 'stats.changed':
        return void lanes.refreshCounts();
      case 'stream.reset':
        reloadAll = true;
        break;
      case 'ticket.deleted':
        changedVersions.set(event.id, Infinity);
        break;
      default:
        changedVersions.set(event.id, Math.max(event.version, changedVersions.get(event.id) ?? 0));
    }
    batchTimer ??= setTimeout(() => void applyChanges(), BATCH_DELAY_MS);
  }

  async function applyChanges(): Promise<void> {
    batchTimer = undefined;
    // Deferred while a card is being moved.
    if (dragState.activeTicket())
      return void (batchTimer = setTimeout(() => void applyChanges(), BATCH_DELAY_MS));
    const stale = [...changedVersions].filter(([id, version]) => (store.find(id)?.version ?? -1) < version);
    const full = reloadAll || stale.length > FULL_RELOAD_THRESHOLD;
    changedVersions.clear();
    reloadAll = false;
    try {
      if (full) await store.resync();
      else await Promise.all(stale.map(([id, version]) => reloadTicket(id, version)));
    } catch (error) {
      toasts.showError($localize`The board may be out of date`, error, () => void store.resync());
    }
  }

  async function reloadTicket(id: number, version: number): Promise<void> {
    try {
      const ticket = version === Infinity ? null : await api.get(id);
      preserveFocus(id, () => (ticket ? store.placeTicket(ticket) : store.remove(id)));
    } catch (error) {
      if (!toApiProblem(error).isNotFound) throw error;
      preserveFocus(id, () => store.remove(id));
    }
  }
}
