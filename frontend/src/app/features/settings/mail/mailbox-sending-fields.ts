import { Component, computed, inject, viewChild } from '@angular/core';
import { MailAccountFields } from './mail-account-fields';
import { MailboxFormState } from './mailbox-form-state';

/** How mail is sent by SMTP. */
@Component({
  selector: 'tiq-mailbox-sending-fields',
  imports: [MailAccountFields],
  host: { class: 'block' },
  template: `<fieldset class="flex flex-col gap-3">
    <legend i18n class="mb-2 font-semibold">Sending</legend>
    <label class="flex min-h-6 items-center gap-2">
      <input
        #sends
        type="checkbox"
        class="size-4 shrink-0 accent-[var(--c-accent)]"
        [checked]="state.values().sends"
        (change)="state.update({ sends: sends.checked })"
      />
      <ng-container i18n>Send mail through an SMTP server</ng-container>
    </label>
    @if (state.values().sends) {
      @if (state.values().receives) {
        <label class="flex min-h-6 items-center gap-2">
          <input
            #same
            type="checkbox"
            class="size-4 shrink-0 accent-[var(--c-accent)]"
            [checked]="state.values().sameLogin"
            (change)="state.update({ sameLogin: same.checked })"
          />
          <ng-container i18n>Same user and password as for receiving</ng-container>
        </label>
      }
      <tiq-mail-account-fields [protocol]="'smtp'" [withLogin]="hasOwnLogin()" />
    }
  </fieldset>`,
})
export class MailboxSendingFields {
  protected readonly state = inject(MailboxFormState);
  private readonly account = viewChild(MailAccountFields);
  protected readonly hasOwnLogin = computed(() => !this.state.sharesLogin());

  password(): string {
    return this.account()?.password() ?? '';
  }
}
