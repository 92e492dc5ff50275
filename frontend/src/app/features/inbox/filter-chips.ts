import { TicketListQuery } from '../../core/api-types';
import { language } from '../../core/language';
import { categoryNames, priorityNames, statusNames, triageStateNames } from '../../shared/ticket-terms';

/** A filter that is set, in words, and what is asked for without it. */
export interface Chip {
  key: string;
  text: string;
  without: TicketListQuery;
}

export function chipsOf(query: TicketListQuery, agentName: (id: number) => string): Chip[] {
  const chips: Chip[] = [];
  const add = (key: string, text: string, ...fields: (keyof TicketListQuery)[]) =>
    chips.push({
      key,
      text,
      without: { ...query, ...Object.fromEntries(fields.map((field) => [field, undefined])) },
    });
  const joined = <T extends string>(values: readonly T[], names: Record<T, string>) =>
    values.map((each) => names[each]).join(', ');

  if (query.status?.length)
    add('status', $localize`Status: ${joined(query.status, statusNames)}:values:`, 'status');
  if (query.priority?.length)
    add('priority', $localize`Priority: ${joined(query.priority, priorityNames)}:values:`, 'priority');
  if (query.category?.length)
    add('category', $localize`Category: ${joined(query.category, categoryNames)}:values:`, 'category');
  if (query.triage_state?.length)
    add(
      'triage_state',
      $localize`Triage: ${joined(query.triage_state, triageStateNames)}:values:`,
      'triage_state',
    );
  if (query.assignee?.length) {
    const names = query.assignee.map((each) => assigneeName(each, agentName)).join(', ');
    add('assignee', $localize`Assignee: ${names}:values:`, 'assignee');
  }
  if (query.unread) add('unread', $localize`Unread`, 'unread');
  if (query.created_after || query.created_before)
    add(
      'created',
      filedInWords(query.created_after, query.created_before),
      'created_after',
      'created_before',
    );
  for (const tag of query.tag ?? []) {
    const tags = query.tag!.filter((each) => each !== tag);
    chips.push({
      key: `tag ${tag}`,
      text: $localize`Tag: ${tag}:tag:`,
      without: { ...query, tag: tags.length ? tags : undefined },
    });
  }
  return chips;
}

export function assigneeName(value: string, agentName: (id: number) => string): string {
  if (value === 'me') return $localize`Me`;
  if (value === 'none') return $localize`Unassigned`;
  return agentName(Number(value));
}

/** The address says the first moment that is not meant any more; people say the last day that is. */
export function filedInWords(after: string | undefined, before: string | undefined): string {
  const wholeDays = [after, before].every((each) => !each || isMidnight(each));
  const format = new Intl.DateTimeFormat(
    language(),
    wholeDays ? { dateStyle: 'medium', timeZone: 'UTC' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
  const first = after && new Date(after);
  const last = before && new Date(Date.parse(before) - (wholeDays ? 1 : 0));
  if (first && last && first <= last) return $localize`Created ${format.formatRange(first, last)}:when:`;
  if (first && !last) return $localize`Created from ${format.format(first)}:when:`;
  if (!first && last) {
    return wholeDays
      ? $localize`Created to ${format.format(last)}:when:`
      : $localize`Created before ${format.format(last)}:when:`;
  }
  return $localize`No matching dates`;
}

function isMidnight(value: string): boolean {
  return new Date(value).toISOString().endsWith('T00:00:00.000Z');
}
