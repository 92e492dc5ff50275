import { Component, computed, inject, input, output } from '@angular/core';
import { AttachmentList } from '../../shared/attachments/attachment-list';
import { Badge } from '../../shared/badge';
import { Icon } from '../../shared/icon';
import { LinkedText } from '../../shared/linked-text';
import { MessageChangeLabels } from '../../shared/message-changes';
import { PendingMessage } from './outbox';
import { Button } from '../../shared/button';

/** A pending or failed message in the conversation. */
@Component({
  selector: 'tiq-pending-message-card',
  imports: [AttachmentList, Badge, Button, Icon, LinkedText],
  host: { class: 'block' },
  template: `@let letter = message();
    <div
      class="card overflow-hidden"
      [class]="
        letter.state === 'failed'
          ? 'border-critical'
          : letter.visibility === 'internal'
            ? 'border-note-line bg-note-soft opacity-80'
            : 'opacity-80'
      "
      data-testid="outgoing"
    >
      <div class="flex flex-wrap items-center gap-2 px-4 pt-3 text-sm">
        @if (letter.visibility === 'internal') {
          <span class="inline-flex items-center gap-1 text-note"
            ><tiq-icon name="lock" [size]="12" /><ng-container i18n>Internal note</ng-container></span
          >
        }
        @if (letter.state === 'sending') {
          <span i18n class="text-faint" role="status">Sending…</span>
        } @else {
          @if (letter.state === 'waiting') {
            <p i18n class="min-w-48 flex-1 text-soft" role="status">
              Not sent yet. TicketIQ sends it when the connection is back.
            </p>
          } @else {
            <p class="min-w-48 flex-1 text-critical" role="alert">
              <b i18n>Not sent</b>&ngsp;<span>{{ letter.reason }}</span>
            </p>
            <button type="button" tiqButton class="min-h-7" (click)="retry.emit()">
              <tiq-icon name="retry" [size]="14" /><ng-container i18n>Try again</ng-container>
            </button>
          }
          <button type="button" tiqButton="ghost" class="min-h-7" (click)="edit.emit()">
            <tiq-icon name="pencil" [size]="14" /><ng-container i18n>Edit</ng-container>
          </button>
        }
      </div>
      <div class="px-4 pt-2 pb-3 leading-relaxed preserve-whitespace" dir="auto">
        <tiq-linked-text [text]="letter.body" />
      </div>
      @if (letter.attachments.length) {
        <tiq-attachment-list class="px-4 pb-3" [attachments]="letter.attachments" />
      }
      @if (letter.resolve) {
        <p i18n class="px-4 pb-3 text-xs text-faint">The ticket will be resolved when sent.</p>
      }
      @if (letter.wait) {
        <p i18n class="px-4 pb-3 text-xs text-faint">The ticket will wait for the requester when sent.</p>
      }
      @if (changes().length) {
        <p class="flex flex-wrap items-center gap-1 px-4 pb-3 text-xs text-faint">
          <ng-container i18n>When sent:</ng-container>
          @for (change of changes(); track change.label) {
            <span tiqBadge="plain">{{ change.label }}</span>
          }
        </p>
      }
    </div>`,
})
export class PendingMessageCard {
  readonly message = input.required<PendingMessage>();
  readonly retry = output<void>();
  readonly edit = output<void>();
  private readonly labels = inject(MessageChangeLabels);
  protected readonly changes = computed(() => this.labels.list(this.message().changes ?? {}));
}
