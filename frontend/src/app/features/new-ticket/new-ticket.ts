import { afterNextRender, Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Suggestion } from '../../core/api-types';
import { Toasts } from '../../core/toasts';
import { Field, FieldBox } from '../../shared/field';
import { Icon } from '../../shared/icon';
import { categoryNames, priorityNames } from '../../shared/ticket-terms';
import { DraftStore } from '../../shared/draft-store';
import { SuggestionPreview } from './suggestion-preview';
import { SuggestionWhileTyping } from './suggestion-while-typing';
import { newTicketOf, takeSuggestion, TicketDraft } from '../../shared/ticket-draft';
import { TicketFiling } from '../../shared/ticket-filing';

@Component({
  selector: 'tiq-new-ticket',
  imports: [Field, FieldBox, Icon, RouterLink, SuggestionPreview],
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
  protected readonly elsewhere = computed(
    () =>
      this.filing
        .problem()
        ?.detailBeside('title', 'description', 'requester', 'tags', 'category', 'priority') ?? null,
  );
  protected readonly choices = [
    { field: 'category', label: $localize`Category`, terms: named(categoryNames) },
    { field: 'priority', label: $localize`Priority`, terms: named(priorityNames) },
  ] as const;

  constructor() {
    this.triage.typed(this.filing.draft());
    afterNextRender(() => this.title().nativeElement.focus());
  }

  protected set(change: Partial<TicketDraft>): void {
    this.filing.set(change);
    if ('description' in change || 'title' in change) this.triage.typed(this.filing.draft());
  }
  protected choose(field: 'category' | 'priority', term: string): void {
    this.set({ [field]: term || null });
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
    const fault = this.filing.firstFault();
    if (fault) return document.getElementById(`new-${fault.replace('.', '-')}`)?.focus();

    await this.filing.file(newTicketOf(this.filing.draft()), ({ id }) => {
      this.toasts.success($localize`Ticket #${id}:id: created`);
      return this.router.navigate(['/tickets', id]);
    });
  }
}

function named(names: Record<string, string>) {
  return Object.entries(names).map(([term, name]) => ({ term, name }));
}
