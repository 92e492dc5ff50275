import { inject, Injectable } from '@angular/core';
import { Ticket } from '../core/api-types';
import { toApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';

/** Accepts suggestions; where somebody else has decided meanwhile, says so, and leaves it at that. */
@Injectable({ providedIn: 'root' })
export class SuggestionAcceptance {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);

  /** The ticket as it now stands, and whether this made it so. */
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
