import { Ticket, TicketChanges } from '../core/api-types';
import { categoryNames, priorityNames, statusNames } from '../core/ticket-labels';
import { formatCount } from './number-format';
import { formatDateTime } from './time-format';

/** Formats the changes for the title of a toast. */
export function formatChanges(changes: TicketChanges, assignee?: Ticket['assignee']): string {
  if (changes.category && changes.priority)
    return $localize`${categoryNames[changes.category]}:category:, ${priorityNames[changes.priority]}:priority:`;
  if (changes.title) return $localize`Title: ${changes.title}:title:`;
  if (changes.description) return $localize`Description changed`;
  if (changes.status) return $localize`Status: ${statusNames[changes.status]}:status:`;
  if (changes.priority) return $localize`Priority: ${priorityNames[changes.priority]}:priority:`;
  if (changes.category) return $localize`Category: ${categoryNames[changes.category]}:category:`;
  if (changes.topic_id === null) return $localize`Topic removed`;
  if (changes.topic_id) return $localize`Topic changed`;
  if (changes.tags)
    return changes.tags.length ? $localize`Tags: ${changes.tags.join(', ')}:tags:` : $localize`Tags removed`;
  if (changes.team_id) return $localize`Team changed`;
  if (changes.requester === null) return $localize`Requester removed`;
  if (changes.requester)
    return $localize`Requester: ${changes.requester.name ?? changes.requester.email}:requester:`;
  if (changes.snoozed_until) return $localize`Snoozed until ${formatDateTime(changes.snoozed_until)}:time:`;
  if (changes.snoozed_until === null) return $localize`Snooze ended`;
  if (changes.due_at) return $localize`Due ${formatDateTime(changes.due_at)}:time:`;
  if (changes.due_at === null) return $localize`Due date removed`;
  if (changes.assignee_id === null) return $localize`Unassigned`;
  return assignee ? $localize`Assigned to ${assignee.name}:agent:` : $localize`Assigned`;
}

export function formatTickets(tickets: readonly Ticket[]): string {
  const [first] = tickets;
  if (first && tickets.length === 1) return `#${first.id} ${first.title}`;
  return $localize`${formatCount(tickets.length)}:count: tickets`;
}
