import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { fromEvent } from 'rxjs';
import { Ticket, TicketChanges } from '../core/api-types';
import { toProblem } from '../core/problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { changedFields, changeInWords, conflictingFields } from './ticket-changes';
import { conflictBetween, TicketConflict } from './ticket-conflict';

/** A ticket that changes faster than this is not edited by people. */
const ATTEMPTS = 4;

export interface EditOutcome {
  /** The ticket as it now stands. */
  ticket: Ticket;
  applied: boolean;
  /** What the change was made to. */
  before: Ticket;
  /** Set where the person is to decide between the two. */
  conflict?: TicketConflict;
}

/** What to do where somebody else was quicker: tell it in passing, or leave the decision to the person. */
export type OnConflict = 'tell' | 'ask';

/**
 * Changes a ticket against the version that the person looked at. Where somebody else was quicker, a list tells
 * what theirs was, and ours goes on only where the two don't touch the same field; a page that has the room asks.
 */
@Injectable({ providedIn: 'root' })
export class TicketEditor {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);

  /** What is still on its way for each ticket: two quick changes of one person must not collide. */
  private readonly underWay = new Map<number, Promise<EditOutcome>>();

  constructor() {
    // A change is shown before it is saved; who leaves in between should know that it would be lost.
    fromEvent(window, 'beforeunload')
      .pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (this.underWay.size) event.preventDefault();
      });
  }

  change(seen: Ticket, changes: TicketChanges, onConflict: OnConflict = 'tell'): Promise<EditOutcome> {
    const earlier = this.underWay.get(seen.id);
    const outcome = earlier
      ? earlier.then(
          ({ ticket }) => this.apply(ticket.version > seen.version ? ticket : seen, changes, onConflict),
          () => this.apply(seen, changes, onConflict),
        )
      : this.apply(seen, changes, onConflict);
    this.underWay.set(seen.id, outcome);
    const forget = () => {
      if (this.underWay.get(seen.id) === outcome) this.underWay.delete(seen.id);
    };
    outcome.then(forget, forget);
    return outcome;
  }

  private async apply(seen: Ticket, changes: TicketChanges, onConflict: OnConflict): Promise<EditOutcome> {
    let base = seen;
    let now: Ticket | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        const ticket = await this.api.change(seen.id, changes, base.version);
        const theirs = this.inWords(seen, base);
        if (theirs && onConflict === 'tell')
          this.toasts.show({
            tone: 'info',
            title: $localize`#${seen.id}:id: was also changed by someone else`,
            detail: theirs,
          });
        return { ticket, applied: true, before: base };
      } catch (error) {
        const problem = toProblem(error);
        if (!problem.isStale || attempt === ATTEMPTS) throw error;
        now = problem.members['current'] as Ticket | undefined;
      }
      base = now ?? (await this.api.get(seen.id));
      if (onConflict === 'ask') {
        const conflict = conflictBetween(changes, seen, base);
        if (conflict) return { ticket: base, applied: false, before: base, conflict };
        continue;
      }
      if (conflictingFields(changes, seen, base).length) {
        this.toasts.show({
          tone: 'error',
          title: $localize`Couldn’t update #${seen.id}:id:: changed by someone else`,
          detail: this.inWords(seen, base),
        });
        return { ticket: base, applied: false, before: base };
      }
    }
  }

  private inWords(before: Ticket, now: Ticket): string {
    const changed = changedFields(before, now).map((field) => changeInWords(field, now));
    return changed.length ? $localize`Changed: ${changed.join(', ')}:changes:.` : '';
  }
}
