import { afterNextRender, Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Suggestion, TicketCategory, TicketPriority } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { Icon } from '../../shared/icon';
import { categories, categoryNames, priorities, priorityNames } from '../../shared/ticket-terms';
import { DraftStore } from '../../shared/draft-store';
import { SuggestionPreview } from './suggestion-preview';
import { SuggestionWhileTyping } from './suggestion-while-typing';
import {
  missingFields,
  newTicketOf,
  submissionOf,
  takeSuggestion,
  TicketDraft,
} from '../../shared/ticket-draft';

@Component({
  selector: 'tiq-new-ticket',
  imports: [Icon, RouterLink, SuggestionPreview],
  providers: [DraftStore, SuggestionWhileTyping],
  templateUrl: './new-ticket.html',
})
export default class NewTicketPage {
  private readonly api = inject(TicketsApi);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly store = inject(DraftStore);
  protected readonly triage = inject(SuggestionWhileTyping);

  private readonly title = viewChild.required<ElementRef<HTMLInputElement>>('title');
  protected readonly draft = this.store.draft;
  protected readonly restored = signal(this.store.restored);
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  private readonly missing = signal<Record<string, string>>({});
  /** What the server objected to that belongs to no field of this form. */
  protected readonly elsewhere = computed(() => {
    const problem = this.problem();
    if (!problem) return null;
    const known = ['title', 'description', 'requester', 'tags', 'category', 'priority'];
    const rest = problem.fields.filter((each) => !known.includes(each.field.split('.')[0] ?? ''));
    if (problem.fields.length && !rest.length) return null;
    return rest.length ? rest.map((each) => `${each.field}: ${each.message}`).join(' ') : problem.detail;
  });

  protected readonly categories = categories;
  protected readonly categoryNames = categoryNames;
  protected readonly priorities = priorities;
  protected readonly priorityNames = priorityNames;

  constructor() {
    this.triage.typed(this.draft());
    afterNextRender(() => this.title().nativeElement.focus());
  }

  protected set(change: Partial<TicketDraft>): void {
    this.store.set(change);
    if ('description' in change || 'title' in change) this.triage.typed(this.draft());
    const still = { ...this.missing() };
    Object.keys(change).forEach((field) => delete still[field]);
    this.missing.set(still);
  }
  protected choose(category: string): void {
    this.set({ category: (category || null) as TicketCategory | null });
  }
  protected rank(priority: string): void {
    this.set({ priority: (priority || null) as TicketPriority | null });
  }
  protected take(suggestion: Suggestion): void {
    this.set(takeSuggestion(this.draft(), suggestion));
  }
  protected error(field: string): string | null {
    return this.missing()[field] ?? this.problem()?.fieldMessage(field) ?? null;
  }
  protected discard(): void {
    this.store.clear();
    this.restored.set(false);
    this.problem.set(null);
    this.triage.typed(this.draft());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.problem.set(null);
    this.missing.set(missingFields(this.draft()));
    const firstMissing = Object.keys(this.missing())[0];
    if (firstMissing) return document.getElementById(`new-${firstMissing}`)?.focus();

    const ticket = newTicketOf(this.draft());
    const submission = submissionOf(ticket, this.store.submission());
    this.store.sending(submission);
    this.sending.set(true);
    try {
      const filed = await this.api.create(ticket, submission.key);
      this.store.clear();
      this.toasts.success(`Ticket #${filed.id} is filed`);
      await this.router.navigate(['/tickets', filed.id]);
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.sending.set(false);
    }
  }
}
