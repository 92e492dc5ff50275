import { BulkChangeResult } from '../core/api-types';
import { formatProblem } from '../core/problem-labels';

type FailedTicket = BulkChangeResult['failed'][number];
const MAX_IDS = 5;

/** Formats failures grouped by reason: "#12, #14: Status can’t change from Open to Closed. …" */
export function formatBulkFailures(failed: readonly FailedTicket[]): string {
  const byReason = new Map<string, number[]>();
  for (const ticket of failed) {
    const message = failureMessage(ticket);
    byReason.set(message, [...(byReason.get(message) ?? []), ticket.id]);
  }
  return [...byReason]
    .map(([message, ids]) => {
      const listed = ids.slice(0, MAX_IDS).map((id) => `#${id}`);
      return `${listed.join(', ')}${ids.length > MAX_IDS ? ', …' : ''}: ${message}`;
    })
    .join(' ');
}

function failureMessage({ code, detail, params }: FailedTicket): string {
  return formatProblem(422, code, params).detail ?? detail;
}
