import { BulkOutcome, Ticket, TicketStatus } from '../core/api-types';
import { problemInWords } from '../core/problem-words';
import { statusNames } from './ticket-terms';

type Failure = BulkOutcome['failed'][number];
const LISTED = 5;

/** Why tickets were not changed, each reason once: "#12, #14: Can’t change the status from Open to Closed." */
export function bulkFailuresText(
  failed: readonly Failure[],
  target: TicketStatus | undefined,
  find: (id: number) => Ticket | undefined,
): string {
  const byReason = new Map<string, number[]>();
  for (const each of failed) {
    const why = reason(each, target, find(each.id));
    byReason.set(why, [...(byReason.get(why) ?? []), each.id]);
  }
  return [...byReason]
    .map(([why, ids]) => {
      const listed = ids.slice(0, LISTED).map((id) => `#${id}`);
      return `${listed.join(', ')}${ids.length > LISTED ? ', …' : ''}: ${why}`;
    })
    .join(' ');
}

function reason(
  { code, detail }: Failure,
  target: TicketStatus | undefined,
  ticket: Ticket | undefined,
): string {
  if (code === 'ticket.status_move_forbidden' && target && ticket)
    return $localize`Can’t change the status from ${statusNames[ticket.status]}:from: to ${statusNames[target]}:to:.`;
  return problemInWords(422, code).detail ?? detail;
}
