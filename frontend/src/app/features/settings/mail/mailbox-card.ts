import { Component, computed, inject, input, output } from '@angular/core';
import { TeamsStore } from '../../../core/teams-store';
import { Badge } from '../../../shared/badge';
import { Button } from '../../../shared/button';
import { ConfirmButton } from '../../../shared/confirm-button';
import { Icon } from '../../../shared/icon';
import { ConnectionTest } from './connection-test';
import { InboundToken } from './inbound-token';
import { MailboxLedger } from './mailbox-ledger';
import { MailboxState } from './mailbox-state';
import type { Mailbox } from './mailbox-values';

/** A mailbox of the list. */
@Component({
  selector: 'tiq-mailbox-card',
  imports: [Badge, Button, ConfirmButton, ConnectionTest, Icon, InboundToken, MailboxLedger, MailboxState],
  host: { class: 'flex flex-col gap-3' },
  templateUrl: './mailbox-card.html',
})
export class MailboxCard {
  readonly mailbox = input.required<Mailbox>();
  /** Whether the connections are tested without a click, after the mailbox was saved. */
  readonly testing = input(false);
  readonly edited = output<void>();
  readonly removed = output<void>();
  protected readonly teams = inject(TeamsStore);
  protected readonly isFailing = computed(() => this.mailbox().failing_since !== null);
  protected readonly hasServers = computed(
    () => this.mailbox().imap_host !== null || this.mailbox().smtp_host !== null,
  );
  protected readonly editLabel = computed(() => $localize`Edit ${this.mailbox().name}:title:`);
  protected readonly deleteQuestion = computed(
    () => $localize`Delete the mailbox “${this.mailbox().name}:name:”? Its tickets stay.`,
  );
}
