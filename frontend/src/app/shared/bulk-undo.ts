import { inject, Injectable } from '@angular/core';
import { formatChanges } from './change-labels';
import { formatRelativeTime } from './time-format';
import { formatCount } from './number-format';
import { TicketChanges } from '../core/api-types';
import { Clock } from '../core/clock';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { UndoStack, UndoEntry } from '../core/undo-stack';

/**
 * Undoes bulk changes on the server, which stores the overwritten values for 24 hours. Works after
 * a reload.
 */
@Injectable({ providedIn: 'root' })
export class BulkUndo {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(UndoStack);
  private readonly clock = inject(Clock);

  /** Offers to undo the latest bulk change. Resolves with false if there is none. */
  async offerLast(): Promise<boolean> {
    const [last] = await this.api.listBulkChanges().catch(() => []);
    if (!last) return false;
    const { id, changes, tickets, created_at } = last;
    const description = formatChanges(changes as TicketChanges);
    const entry: UndoEntry = {
      title:
        tickets === 1
          ? $localize`Undo the change to 1 ticket?`
          : $localize`Undo the change to ${formatCount(tickets)}:count: tickets?`,
      detail: `${description} · ${formatRelativeTime(created_at, this.clock.now())}`,
      undo: () => this.revert([id]),
    };
    this.undo.push(entry);
    return true;
  }

  /** Undoes the bulk changes with these ids: one bulk action may consist of several. */
  async revert(ids: readonly number[]): Promise<void> {
    let updated = 0;
    let failed = 0;
    for (const [index, id] of ids.entries()) {
      try {
        const outcome = await this.api.undoBulkChange(id);
        updated += outcome.updated;
        failed += outcome.failed.length;
      } catch (error) {
        const retry = () => void this.revert(ids.slice(index));
        this.toasts.showError($localize`Couldn’t undo the change`, error, retry);
        break;
      }
    }
    if (updated) {
      const detail = updated === 1 ? $localize`1 ticket` : $localize`${formatCount(updated)}:count: tickets`;
      this.toasts.show({ tone: 'success', title: $localize`Undone`, detail });
    }
    if (failed) {
      const title = $localize`${formatCount(failed)}:count: not undone: changed again since`;
      this.toasts.show({ tone: 'info', title });
    }
  }
}
