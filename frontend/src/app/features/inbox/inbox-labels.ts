import { Ticket, TicketPage } from '../../core/api-types';
import { formatDateTime } from '../../shared/time-format';
import { formatCount, formatTotal } from '../../shared/number-format';

/** Page size of the check for new tickets; more are not counted. */
const MAX_NEW = 30;

export function formatTicketTotal(total: TicketPage['total']): string {
  return total.value === 1 ? $localize`1 ticket` : $localize`${formatTotal(total)}:count: tickets`;
}
export function formatNewTickets(unseen: number): string {
  if (unseen === 1) return $localize`1 new ticket`;
  if (unseen >= MAX_NEW) return $localize`${formatCount(MAX_NEW)}:count:+ new tickets`;
  return $localize`${formatCount(unseen)}:count: new tickets`;
}

/** Who wrote last and when; without messages, when the ticket was created. */
export function formatActivity({ last_message: last, created_at }: Ticket): string {
  if (!last) return $localize`Created ${formatDateTime(created_at)}:time:`;
  const { author, at, visibility } = last;
  const time = formatDateTime(at);
  if (visibility === 'internal') return $localize`Note by ${author.name}:name:, ${time}:time:`;
  return author.type === 'requester'
    ? $localize`Message from ${author.name}:name:, ${time}:time:`
    : $localize`Reply by ${author.name}:name:, ${time}:time:`;
}
