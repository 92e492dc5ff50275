import { computed, inject, Injectable, signal } from '@angular/core';
import { NewTicket, Ticket } from '../core/api-types';
import { Problem, toProblem } from '../core/problem';
import { TicketsApi } from '../core/tickets-api';
import { DraftStore } from './draft-store';
import { counterOf, limits } from './text-limits';
import { missingFields, submissionOf, TicketDraft, tooLongFields } from './ticket-draft';

/** A ticket on its way from a draft to the service: what is typed, what is wrong with it, and the sending. */
@Injectable()
export class TicketFiling {
  private readonly api = inject(TicketsApi);
  private readonly store = inject(DraftStore);
  private readonly missing = signal<Record<string, string>>({});
  readonly draft = this.store.draft;
  private readonly tooLong = computed(() => tooLongFields(this.draft()));
  readonly restored = signal(this.store.restored);
  readonly sending = signal(false);
  readonly problem = signal<Problem | null>(null);

  set(change: Partial<TicketDraft>): void {
    this.store.set(change);
    this.missing.update((missing) =>
      Object.fromEntries(Object.entries(missing).filter(([field]) => !(field in change))),
    );
  }
  error(field: string): string | null {
    const tooLong = this.tooLong()[field];
    if (tooLong) return [this.counter(field), tooLong].filter(Boolean).join(' · ');
    return this.missing()[field] ?? this.problem()?.fieldMessage(field) ?? null;
  }
  /** A character counter, near the limit only. */
  counter(field: string): string | undefined {
    const { title, description } = this.draft();
    if (field === 'title') return counterOf(title, limits.title) ?? undefined;
    return field === 'description' ? (counterOf(description, limits.text) ?? undefined) : undefined;
  }
  discard(): void {
    this.store.clear();
    this.restored.set(false);
    this.problem.set(null);
  }

  /** The first field that has to be filled in or shortened before it can be filed, if there is one. */
  firstFault(): string | undefined {
    this.problem.set(null);
    this.missing.set(missingFields(this.draft()));
    return Object.keys({ ...this.missing(), ...this.tooLong() })[0];
  }

  /** Calls back with the ticket once it is filed; what stands in the way is the `problem`. */
  async file(ticket: NewTicket, filed: (ticket: Ticket) => Promise<unknown>): Promise<void> {
    const submission = submissionOf(ticket, this.store.submission());
    this.store.sending(submission);
    this.sending.set(true);
    try {
      const answer = await this.api.create(ticket, submission.key);
      this.store.clear();
      await filed(answer);
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.sending.set(false);
    }
  }
}
