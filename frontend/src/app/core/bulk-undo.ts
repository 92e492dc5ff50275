import { inject, Injectable } from '@angular/core';
import { changesInWords } from '../shared/change-words';
import { ago } from '../shared/time-words';
import { count } from '../shared/total-words';
import { TicketChanges } from './api-types';
import { Clock } from './clock';
import { TicketsApi } from './tickets-api';
import { Toasts } from './toasts';
import { Undo, UndoEntry } from './undo';

/** Undoes bulk changes by the server, which keeps for 24 hours what they have overwritten: also after a reload. */
@Injectable({ providedIn: 'root' })
export class BulkUndo {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(Undo);
  private readonly clock = inject(Clock);

  /** Offers to undo the last one, which may be of yesterday. False where there is none. */
  async offer(): Promise<boolean> {
    const [last] = await this.api.bulkChanges().catch(() => []);
    if (!last) return false;
    const { id, changes, tickets, created_at } = last;
    const what = changesInWords(changes as TicketChanges);
    const entry: UndoEntry = {
      title:
        tickets === 1
          ? $localize`Undo the change to 1 ticket?`
          : $localize`Undo the change to ${count(tickets)}:count: tickets?`,
      detail: `${what} · ${ago(created_at, this.clock.now())}`,
      undo: () => this.takeBack([id]),
    };
    this.undo.remember(entry);
    return true;
  }

  /** What was made in these portions. */
  async takeBack(ids: readonly number[]): Promise<void> {
    let updated = 0;
    let failed = 0;
    for (const [at, id] of ids.entries()) {
      try {
        const outcome = await this.api.undoBulk(id);
        updated += outcome.updated;
        failed += outcome.failed.length;
      } catch (error) {
        const again = () => void this.takeBack(ids.slice(at));
        this.toasts.failure($localize`Couldn’t undo the change`, error, again);
        break;
      }
    }
    if (updated) {
      const detail = updated === 1 ? $localize`1 ticket` : $localize`${count(updated)}:count: tickets`;
      this.toasts.show({ tone: 'success', title: $localize`Undone`, detail });
    }
    if (failed) {
      const title = $localize`${count(failed)}:count: not undone: changed again since`;
      this.toasts.show({ tone: 'info', title });
    }
  }
}
