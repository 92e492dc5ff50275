import { Component, computed, inject, input, signal } from '@angular/core';
import { Message } from '../../core/api-types';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { Button } from '../../shared/button';
import { Icon } from '../../shared/icon';
import { Conversation } from './conversation';
import { deliveryIcons, deliveryNames, isUndelivered } from './delivery-labels';

/** Whom a reply is mailed to, and whether it arrived. */
@Component({
  selector: 'tiq-message-delivery',
  imports: [Button, Icon],
  host: { class: 'block' },
  template: `
    <ul
      class="flex flex-col gap-1 border-t border-line px-4 py-2 text-sm"
      aria-label="Recipients"
      i18n-aria-label
    >
      @for (recipient of message().recipients; track recipient.address) {
        <li
          class="flex flex-wrap items-center gap-x-2 [overflow-wrap:anywhere]"
          [class]="isUndelivered(recipient) ? 'text-critical' : 'text-soft'"
          [attr.data-delivery]="recipient.delivery"
        >
          <tiq-icon [name]="icons[recipient.delivery]" [size]="13" />
          @if (recipient.kind === 'cc') {
            <span i18n>Cc</span>
          }
          <span>{{ recipient.address }}</span>
          <span [title]="recipient.detail ?? ''">{{ names[recipient.delivery] }}</span>
          @if (recipient.detail && recipient.delivery !== 'accepted') {
            <span class="basis-full ps-5 text-xs" dir="auto">{{ recipient.detail }}</span>
          }
        </li>
      }
      @if (canResend()) {
        <li>
          <button type="button" tiqButton [disabled]="sending()" (click)="resend()">
            <tiq-icon name="retry" [size]="14" /><ng-container i18n>Send again</ng-container>
          </button>
        </li>
      }
    </ul>
  `,
})
export class MessageDelivery {
  readonly ticketId = input.required<number>();
  readonly message = input.required<Message>();
  private readonly api = inject(TicketsApi);
  private readonly conversation = inject(Conversation);
  private readonly toasts = inject(Toasts);
  protected readonly icons = deliveryIcons;
  protected readonly names = deliveryNames;
  protected readonly isUndelivered = isUndelivered;
  protected readonly sending = signal(false);
  protected readonly canResend = computed(() => this.message().recipients.some(isUndelivered));

  protected async resend(): Promise<void> {
    if (this.sending()) return;
    this.sending.set(true);
    try {
      await this.api.resendMessage(this.ticketId(), this.message().id);
      await this.conversation.load();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t send the reply again`, error, () => void this.resend());
    } finally {
      this.sending.set(false);
    }
  }
}
