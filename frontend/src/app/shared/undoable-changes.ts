import { inject, Injectable } from '@angular/core';
import { Ticket, TicketChanges } from '../core/api-types';
import { toApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { UndoStack } from '../core/undo-stack';
import { formatChanges, formatTickets } from './change-labels';
import { revertibleFields, previousValues, isUnchangedSince } from './previous-values';
import { reverseTransition } from './status-transitions';
import { TicketEditor } from './ticket-editor';

interface AnnounceOptions {
  assignee?: Ticket['assignee'];
  /** Replaces the default title, which lists the new values. */
  title?: string;
  /** Called with the ticket once the change is reverted or can no longer be reverted. */
  onReverted?: (ticket: Ticket) => void;
}

interface RevertOptions {
  onReverted?: (ticket: Ticket) => void;
  /**
   * Whether the change was the first triage decision, which the server can revert for a limited
   * time.
   */
  isDecision?: boolean;
}

/** Whether the change was the first triage decision. */
export function decides(before: Ticket, now: Ticket): boolean {
  return !before.triage.decided_by && !!now.triage.decided_by;
}

/** The server normalizes texts (NFC, blanks at the ends). */
function withSavedTexts(changes: TicketChanges, { title, description }: Ticket): TicketChanges {
  return {
    ...changes,
    ...(changes.title === undefined ? {} : { title }),
    ...(changes.description === undefined ? {} : { description }),
  };
}

/** Undoable changes of single tickets, independent of the page that made them. */
@Injectable({ providedIn: 'root' })
export class UndoableChanges {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(UndoStack);

  /** Announces the `requested` changes between the tickets `before` and `now`. */
  announce(before: Ticket, now: Ticket, requested: TicketChanges, options: AnnounceOptions = {}): void {
    const changes = withSavedTexts(requested, now);
    if (!revertibleFields(changes).length) return;
    const title = options.title ?? formatChanges(changes, options.assignee);
    const detail = formatTickets([before]);
    // An unchanged ticket has nothing to undo; `z` then undoes the previous change.
    if (now.version === before.version)
      return void this.toasts.show({ tone: 'info', title: $localize`No change – ${title}:change:`, detail });
    const revertOptions = { onReverted: options.onReverted, isDecision: decides(before, now) };
    this.undo.push({ title, detail, undo: () => this.revert(before, changes, revertOptions) });
  }

  /** Reverts the changes, via an intermediate status if there is no direct transition. */
  async revert(before: Ticket, changes: TicketChanges, options: RevertOptions = {}): Promise<void> {
    const { id } = before;
    try {
      let now = await this.api.get(id);
      if (!isUnchangedSince(now, changes)) {
        const title = $localize`#${id}:id: not undone: it was changed again`;
        return this.toasts.show({ tone: 'info', title });
      }
      const ticketBeforeDecision = options.isDecision ? await this.undoDecision(id) : null;
      now = ticketBeforeDecision ?? now;
      // Setting category, priority or topic would be a new decision.
      const remaining = ticketBeforeDecision
        ? { ...changes, category: undefined, priority: undefined, topic_id: undefined }
        : changes;
      const { status, ...rest } = previousValues(before, remaining, now);
      const path = status ? reverseTransition(now.status, status) : [];
      const steps: TicketChanges[] = path.map((next) => ({ status: next }));
      if (Object.keys(rest).length) steps.unshift(rest);
      if (!ticketBeforeDecision && !steps.length) {
        options.onReverted?.(now);
        const title = $localize`The decision on #${id}:id: can no longer be undone`;
        return this.toasts.show({ tone: 'info', title });
      }
      for (const step of steps) {
        const outcome = await this.editor.update(now, step);
        now = outcome.ticket;
        if (!outcome.applied) return options.onReverted?.(now);
      }
      options.onReverted?.(now);
      this.toasts.show({ tone: 'success', title: $localize`Undone`, detail: formatTickets([now]) });
    } catch (error) {
      const retry = () => void this.revert(before, changes, options);
      this.toasts.showError($localize`Couldn’t undo the change to #${id}:id:`, error, retry);
    }
  }

  /** Reverts the decision; null if it is final and only values can be restored. */
  async undoDecision(id: number): Promise<Ticket | null> {
    try {
      return await this.api.undoDecision(id);
    } catch (error) {
      if (toApiProblem(error).status !== 409) throw error;
      return null;
    }
  }
}
