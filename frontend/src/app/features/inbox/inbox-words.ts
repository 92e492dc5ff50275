import { TicketPage } from '../../core/api-types';
import { count, totalInWords } from '../../shared/total-words';

/** The list is asked for so many at its head; more new ones than that are not counted. */
const MOST_NEW = 30;

export function totalOfTickets(total: TicketPage['total']): string {
  return total.value === 1 ? $localize`1 ticket` : $localize`${totalInWords(total)}:count: tickets`;
}
export function newInWords(unseen: number): string {
  if (unseen === 1) return $localize`1 new ticket`;
  if (unseen >= MOST_NEW) return $localize`${count(MOST_NEW)}:count:+ new tickets`;
  return $localize`${count(unseen)}:count: new tickets`;
}
