import { Ticket, TicketChanges } from '../core/api-types';
import { formatDateTime } from './time-format';
import { isUndecided, statusNames, priorityNames, categoryNames } from '../core/ticket-labels';

/** A ticket field that users or triage can change. */
export type ChangedField =
  | 'title'
  | 'description'
  | 'status'
  | 'priority'
  | 'category'
  | 'topic'
  | 'assignee'
  | 'team'
  | 'tags'
  | 'requester'
  | 'snoozed_until'
  | 'due_at';

const FIELDS: readonly ChangedField[] = [
  'title',
  'description',
  'status',
  'priority',
  'category',
  'topic',
  'assignee',
  'team',
  'tags',
  'requester',
  'snoozed_until',
  'due_at',
];

const TRIAGED_FIELDS: readonly ChangedField[] = ['category', 'priority', 'topic'];

export function changedFields(before: Ticket, after: Ticket): ChangedField[] {
  return FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/**
 * Fields of `wanted` that another user has changed. Category, priority and topic set by triage
 * never conflict.
 */
export function conflictingFields(changes: TicketChanges, before: Ticket, now: Ticket): ChangedField[] {
  return changedFields(before, now).filter((field) => {
    if (TRIAGED_FIELDS.includes(field) && isUndecided(now.triage.state)) return false;
    return toApiField(field) in changes;
  });
}

/** The name of the field in changes, which refer to people, teams and topics by their ids. */
export function toApiField(field: ChangedField): keyof TicketChanges {
  if (field === 'assignee') return 'assignee_id';
  if (field === 'topic') return 'topic_id';
  return field === 'team' ? 'team_id' : field;
}

/**
 * The ticket with the changes applied, shown until the server responds. The team stays: who is
 * assigned in the new one is only known then.
 */
export function withChanges(ticket: Ticket, changes: TicketChanges, assignee?: Ticket['assignee']): Ticket {
  const { assignee_id, team_id: _, topic_id, ...rest } = changes;
  const next = { ...ticket, ...rest } as Ticket;
  if (assignee_id !== undefined) next.assignee = assignee_id === null ? null : (assignee ?? ticket.assignee);
  // The name of a new topic follows from the server.
  if (topic_id === null) next.topic = null;
  // Changes after the decision don't affect the triage state.
  if (('category' in changes || 'priority' in changes) && !ticket.triage.decided_by)
    next.triage = { ...ticket.triage, state: decisionState(next) };
  return next;
}

function decisionState(next: Ticket): Ticket['triage']['state'] {
  const { state, suggested_category, suggested_priority } = next.triage;
  if (state === 'manual' || suggested_category === null) return 'manual';
  return next.category === suggested_category && next.priority === suggested_priority
    ? 'accepted'
    : 'overridden';
}

/** "status is now Resolved", for changes of another user. */
export function formatFieldChange(field: ChangedField, ticket: Ticket): string {
  switch (field) {
    case 'status':
      return $localize`status is now ${statusNames[ticket.status]}:status:`;
    case 'priority':
      return $localize`priority is now ${priorityNames[ticket.priority]}:priority:`;
    case 'category':
      return $localize`category is now ${categoryNames[ticket.category]}:category:`;
    case 'topic':
      return ticket.topic ? $localize`topic is now ${ticket.topic.name}:topic:` : $localize`topic removed`;
    case 'assignee':
      return ticket.assignee
        ? $localize`assigned to ${ticket.assignee.name}:agent:`
        : $localize`assignee removed`;
    case 'team':
      return $localize`moved to ${ticket.team.name}:team:`;
    case 'tags':
      return ticket.tags.length
        ? $localize`tags are now ${ticket.tags.join(', ')}:tags:`
        : $localize`tags removed`;
    case 'title':
      return $localize`title edited`;
    case 'description':
      return $localize`description edited`;
    case 'requester':
      return $localize`requester edited`;
    case 'snoozed_until':
      return ticket.snoozed_until
        ? $localize`snoozed until ${formatDateTime(ticket.snoozed_until)}:time:`
        : $localize`snooze ended`;
    case 'due_at':
      return ticket.due_at
        ? $localize`due ${formatDateTime(ticket.due_at)}:time:`
        : $localize`due date removed`;
  }
}
