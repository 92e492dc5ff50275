import { Ticket, TicketChanges } from '../core/api-types';
import { isSnoozed } from './ticket-times';

/** Maximum number of tickets in a bulk change of the API. */
const MAX_BULK_SIZE = 500;

const REVERTIBLE_FIELDS = [
  'title',
  'description',
  'status',
  'priority',
  'category',
  'topic_id',
  'assignee_id',
  'team_id',
  'tags',
  'requester',
  'snoozed_until',
  'due_at',
] as const;
type RevertibleField = (typeof REVERTIBLE_FIELDS)[number];

function valueOf(ticket: Ticket, field: RevertibleField): TicketChanges[RevertibleField] {
  if (field === 'assignee_id') return ticket.assignee?.id ?? null;
  if (field === 'team_id') return ticket.team.id;
  if (field === 'topic_id') return ticket.topic?.id ?? null;
  if (field !== 'requester') return ticket[field];
  return ticket.requester && { name: ticket.requester.name, email: ticket.requester.email };
}
/** A snooze that has ended in the meantime can't be set again. */
function restorableValue(ticket: Ticket, field: RevertibleField): TicketChanges[RevertibleField] {
  return field === 'snoozed_until' && !isSnoozed(ticket, Date.now()) ? null : valueOf(ticket, field);
}
/** Changed fields that can be reverted. */
export function revertibleFields(changes: TicketChanges): RevertibleField[] {
  return REVERTIBLE_FIELDS.filter((field) => changes[field] !== undefined);
}

/**
 * Changes that restore the previous values of the fields of `changes`, omitting fields that already
 * have them.
 */
export function previousValues(ticket: Ticket, changes: TicketChanges, now: Ticket): TicketChanges {
  const previous = revertibleFields(changes).map((field) => [field, restorableValue(ticket, field)] as const);
  // A topic sets its category.
  if (changes.topic_id !== undefined && !ticket.topic) previous.push(['category', ticket.category] as const);
  return Object.fromEntries(previous.filter(([field, value]) => !isUnchangedSince(now, { [field]: value })));
}

/**
 * Whether the changed fields still have their new values. True if the current ticket is unknown.
 */
export function isUnchangedSince(now: Ticket | undefined, changes: TicketChanges): boolean {
  const isSet = (ticket: Ticket, field: RevertibleField) =>
    JSON.stringify(valueOf(ticket, field)) === JSON.stringify(changes[field]);
  return !now || revertibleFields(changes).every((field) => isSet(now, field));
}

export function chunk<Item>(items: readonly Item[], size = MAX_BULK_SIZE): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
