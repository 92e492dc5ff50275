import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import type { MailboxTestView } from '../../../api/models';
import { Toasts } from '../../../core/toasts';
import { Button } from '../../../shared/button';
import { Icon } from '../../../shared/icon';
import { connectionFault } from './mail-labels';
import type { Mailbox } from './mailbox-values';
import { MailboxesStore } from './mailboxes-store';

/** Tests the servers of a mailbox and says what is wrong. */
@Component({
  selector: 'tiq-connection-test',
  imports: [Button, Icon],
  host: { class: 'block' },
  template: `<button type="button" tiqButton [disabled]="running()" (click)="run()">
      @if (running()) {
        <ng-container i18n>Testing…</ng-container>
      } @else {
        <ng-container i18n>Test connection</ng-container>
      }
      <span class="sr-only"> {{ mailbox().name }}</span>
    </button>
    <div role="status" data-testid="connection-test">
      @for (server of servers(); track server.name) {
        <div class="mt-2 flex items-start gap-2 text-sm" [attr.data-server]="server.name">
          @if (server.fault; as fault) {
            <tiq-icon class="mt-0.5 text-critical" name="warning" />
            <p>
              <span class="font-medium text-critical">{{ server.label }}: {{ fault.what }}</span>
              {{ fault.remedy }}
            </p>
          } @else {
            <tiq-icon class="mt-0.5 text-accent" name="check" />
            <p i18n>{{ server.label }}: the connection works.</p>
          }
        </div>
      }
      @if (folders().length) {
        <p class="mt-2 text-sm text-soft [overflow-wrap:anywhere]" data-testid="folders">
          <ng-container i18n>Folders:</ng-container>
          <span dir="auto"> {{ folders().join(', ') }}</span>
        </p>
      }
    </div>`,
})
export class ConnectionTest {
  readonly mailbox = input.required<Mailbox>();
  /** Whether the test starts without a click. */
  readonly start = input(false);
  private readonly store = inject(MailboxesStore);
  private readonly toasts = inject(Toasts);
  private readonly result = signal<MailboxTestView | null>(null);
  protected readonly running = signal(false);
  protected readonly servers = computed(() => {
    const { imap = null, smtp = null } = this.result() ?? {};
    return [
      { name: 'imap', label: $localize`Receiving (IMAP)`, answer: imap },
      { name: 'smtp', label: $localize`Sending (SMTP)`, answer: smtp },
    ].flatMap(({ name, label, answer }) =>
      answer ? [{ name, label, fault: answer.ok ? null : connectionFault(answer.code) }] : [],
    );
  });
  protected readonly folders = computed(() => this.result()?.imap?.folders ?? []);

  constructor() {
    // The card of a new mailbox is shown before the form is closed.
    effect(() => {
      if (this.start()) untracked(() => void this.run());
    });
  }

  protected async run(): Promise<void> {
    if (this.running()) return;
    this.running.set(true);
    this.result.set(null);
    try {
      this.result.set(await this.store.test(this.mailbox().id));
    } catch (error) {
      this.toasts.showError($localize`Couldn’t test the connection`, error, () => void this.run());
    } finally {
      this.running.set(false);
    }
  }
}
