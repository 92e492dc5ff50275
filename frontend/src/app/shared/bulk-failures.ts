import { BulkOutcome } from '../core/api-types';
import { problemInWords } from '../core/problem-words';

type Failure = BulkOutcome['failed'][number];
const LISTED = 5;

/** Why tickets were not changed, each reason once: "#12, #14: Status can’t change from Open to Closed. …" */
export function bulkFailuresText(failed: readonly Failure[]): string {
  const byReason = new Map<string, number[]>();
  for (const each of failed) {
    const why = reason(each);
    byReason.set(why, [...(byReason.get(why) ?? []), each.id]);
  }
  return [...byReason]
    .map(([why, ids]) => {
      const listed = ids.slice(0, LISTED).map((id) => `#${id}`);
      return `${listed.join(', ')}${ids.length > LISTED ? ', …' : ''}: ${why}`;
    })
    .join(' ');
}

function reason({ code, detail, params }: Failure): string {
  return problemInWords(422, code, params).detail ?? detail;
}
