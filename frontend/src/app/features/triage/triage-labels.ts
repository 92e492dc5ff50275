import { Ticket, TicketCategory } from '../../core/api-types';
import { categories, categoryNames, priorityByKey, priorityNames } from '../../core/ticket-labels';
import { currentDecision, TriageEntry } from './triage-queue';

export const PRIORITY_KEYS = Object.entries(priorityByKey).map(([key, value]) => ({ key, value }));
/** Keys continue after those of the priorities. */
export const CATEGORY_KEYS: readonly { key: string; value: TicketCategory }[] = categories.map(
  (value, i) => ({
    key: String(PRIORITY_KEYS.length + i + 1),
    value,
  }),
);

export function formatConfidence({ triage }: Ticket): string | null {
  return triage.confidence === null
    ? null
    : $localize`${Math.round(triage.confidence * 100)}:percent:% confidence`;
}

/** Screen reader announcement of a ticket. */
export function formatAnnouncement(entry: TriageEntry): string {
  const { id, title } = entry.ticket;
  const { category, priority } = currentDecision(entry);
  if (!category || !priority)
    return $localize`#${id}:id: ${title}:title:. Low confidence: choose category and priority.`;
  const words = $localize`#${id}:id: ${title}:title:. ${priorityNames[priority]}:priority:, ${categoryNames[category]}:category:.`;
  return entry.problem ? $localize`${words}:ticket: Not reviewed yet: ${entry.problem.title}:reason:` : words;
}
