import { Component, computed, inject, input, resource } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api } from '../../../api/api';
import { inboundLedger } from '../../../api/fn/mail/inbound-ledger';
import { toApiProblem } from '../../../core/api-problem';
import { Button } from '../../../shared/button';
import { Icon } from '../../../shared/icon';
import { formatCount } from '../../../shared/number-format';
import { inboundReason } from './mail-labels';

/** What became of the mails of a mailbox. */
@Component({
  selector: 'tiq-mailbox-ledger',
  imports: [Button, Icon, RouterLink],
  host: { class: 'block' },
  templateUrl: './mailbox-ledger.html',
})
export class MailboxLedger {
  readonly mailboxId = input.required<number>();
  private readonly api = inject(Api);
  protected readonly ledger = resource({
    params: () => ({ id: this.mailboxId() }),
    loader: ({ params }) => this.api.invoke(inboundLedger, params),
  });
  protected readonly figures = computed(() => (this.ledger.hasValue() ? this.ledger.value() : null));
  protected readonly problem = computed(() => {
    const error = this.ledger.error();
    return error && toApiProblem(error);
  });
  /** Most frequent reasons first. */
  protected readonly ignored = computed(() =>
    Object.entries(this.figures()?.ignored ?? {})
      .map(([reason, count]) => ({ reason: inboundReason(reason), count }))
      .toSorted((a, b) => b.count - a.count),
  );
  protected readonly ignoredTotal = computed(() =>
    this.ignored().reduce((total, { count }) => total + count, 0),
  );
  protected readonly formatCount = formatCount;
}
