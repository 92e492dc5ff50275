import { afterNextRender, Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Toasts } from '../../core/toasts';
import { TicketDraftStore } from '../../shared/ticket-draft-store';
import { FormField, FormFieldControl } from '../../shared/form-field';
import { AttachmentUploads } from '../../shared/attachments/attachment-uploads';
import { FileDrop } from '../../shared/attachments/file-drop';
import { UploadList } from '../../shared/attachments/upload-list';
import { Icon } from '../../shared/icon';
import { toNewTicket } from '../../shared/ticket-draft';
import { TicketForm } from '../../shared/ticket-form';
import { Button } from '../../shared/button';

/** Ticket form for requesters. Without category and priority, which triage and agents set. */
@Component({
  selector: 'tiq-submit-request-page',
  imports: [Button, FileDrop, FormField, FormFieldControl, Icon, RouterLink, UploadList],
  providers: [AttachmentUploads, TicketDraftStore, TicketForm],
  templateUrl: './submit-request-page.html',
})
export default class SubmitRequestPage {
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly title = viewChild.required<ElementRef<HTMLInputElement>>('title');
  protected readonly form = inject(TicketForm);
  protected readonly formError = computed(
    () => this.form.problem()?.detailUnlessIn('title', 'description', 'tags') ?? null,
  );

  constructor() {
    afterNextRender(() => this.title().nativeElement.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.form.sending() || this.form.uploads.incomplete()) return;
    const invalidField = this.form.validate();
    if (invalidField) return document.getElementById(`file-${invalidField.replace('.', '-')}`)?.focus();

    const { title, description, tags, attachment_ids } = toNewTicket(this.form.draft());
    const request = { title, description, ...(tags && { tags }), ...(attachment_ids && { attachment_ids }) };
    await this.form.submit(request, ({ id }) => {
      this.toasts.showSuccess($localize`Request #${id}:id: submitted`);
      return this.router.navigate(['/tickets', id]);
    });
  }
}
