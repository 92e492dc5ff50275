import { inject, Injectable } from '@angular/core';
import { Ticket, TicketChanges } from '../core/api-types';
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
  /** Gets the ticket once the change is taken back. */
  shown?: (ticket: Ticket) => void;
  reconsider?: () => void;
}

/** Changes of a single ticket: each is announced, and its way back does not depend on the page that made it. */
@Injectable({ providedIn: 'root' })
export class UndoableChanges {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(Undo);

  /** Says that `changes` were made to the ticket that was `before`. */
  made(before: Ticket, changes: TicketChanges, given: Announcement = {}): void {
    if (!changedBy(changes).length) return;
    const title = given.title ?? changesInWords(changes, given.assignee);
    const detail = ticketsInWords([before]);
    // A decision that changed no value can't be taken back; at most it can be looked at again.
    if (isStill(before, changes)) this.undo.remember({ title, detail, undo: given.reconsider ?? null });
    else this.undo.remember({ title, detail, undo: () => this.takeBack(before, changes, given.shown) });
  }

  /** Over the status between, where there is no move straight back. */
  async takeBack(before: Ticket, changes: TicketChanges, shown?: (ticket: Ticket) => void): Promise<void> {
    const { id } = before;
    try {
      let now = await this.api.get(id);
      if (!isStill(now, changes)) {
        const title = $localize`#${id}:id: left as it is: it was changed again`;
        return this.toasts.show({ tone: 'info', title });
      }
      const { status, ...rest } = formerValues(before, changes);
      const path = status ? wayBack(now.status, status) : [];
      const steps: TicketChanges[] = path.map((each) => ({ status: each }));
      if (Object.keys(rest).length) steps.unshift(rest);
      for (const step of steps) {
        const outcome = await this.editor.change(now, step);
        now = outcome.ticket;
        if (!outcome.applied) return shown?.(now);
      }
      shown?.(now);
      this.toasts.show({ tone: 'success', title: $localize`Undone`, detail: ticketsInWords([now]) });
    } catch (error) {
      const again = () => void this.takeBack(before, changes, shown);
      this.toasts.failure($localize`#${id}:id: could not be put back`, error, again);
    }
  }
}
