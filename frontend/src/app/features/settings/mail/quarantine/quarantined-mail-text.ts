import { Component, computed, inject, input, resource } from '@angular/core';
import { Api } from '../../../../api/api';
import { quarantineGet } from '../../../../api/fn/mail/quarantine-get';
import { toApiProblem } from '../../../../core/api-problem';
import { ErrorNotice } from '../../../../shared/notice';

/** Text and file names of a mail in quarantine. Its HTML is never shown. */
@Component({
  selector: 'tiq-quarantined-mail-text',
  imports: [ErrorNotice],
  host: { class: 'block' },
  template: `@if (shown(); as mail) {
      @if (mail.text) {
        <p
          class="preserve-whitespace max-h-96 overflow-y-auto rounded-md bg-sunken p-3 text-sm"
          dir="auto"
          tabindex="0"
          role="region"
          aria-label="Text of the mail"
          i18n-aria-label
          data-testid="mail-text"
          [textContent]="mail.text"
        ></p>
      } @else if (mail.text === null) {
        <p i18n class="text-sm text-soft">The mail can’t be read. Download it to look into it.</p>
      } @else {
        <p i18n class="text-sm text-soft">The mail has no text.</p>
      }
      @if (mail.attachments.length) {
        <p class="mt-2 text-sm text-soft [overflow-wrap:anywhere]">
          <ng-container i18n>Attachments:</ng-container>
          <span dir="auto"> {{ mail.attachments.join(', ') }}</span>
        </p>
      }
    } @else if (problem(); as problem) {
      <tiq-error-notice [problem]="problem" (retry)="mail.reload()" />
    } @else {
      <div class="skeleton h-16" role="status"><span i18n class="sr-only">Loading the mail</span></div>
    }`,
})
export class QuarantinedMailText {
  readonly mailId = input.required<number>();
  private readonly api = inject(Api);
  protected readonly mail = resource({
    params: () => ({ id: this.mailId() }),
    loader: ({ params }) => this.api.invoke(quarantineGet, params),
  });
  protected readonly shown = computed(() => (this.mail.hasValue() ? this.mail.value() : null));
  protected readonly problem = computed(() => {
    const error = this.mail.error();
    return error && toApiProblem(error);
  });
}
