import { inject, Injectable } from '@angular/core';
import { Ticket, TicketChanges } from '../core/api-types';
import { toProblem } from '../core/problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { changedFields, changeInWords, conflictingFields } from './ticket-changes';

export interface EditOutcome {
  /** The ticket as it now stands. */
  ticket: Ticket;
  applied: boolean;
}

/**
 * Changes a ticket against the version that the person looked at. Where somebody else was quicker, their
 * change is read and told; ours goes on only where the two don't touch the same field.
 */
@Injectable({ providedIn: 'root' })
export class TicketEditor {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);

  async change(seen: Ticket, changes: TicketChanges): Promise<EditOutcome> {
    try {
      return { ticket: await this.api.change(seen.id, changes, seen.version), applied: true };
    } catch (error) {
      if (!toProblem(error).isStale) throw error;
    }
    const now = await this.api.get(seen.id);
    const theirs = changedFields(seen, now).map((field) => changeInWords(field, now));
    if (conflictingFields(changes, seen, now).length) {
      this.toasts.show({
        tone: 'error',
        title: `#${seen.id} was changed meanwhile; your change was not made`,
        detail: `Now ${theirs.join(', ')}.`,
      });
      return { ticket: now, applied: false };
    }
    const ticket = await this.api.change(seen.id, changes, now.version);
    if (theirs.length) {
      this.toasts.show({ tone: 'info', title: `#${seen.id} also changed meanwhile`, detail: `Now ${theirs.join(', ')}.` });
    }
    return { ticket, applied: true };
  }
}
