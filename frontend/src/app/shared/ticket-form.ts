import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { NewTicket, Ticket } from '../core/api-types';
import { ApiProblem, toApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { TicketDraftStore } from './ticket-draft-store';
import { AttachmentUploads } from './attachments/attachment-uploads';
import { formatCounter, LIMITS } from './text-limits';
import { missingFields, toSubmission, TicketDraft, tooLongFields } from './ticket-draft';

/** Form state of a new ticket: validation and submission. */
@Injectable()
export class TicketForm {
  private readonly api = inject(TicketsApi);
  private readonly store = inject(TicketDraftStore);
  readonly uploads = inject(AttachmentUploads);
  private readonly missingErrors = signal<Record<string, string>>({});
  readonly draft = this.store.draft;
  private readonly lengthErrors = computed(() => tooLongFields(this.draft()));
  readonly restored = signal(this.store.restored);
  readonly sending = signal(false);
  readonly problem = signal<ApiProblem | null>(null);

  constructor() {
    this.uploads.restore(this.draft().attachments);
    effect(() => {
      const attachments = this.uploads.attachments();
      untracked(() => this.store.update({ attachments }));
    });
  }

  update(change: Partial<TicketDraft>): void {
    this.store.update(change);
    this.missingErrors.update((missing) =>
      Object.fromEntries(Object.entries(missing).filter(([field]) => !(field in change))),
    );
  }
  error(field: string): string | null {
    const tooLong = this.lengthErrors()[field];
    if (tooLong) return [this.counter(field), tooLong].filter(Boolean).join(' · ');
    return this.missingErrors()[field] ?? this.problem()?.fieldMessage(field) ?? null;
  }
  /** Character counter of the field; undefined below the threshold. */
  counter(field: string): string | undefined {
    const { title, description } = this.draft();
    if (field === 'title') return formatCounter(title, LIMITS.title) ?? undefined;
    return field === 'description' ? (formatCounter(description, LIMITS.text) ?? undefined) : undefined;
  }
  discard(): void {
    this.store.clear();
    this.uploads.clear();
    this.restored.set(false);
    this.problem.set(null);
  }

  /** Validates the form and returns the first invalid field, undefined if valid. */
  validate(): string | undefined {
    this.problem.set(null);
    this.missingErrors.set(missingFields(this.draft()));
    return Object.keys({ ...this.missingErrors(), ...this.lengthErrors() })[0];
  }

  /** Creates the ticket and calls back with it. Errors are stored in `problem`. */
  async submit(ticket: NewTicket, onCreated: (ticket: Ticket) => Promise<unknown>): Promise<void> {
    const submission = toSubmission(ticket, this.store.submission());
    this.store.setSubmission(submission);
    this.sending.set(true);
    try {
      const created = await this.api.create(ticket, submission.key);
      this.store.clear();
      this.uploads.clear();
      await onCreated(created);
    } catch (error) {
      this.problem.set(toApiProblem(error));
    } finally {
      this.sending.set(false);
    }
  }
}
