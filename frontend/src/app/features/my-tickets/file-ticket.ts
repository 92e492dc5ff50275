import { afterNextRender, Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { DraftStore } from '../../shared/draft-store';
import { Icon } from '../../shared/icon';
import { missingFields, newTicketOf, submissionOf, TicketDraft } from '../../shared/ticket-draft';

/** What is wrong, in the requester's words. What it is and how urgent is the agents' and triage's to say. */
@Component({
  selector: 'tiq-file-ticket',
  imports: [Icon, RouterLink],
  providers: [DraftStore],
  templateUrl: './file-ticket.html',
})
export default class FileTicket {
  private readonly api = inject(TicketsApi);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly store = inject(DraftStore);
  private readonly title = viewChild.required<ElementRef<HTMLInputElement>>('title');
  private readonly missing = signal<Record<string, string>>({});
  protected readonly draft = this.store.draft;
  protected readonly restored = signal(this.store.restored);
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    const shown = ['title', 'description', 'tags'].some((each) => problem?.fieldMessage(each));
    return problem && !shown ? problem.detail : null;
  });

  constructor() {
    afterNextRender(() => this.title().nativeElement.focus());
  }

  protected set(change: Partial<TicketDraft>): void {
    this.store.set(change);
    this.missing.update((missing) =>
      Object.fromEntries(Object.entries(missing).filter(([field]) => !(field in change))),
    );
  }
  protected error(field: string): string | null {
    return this.missing()[field] ?? this.problem()?.fieldMessage(field) ?? null;
  }
  protected discard(): void {
    this.store.clear();
    this.restored.set(false);
    this.problem.set(null);
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.problem.set(null);
    this.missing.set(missingFields(this.draft()));
    const firstMissing = Object.keys(this.missing())[0];
    if (firstMissing) return document.getElementById(`file-${firstMissing}`)?.focus();

    const { title, description, tags } = newTicketOf(this.draft());
    const ticket = { title, description, ...(tags && { tags }) };
    const submission = submissionOf(ticket, this.store.submission());
    this.store.sending(submission);
    this.sending.set(true);
    try {
      const filed = await this.api.create(ticket, submission.key);
      this.store.clear();
      this.toasts.success(`We have your ticket. Its number is #${filed.id}`);
      await this.router.navigate(['/tickets', filed.id]);
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.sending.set(false);
    }
  }
}
