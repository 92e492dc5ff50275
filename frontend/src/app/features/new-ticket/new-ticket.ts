import { afterNextRender, Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Suggestion, TicketCategory, TicketPriority } from '../../core/api-types';
import { Toasts } from '../../core/toasts';
import { Icon } from '../../shared/icon';
import { categories, categoryNames, priorities, priorityNames } from '../../shared/ticket-terms';
import { DraftStore } from '../../shared/draft-store';
import { SuggestionPreview } from './suggestion-preview';
import { SuggestionWhileTyping } from './suggestion-while-typing';
import { newTicketOf, takeSuggestion, TicketDraft } from '../../shared/ticket-draft';
import { TicketFiling } from '../../shared/ticket-filing';

@Component({
  selector: 'tiq-new-ticket',
  imports: [Icon, RouterLink, SuggestionPreview],
  providers: [DraftStore, TicketFiling, SuggestionWhileTyping],
  templateUrl: './new-ticket.html',
})
export default class NewTicketPage {
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  protected readonly filing = inject(TicketFiling);
  protected readonly triage = inject(SuggestionWhileTyping);

  private readonly title = viewChild.required<ElementRef<HTMLInputElement>>('title');
  /** What the server objected to that belongs to no field of this form. */
  protected readonly elsewhere = computed(() => {
    const problem = this.filing.problem();
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
    this.triage.typed(this.filing.draft());
    afterNextRender(() => this.title().nativeElement.focus());
  }

  protected set(change: Partial<TicketDraft>): void {
    this.filing.set(change);
    if ('description' in change || 'title' in change) this.triage.typed(this.filing.draft());
  }
  protected choose(category: string): void {
    this.set({ category: (category || null) as TicketCategory | null });
  }
  protected rank(priority: string): void {
    this.set({ priority: (priority || null) as TicketPriority | null });
  }
  protected take(suggestion: Suggestion): void {
    this.set(takeSuggestion(this.filing.draft(), suggestion));
  }
  protected discard(): void {
    this.filing.discard();
    this.triage.typed(this.filing.draft());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.filing.sending()) return;
    const missing = this.filing.firstMissing();
    if (missing) return document.getElementById(`new-${missing}`)?.focus();

    await this.filing.file(newTicketOf(this.filing.draft()), ({ id }) => {
      this.toasts.success(`Ticket #${id} is filed`);
      return this.router.navigate(['/tickets', id]);
    });
  }
}
