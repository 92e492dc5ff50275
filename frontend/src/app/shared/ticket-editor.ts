import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { fromEvent } from 'rxjs';
import { Ticket, TicketChanges } from '../core/api-types';
import { toApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { changedFields, formatFieldChange, conflictingFields } from './ticket-changes';
import { detectConflict, TicketConflict } from './ticket-conflict';

/** Limits retries of version conflicts. */
const MAX_ATTEMPTS = 4;

export interface EditResult {
  /** The current ticket. */
  ticket: Ticket;
  applied: boolean;
  /** The ticket before the change. */
  before: Ticket;
  /** Set if the user has to resolve a conflict. */
  conflict?: TicketConflict;
}

/** Handling of conflicts: `tell` shows a toast, `ask` returns the conflict to the caller. */
export type ConflictStrategy = 'tell' | 'ask';

/**
 * Updates tickets based on the version that the user saw. If another user changed the ticket,
 * `tell` applies the change only if it touches other fields, and `ask` leaves the decision to the
 * user.
 */
@Injectable({ providedIn: 'root' })
export class TicketEditor {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);

  /** Pending update of each ticket, so that quick successive changes don't conflict. */
  private readonly inFlight = new Map<number, Promise<EditResult>>();

  constructor() {
    // Changes are shown before they are saved and would be lost when the page closes.
    fromEvent(window, 'beforeunload')
      .pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (this.inFlight.size) event.preventDefault();
      });
  }

  update(base: Ticket, changes: TicketChanges, onConflict: ConflictStrategy = 'tell'): Promise<EditResult> {
    const previous = this.inFlight.get(base.id);
    const result = previous
      ? previous.then(
          ({ ticket }) => this.apply(ticket.version > base.version ? ticket : base, changes, onConflict),
          () => this.apply(base, changes, onConflict),
        )
      : this.apply(base, changes, onConflict);
    this.inFlight.set(base.id, result);
    const cleanUp = () => {
      if (this.inFlight.get(base.id) === result) this.inFlight.delete(base.id);
    };
    result.then(cleanUp, cleanUp);
    return result;
  }

  private async apply(
    original: Ticket,
    changes: TicketChanges,
    onConflict: ConflictStrategy,
  ): Promise<EditResult> {
    let base = original;
    let current: Ticket | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        const ticket = await this.api.update(original.id, changes, base.version);
        const theirs = this.formatChangesBetween(original, base);
        if (theirs && onConflict === 'tell')
          this.toasts.show({
            tone: 'info',
            title: $localize`#${original.id}:id: was also changed by someone else`,
            detail: theirs,
          });
        return { ticket, applied: true, before: base };
      } catch (error) {
        const problem = toApiProblem(error);
        if (!problem.isVersionConflict || attempt === MAX_ATTEMPTS) throw error;
        current = problem.members['current'] as Ticket | undefined;
      }
      base = current ?? (await this.api.get(original.id));
      if (onConflict === 'ask') {
        const conflict = detectConflict(changes, original, base);
        if (conflict) return { ticket: base, applied: false, before: base, conflict };
        continue;
      }
      if (conflictingFields(changes, original, base).length) {
        this.toasts.show({
          tone: 'error',
          title: $localize`Couldn’t update #${original.id}:id:: changed by someone else`,
          detail: this.formatChangesBetween(original, base),
        });
        return { ticket: base, applied: false, before: base };
      }
    }
  }

  private formatChangesBetween(before: Ticket, now: Ticket): string {
    const changed = changedFields(before, now).map((field) => formatFieldChange(field, now));
    return changed.length ? $localize`Changed: ${changed.join(', ')}:changes:.` : '';
  }
}
