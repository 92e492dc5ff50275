import { afterNextRender, Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Suggestion } from '../../core/api-types';
import { TeamsStore } from '../../core/teams-store';
import { Toasts } from '../../core/toasts';
import { FormField, FormFieldControl } from '../../shared/form-field';
import { AttachmentUploads } from '../../shared/attachments/attachment-uploads';
import { FileDrop } from '../../shared/attachments/file-drop';
import { UploadList } from '../../shared/attachments/upload-list';
import { Icon } from '../../shared/icon';
import { categoryNames, priorityNames } from '../../core/ticket-labels';
import { TicketDraftStore } from '../../shared/ticket-draft-store';
import { SuggestionPreview } from './suggestion-preview';
import { LiveSuggestion } from './live-suggestion';
import { toNewTicket, applySuggestion, TicketDraft } from '../../shared/ticket-draft';
import { TicketForm } from '../../shared/ticket-form';
import { Button } from '../../shared/button';

@Component({
  selector: 'tiq-new-ticket-page',
  imports: [Button, FileDrop, FormField, FormFieldControl, Icon, RouterLink, SuggestionPreview, UploadList],
  providers: [AttachmentUploads, TicketDraftStore, TicketForm, LiveSuggestion],
  templateUrl: './new-ticket-page.html',
})
export default class NewTicketPage {
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  protected readonly form = inject(TicketForm);
  protected readonly teams = inject(TeamsStore);
  protected readonly liveSuggestion = inject(LiveSuggestion);

  private readonly title = viewChild.required<ElementRef<HTMLInputElement>>('title');
  /** Error of the server that belongs to no field of the form. */
  protected readonly formError = computed(
    () =>
      this.form
        .problem()
        ?.detailUnlessIn('title', 'description', 'requester', 'tags', 'category', 'priority', 'team_id') ??
      null,
  );
  protected readonly selects = [
    { field: 'category', label: $localize`Category`, terms: toTerms(categoryNames) },
    { field: 'priority', label: $localize`Priority`, terms: toTerms(priorityNames) },
  ] as const;

  constructor() {
    void this.teams.load();
    this.liveSuggestion.setText(this.form.draft());
    afterNextRender(() => this.title().nativeElement.focus());
  }

  protected update(change: Partial<TicketDraft>): void {
    this.form.update(change);
    if ('description' in change || 'title' in change) this.liveSuggestion.setText(this.form.draft());
  }
  protected setTerm(field: 'category' | 'priority', term: string): void {
    this.update({ [field]: term || null });
  }
  protected setTeam(id: string): void {
    this.update({ teamId: id ? Number(id) : null });
  }
  protected applySuggestion(suggestion: Suggestion): void {
    this.update(applySuggestion(this.form.draft(), suggestion));
  }
  protected discard(): void {
    this.form.discard();
    this.liveSuggestion.setText(this.form.draft());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.form.sending() || this.form.uploads.incomplete()) return;
    const invalidField = this.form.validate();
    if (invalidField) return document.getElementById(`new-${invalidField.replace('.', '-')}`)?.focus();

    await this.form.submit(toNewTicket(this.form.draft()), ({ id }) => {
      this.toasts.showSuccess($localize`Ticket #${id}:id: created`);
      return this.router.navigate(['/tickets', id]);
    });
  }
}

function toTerms(names: Record<string, string>) {
  return Object.entries(names).map(([term, name]) => ({ term, name }));
}
