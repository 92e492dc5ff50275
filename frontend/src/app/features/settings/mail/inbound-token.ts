import { Component, inject, input, signal } from '@angular/core';
import { Toasts } from '../../../core/toasts';
import { Button } from '../../../shared/button';
import { ConfirmButton } from '../../../shared/confirm-button';
import { OneTimeSecret } from '../../../shared/one-time-secret';
import type { Mailbox } from './mailbox-values';
import { MailboxesStore } from './mailboxes-store';

/** Token and instructions for programs that deliver mail by HTTP. */
@Component({
  selector: 'tiq-inbound-token',
  imports: [Button, ConfirmButton, OneTimeSecret],
  host: { class: 'block' },
  template: `<p class="text-sm text-soft">
      <ng-container i18n
        >Mail servers and gateways can deliver mail to this address with the token of the
        mailbox:</ng-container
      >
      <code class="mt-1 block font-mono [overflow-wrap:anywhere]">POST {{ address }}</code>
    </p>
    <pre
      class="preserve-whitespace mt-2 rounded-md bg-sunken p-3 font-mono text-sm"
    ><code>{{ example }}</code></pre>
    <div class="mt-2">
      @if (mailbox().has_inbound_token) {
        <tiq-confirm-button
          label="Replace token"
          i18n-label
          confirmLabel="Replace"
          i18n-confirmLabel
          question="The current token stops working."
          i18n-question
          [subject]="mailbox().name"
          (confirmed)="create()"
        />
      } @else {
        <button i18n type="button" tiqButton [disabled]="sending()" (click)="create()">Create token</button>
      }
    </div>
    @if (token(); as secret) {
      <tiq-one-time-secret
        class="mt-3"
        label="Token for mail by HTTP"
        i18n-label
        warning="Copy your token now. You won’t be able to see it again."
        i18n-warning
        [secret]="secret"
        (dismissed)="token.set(null)"
      />
    }`,
})
export class InboundToken {
  readonly mailbox = input.required<Mailbox>();
  private readonly store = inject(MailboxesStore);
  private readonly toasts = inject(Toasts);
  protected readonly token = signal<string | null>(null);
  protected readonly sending = signal(false);
  protected readonly address = `${location.origin}/api/mail/inbound`;
  protected readonly example = [
    'curl -H "Authorization: Bearer $TOKEN" \\',
    '  -H "Content-Type: message/rfc822" \\',
    `  --data-binary @mail.eml ${this.address}`,
  ].join('\n');

  protected async create(): Promise<void> {
    if (this.sending()) return;
    this.sending.set(true);
    try {
      this.token.set(await this.store.createToken(this.mailbox()));
    } catch (error) {
      this.toasts.showError($localize`Couldn’t create the token`, error, () => void this.create());
    } finally {
      this.sending.set(false);
    }
  }
}
