import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { fromEvent } from 'rxjs';
import { Ticket, TicketChanges } from '../core/api-types';
import { toApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { changedFields, formatFieldChange, conflictingFields } from './ticket-changes';
import { detectConflict, TicketConflict } from './ticket-conflict';

/** A ticket that changes faster than this is not edited by people. */
const MAX_ATTEMPTS = 4;

export interface EditResult {
  /** The ticket as it now stands. */
  ticket: Ticket;
  applied: boolean;
  /** What the change was made to. */
  before: Ticket;
  /** Set where the person is to decide between the two. */
  conflict?: TicketConflict;
}

/** What to do where somebody else was quicker: tell it in passing, or leave the decision to the person. */
export type ConflictStrategy = 'tell' | 'ask';

/**
 * Changes a ticket against the version that the person looked at. Where somebody else was quicker, a list tells
 * what theirs was, and ours goes on only where the two don't touch the same field; a page that has the room asks.
 */
@Injectable({ providedIn: 'root' })
export class TicketEditor {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);

  /** What is still on its way for each ticket: two quick changes of one person must not collide. */
  private readonly inFlight = new Map<number, Promise<EditResult>>();

  constructor() {
    // A change is shown before it is saved; who leaves in between should know that it would be lost.
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
