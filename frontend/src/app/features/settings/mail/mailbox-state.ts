import { Component, computed, inject, input } from '@angular/core';
import { Clock } from '../../../core/clock';
import { Icon } from '../../../shared/icon';
import { formatDateTime, formatRelativeTime } from '../../../shared/time-format';
import { connectionFault } from './mail-labels';
import type { Mailbox } from './mailbox-values';

/** How a mailbox receives and sends, and why its mail can’t be fetched. */
@Component({
  selector: 'tiq-mailbox-state',
  imports: [Icon],
  host: { class: 'block' },
  template: `<dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      <dt i18n class="text-faint">Receiving</dt>
      <dd class="[overflow-wrap:anywhere]">
        @if (mailbox().imap_host; as host) {
          <span dir="auto">{{ host }} · {{ mailbox().imap_folder }}</span> ·
          @if (mailbox().last_fetched_at; as at) {
            <span [title]="formatDateTime(at)" i18n>last fetched {{ formatRelativeTime(at) }}</span>
          } @else {
            <span i18n>not fetched yet</span>
          }
        } @else if (mailbox().has_inbound_token) {
          <ng-container i18n>By HTTP only</ng-container>
        } @else {
          <span i18n class="text-note">Receives no mail. Enter an IMAP server or create a token.</span>
        }
      </dd>
      <dt i18n class="text-faint">Sending</dt>
      <dd class="[overflow-wrap:anywhere]">
        @if (mailbox().smtp_host; as host) {
          {{ host }}
        } @else {
          <span i18n class="text-note">Sends no mail. Enter an SMTP server.</span>
        }
      </dd>
    </dl>
    @if (fault(); as fault) {
      <div
        class="mt-3 flex items-start gap-2 rounded-md border border-critical p-3 text-sm"
        role="alert"
        data-testid="failing"
      >
        <tiq-icon class="mt-0.5 text-critical" name="warning" />
        <div>
          <p class="font-medium text-critical" i18n>
            Fetching has failed since {{ formatDateTime(fault.since) }}.
          </p>
          <p class="mt-1">{{ fault.what }} {{ fault.remedy }}</p>
          @if (mailbox().next_attempt_at; as at) {
            <p class="mt-1 text-soft" i18n>Next attempt: {{ formatDateTime(at) }}</p>
          }
        </div>
      </div>
    }`,
})
export class MailboxState {
  readonly mailbox = input.required<Mailbox>();
  private readonly clock = inject(Clock);
  protected readonly fault = computed(() => {
    const { active, failing_since: since, last_error } = this.mailbox();
    return active && since !== null ? { since, ...connectionFault(last_error) } : null;
  });
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
}
