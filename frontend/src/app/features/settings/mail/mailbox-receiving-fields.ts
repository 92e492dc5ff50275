import { Component, inject, viewChild } from '@angular/core';
import type { MailAfterFetch, MailFetchPolicy } from '../../../api/models';
import { mailAfterFetchValues, mailFetchPolicyValues } from '../../../api/vocabulary';
import { FormField, FormFieldControl } from '../../../shared/form-field';
import { MailAccountFields } from './mail-account-fields';
import { afterFetchNames, fetchPolicyNames } from './mail-labels';
import { MailboxFormState } from './mailbox-form-state';

/** How mail is fetched by IMAP. */
@Component({
  selector: 'tiq-mailbox-receiving-fields',
  imports: [FormField, FormFieldControl, MailAccountFields],
  host: { class: 'block' },
  templateUrl: './mailbox-receiving-fields.html',
})
export class MailboxReceivingFields {
  protected readonly state = inject(MailboxFormState);
  private readonly account = viewChild(MailAccountFields);
  protected readonly policies = mailFetchPolicyValues;
  protected readonly policyNames = fetchPolicyNames;
  protected readonly actions = mailAfterFetchValues;
  protected readonly actionNames = afterFetchNames;

  password(): string {
    return this.account()?.password() ?? '';
  }
  protected setPolicy(value: string): void {
    this.state.update({ fetch_policy: value as MailFetchPolicy });
  }
  protected setAction(value: string): void {
    this.state.update({ after_fetch: value as MailAfterFetch });
  }
}
