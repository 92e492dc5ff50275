import { Ticket, TicketChanges } from '../core/api-types';

/** As many as the server takes in one bulk change. */
const MOST_AT_ONCE = 500;

type Settable = 'status' | 'priority' | 'category' | 'assignee_id' | 'tags' | 'requester';
const settable: readonly Settable[] = ['status', 'priority', 'category', 'assignee_id', 'tags', 'requester'];

function valueOf(ticket: Ticket, field: Settable): TicketChanges[Settable] {
  if (field === 'assignee_id') return ticket.assignee?.id ?? null;
  if (field !== 'requester') return ticket[field];
  return ticket.requester && { name: ticket.requester.name, email: ticket.requester.email };
}
/** The fields of a change that can be put back to what they were; edited texts are in the history. */
export function changedBy(changes: TicketChanges): Settable[] {
  return settable.filter((field) => changes[field] !== undefined);
}

/** What puts the fields of `changes` back to what they were: only those that are something else now. */
export function formerValues(ticket: Ticket, changes: TicketChanges, now: Ticket): TicketChanges {
  const former = changedBy(changes).map((field) => [field, valueOf(ticket, field)] as const);
  return Object.fromEntries(former.filter(([field, value]) => !isStill(now, { [field]: value })));
}

/**
 * Whether a ticket is as `changes` left it. Where it is not, somebody has made something else of it since; where
 * it is not known, nobody can tell.
 */
export function isStill(now: Ticket | undefined, changes: TicketChanges): boolean {
  const isSet = (ticket: Ticket, field: Settable) =>
    JSON.stringify(valueOf(ticket, field)) === JSON.stringify(changes[field]);
  return !now || changedBy(changes).every((field) => isSet(now, field));
}

export function portions<Item>(items: readonly Item[], most = MOST_AT_ONCE): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, at) =>
    items.slice(at * most, (at + 1) * most),
  );
}
