import { afterNextRender, Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Toasts } from '../../core/toasts';
import { DraftStore } from '../../shared/draft-store';
import { Field, FieldBox } from '../../shared/field';
import { Icon } from '../../shared/icon';
import { newTicketOf } from '../../shared/ticket-draft';
import { TicketFiling } from '../../shared/ticket-filing';

/** What is wrong, in the requester's words. What it is and how urgent is the agents' and triage's to say. */
@Component({
  selector: 'tiq-file-ticket',
  imports: [Field, FieldBox, Icon, RouterLink],
  providers: [DraftStore, TicketFiling],
  templateUrl: './file-ticket.html',
})
export default class FileTicket {
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly title = viewChild.required<ElementRef<HTMLInputElement>>('title');
  protected readonly filing = inject(TicketFiling);
  protected readonly elsewhere = computed(
    () => this.filing.problem()?.detailBeside('title', 'description', 'tags') ?? null,
  );

  constructor() {
    afterNextRender(() => this.title().nativeElement.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.filing.sending()) return;
    const fault = this.filing.firstFault();
    if (fault) return document.getElementById(`file-${fault.replace('.', '-')}`)?.focus();

    const { title, description, tags } = newTicketOf(this.filing.draft());
    await this.filing.file({ title, description, ...(tags && { tags }) }, ({ id }) => {
      this.toasts.success($localize`Request #${id}:id: submitted`);
      return this.router.navigate(['/tickets', id]);
    });
  }
}
