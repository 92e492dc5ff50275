import { TicketPage } from '../../core/api-types';
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
