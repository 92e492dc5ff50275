import { TicketListQuery } from '../../core/api-types';
import { currentLanguage } from '../../core/language';
import { categoryNames, priorityNames, statusNames, triageStateNames } from '../../core/ticket-labels';

/** An active filter with its label and the query without it. */
export interface FilterChip {
  key: string;
  text: string;
  queryWithout: TicketListQuery;
}

export function toFilterChips(
  query: TicketListQuery,
  agentName: (id: number) => string,
  teamName: (id: number) => string,
  topicName: (value: string) => string = String,
  organizationName: (id: number) => string = formatId,
  requesterName: (id: number) => string = formatId,
): FilterChip[] {
  const chips: FilterChip[] = [];
  const add = (key: string, text: string, ...fields: (keyof TicketListQuery)[]) =>
    chips.push({
      key,
      text,
      queryWithout: { ...query, ...Object.fromEntries(fields.map((field) => [field, undefined])) },
    });
  const join = <T extends string>(values: readonly T[], names: Record<T, string>) =>
    values.map((value) => names[value]).join(', ');

  if (query.status?.length)
    add('status', $localize`Status: ${join(query.status, statusNames)}:values:`, 'status');
  if (query.priority?.length)
    add('priority', $localize`Priority: ${join(query.priority, priorityNames)}:values:`, 'priority');
  if (query.category?.length)
    add('category', $localize`Category: ${join(query.category, categoryNames)}:values:`, 'category');
  if (query.topic?.length)
    add('topic', $localize`Topic: ${query.topic.map(topicName).join(', ')}:values:`, 'topic');
  if (query.triage_state?.length)
    add(
      'triage_state',
      $localize`Triage: ${join(query.triage_state, triageStateNames)}:values:`,
      'triage_state',
    );
  if (query.assignee?.length) {
    const names = query.assignee.map((value) => assigneeName(value, agentName)).join(', ');
    add('assignee', $localize`Assignee: ${names}:values:`, 'assignee');
  }
  if (query.team?.length)
    add('team', $localize`Team: ${query.team.map(teamName).join(', ')}:values:`, 'team');
  if (query.organization?.length)
    add(
      'organization',
      $localize`Organization: ${query.organization.map(organizationName).join(', ')}:values:`,
      'organization',
    );
  if (query.requester?.length)
    add(
      'requester',
      $localize`Requester: ${query.requester.map(requesterName).join(', ')}:values:`,
      'requester',
    );
  if (query.unread) add('unread', $localize`Unread`, 'unread');
  if (query.snoozed) add('snoozed', $localize`Snoozed`, 'snoozed');
  if (query.created_after || query.created_before)
    add(
      'created',
      formatCreatedRange(query.created_after, query.created_before),
      'created_after',
      'created_before',
    );
  for (const tag of query.tag ?? []) {
    const tags = query.tag!.filter((value) => value !== tag);
    chips.push({
      key: `tag ${tag}`,
      text: $localize`Tag: ${tag}:tag:`,
      queryWithout: { ...query, tag: tags.length ? tags : undefined },
    });
  }
  return chips;
}

function formatId(id: number): string {
  return `#${id}`;
}

export function assigneeName(value: string, agentName: (id: number) => string): string {
  if (value === 'me') return $localize`Me`;
  if (value === 'none') return $localize`Unassigned`;
  return agentName(Number(value));
}

/** Formats the range with an inclusive end; the query parameter is exclusive. */
export function formatCreatedRange(after: string | undefined, before: string | undefined): string {
  const wholeDays = [after, before].every((time) => !time || isMidnight(time));
  const format = new Intl.DateTimeFormat(
    currentLanguage(),
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
