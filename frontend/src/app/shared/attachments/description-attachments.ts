import { Component, effect, inject, input, signal } from '@angular/core';
import { Attachment } from '../../core/api-types';
import { UploadsApi } from '../../core/uploads-api';
import { AttachmentList } from './attachment-list';

/** Files of a ticket's description. */
@Component({
  selector: 'tiq-description-attachments',
  imports: [AttachmentList],
  host: { class: 'block' },
  template: `@if (failed()) {
      <p class="text-sm text-critical" role="alert">
        <ng-container i18n>Couldn’t load the attachments.</ng-container>
        &ngsp;<button i18n type="button" class="link" (click)="load(ticketId())">Try again</button>
      </p>
    }
    <tiq-attachment-list [attachments]="attachments()" />`,
})
export class DescriptionAttachments {
  readonly ticketId = input.required<number>();
  private readonly api = inject(UploadsApi);
  protected readonly attachments = signal<readonly Attachment[]>([]);
  protected readonly failed = signal(false);

  constructor() {
    effect(() => void this.load(this.ticketId()));
  }

  protected async load(ticketId: number): Promise<void> {
    try {
      const attachments = await this.api.ofDescription(ticketId);
      if (ticketId !== this.ticketId()) return;
      this.attachments.set(attachments);
      this.failed.set(false);
    } catch {
      if (ticketId !== this.ticketId()) return;
      this.attachments.set([]);
      this.failed.set(true);
    }
  }
}
