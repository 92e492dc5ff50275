import { inject, Injectable } from '@angular/core';
import { Ticket, TicketChanges } from '../core/api-types';
import { toProblem } from '../core/problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { Undo } from '../core/undo';
import { changesInWords, ticketsInWords } from './change-words';
import { changedBy, formerValues, isStill } from './former-values';
import { wayBack } from './status-moves';
import { TicketEditor } from './ticket-editor';

interface Announcement {
  assignee?: Ticket['assignee'];
  /** Instead of the new values. */
  title?: string;
  /** Gets the ticket once the change is taken back, or where that is not possible any more. */
  shown?: (ticket: Ticket) => void;
}

interface Way {
  shown?: (ticket: Ticket) => void;
  /** The change was the first decision about triage, which the server takes back for a while. */
  decided?: boolean;
}

/** Whether the change between the two was the first decision about triage. */
export function decides(before: Ticket, now: Ticket): boolean {
  return !before.triage.decided_by && !!now.triage.decided_by;
}

/** Changes of a single ticket: each is announced, and its way back does not depend on the page that made it. */
@Injectable({ providedIn: 'root' })
export class UndoableChanges {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(Undo);

  /** Says that `changes` were made to the ticket that was `before`, and is `now`. */
  made(before: Ticket, now: Ticket, changes: TicketChanges, given: Announcement = {}): void {
    if (!changedBy(changes).length) return;
    const title = given.title ?? changesInWords(changes, given.assignee);
    const detail = ticketsInWords([before]);
    // There is nothing to take back; what was done before it is next.
    if (now.version === before.version)
      return void this.toasts.show({ tone: 'info', title: $localize`No change – ${title}:change:`, detail });
    const way = { shown: given.shown, decided: decides(before, now) };
    this.undo.remember({ title, detail, undo: () => this.takeBack(before, changes, way) });
  }

  /** Over the status between, where there is no move straight back. */
  async takeBack(before: Ticket, changes: TicketChanges, way: Way = {}): Promise<void> {
    const { id } = before;
    try {
      let now = await this.api.get(id);
      if (!isStill(now, changes)) {
        const title = $localize`#${id}:id: not undone: it was changed again`;
        return this.toasts.show({ tone: 'info', title });
      }
      const undone = way.decided ? await this.undecided(id) : null;
      now = undone ?? now;
      // Whoever sets these again decides again.
      const left = undone ? { ...changes, category: undefined, priority: undefined } : changes;
      const { status, ...rest } = formerValues(before, left, now);
      const path = status ? wayBack(now.status, status) : [];
      const steps: TicketChanges[] = path.map((each) => ({ status: each }));
      if (Object.keys(rest).length) steps.unshift(rest);
      if (!undone && !steps.length) {
        way.shown?.(now);
        const title = $localize`The decision on #${id}:id: can no longer be undone`;
        return this.toasts.show({ tone: 'info', title });
      }
      for (const step of steps) {
        const outcome = await this.editor.change(now, step);
        now = outcome.ticket;
        if (!outcome.applied) return way.shown?.(now);
      }
      way.shown?.(now);
      this.toasts.show({ tone: 'success', title: $localize`Undone`, detail: ticketsInWords([now]) });
    } catch (error) {
      const again = () => void this.takeBack(before, changes, way);
      this.toasts.failure($localize`Couldn’t undo the change to #${id}:id:`, error, again);
    }
  }

  /** The ticket as if one had not decided; null where the decision stands, and only its values can be put back. */
  async undecided(id: number): Promise<Ticket | null> {
    try {
      return await this.api.undoDecision(id);
    } catch (error) {
      if (toProblem(error).status !== 409) throw error;
      return null;
    }
  }
}
