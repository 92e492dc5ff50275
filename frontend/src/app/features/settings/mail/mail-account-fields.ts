import { Component, computed, inject, input, viewChild } from '@angular/core';
import type { MailSecurity } from '../../../api/models';
import { mailSecurityValues } from '../../../api/vocabulary';
import { FormField, FormFieldControl } from '../../../shared/form-field';
import { PasswordField } from '../../../shared/password-field';
import { securityNames } from './mail-labels';
import { MailboxFormState } from './mailbox-form-state';
import { type MailProtocol, withSecurity } from './mailbox-values';

/** Host, port, encryption and login of a mail server. */
@Component({
  selector: 'tiq-mail-account-fields',
  imports: [FormField, FormFieldControl, PasswordField],
  host: { class: 'block' },
  templateUrl: './mail-account-fields.html',
})
export class MailAccountFields {
  readonly protocol = input.required<MailProtocol>();
  /** Whether user and password are asked for. */
  readonly withLogin = input(true);
  protected readonly state = inject(MailboxFormState);
  private readonly passwordField = viewChild(PasswordField);
  protected readonly account = computed(() => this.state.values()[this.protocol()]);
  protected readonly id = computed(() => `${this.state.id()}-${this.protocol()}`);
  protected readonly hostPlaceholder = computed(() => `${this.protocol()}.example.org`);
  protected readonly passwordPlaceholder = computed(() =>
    this.state.hasPassword(this.protocol()) ? $localize`Stored. Enter a new one to replace it.` : '',
  );
  protected readonly userHint = computed(() =>
    this.protocol() === 'smtp' ? $localize`Empty: the server requires no sign-in.` : undefined,
  );
  protected readonly securityHint = computed(() =>
    this.account().security === 'none'
      ? $localize`Passwords and mail are sent unencrypted. Use this only within your own network.`
      : undefined,
  );
  protected readonly securities = mailSecurityValues;
  protected readonly securityNames = securityNames;

  password(): string {
    return this.withLogin() ? (this.passwordField()?.value() ?? '') : '';
  }
  protected error(field: string): string | null {
    return this.state.error(`${this.protocol()}_${field}`);
  }
  protected setSecurity(security: string): void {
    const changed = withSecurity(this.account(), this.protocol(), security as MailSecurity);
    this.state.updateAccount(this.protocol(), changed);
  }
}
