import { inject, Injectable } from '@angular/core';
import { Ticket } from '../core/api-types';
import { toApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';

/** Accepts suggestions. A toast reports if another user has already decided. */
@Injectable({ providedIn: 'root' })
export class SuggestionAcceptance {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);

  /** Resolves with the current ticket and whether this call accepted the suggestion. */
  async accept(id: number): Promise<{ ticket: Ticket; accepted: boolean }> {
    try {
      return { ticket: await this.api.acceptSuggestion(id), accepted: true };
    } catch (error) {
      if (toApiProblem(error).status !== 409) throw error;
      const ticket = await this.api.get(id);
      const name = ticket.triage.decided_by?.name;
      const detail = name
        ? $localize`${name}:agent: has already reviewed this suggestion.`
        : $localize`The suggestion has changed in the meantime.`;
      this.toasts.show({
        tone: 'info',
        title: $localize`Couldn’t accept the suggestion for #${id}:id:`,
        detail,
      });
      return { ticket, accepted: false };
    }
  }
}
