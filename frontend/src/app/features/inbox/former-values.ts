import { Ticket, TicketChanges } from '../../core/api-types';

/** Changes that are the same for several tickets, which are given as they were before. */
export interface Step {
  changes: TicketChanges;
  /** The agent that `changes.assignee_id` means. */
  assignee?: Ticket['assignee'];
  tickets: readonly Ticket[];
}

/** As many as the server takes in one bulk change. */
const MOST_AT_ONCE = 500;

type Settable = 'status' | 'priority' | 'category' | 'assignee_id';
const settable: readonly Settable[] = ['status', 'priority', 'category', 'assignee_id'];

function valueOf(ticket: Ticket, field: Settable): string | number | null {
  return field === 'assignee_id' ? (ticket.assignee?.id ?? null) : ticket[field];
}
function changedBy(changes: TicketChanges): Settable[] {
  return settable.filter((field) => changes[field] !== undefined);
}

/** How to put back what `changes` took from these tickets: one step for each set of former values. */
export function stepsBack(before: readonly Ticket[], changes: TicketChanges): Step[] {
  const steps = new Map<
    string,
    { changes: TicketChanges; assignee: Ticket['assignee']; tickets: Ticket[] }
  >();
  for (const ticket of before) {
    const former = Object.fromEntries(
      changedBy(changes).map((field) => [field, valueOf(ticket, field)]),
    ) as TicketChanges;
    const key = JSON.stringify(former);
    const step = steps.get(key) ?? { changes: former, assignee: ticket.assignee, tickets: [] };
    step.tickets.push(ticket);
    steps.set(key, step);
  }
  return [...steps.values()];
}

/**
 * Whether a ticket is as `changes` left it. Where it is not, somebody has made something else of it since; where
 * it is not known, nobody can tell.
 */
export function isStill(now: Ticket | undefined, changes: TicketChanges): boolean {
  return !now || changedBy(changes).every((field) => valueOf(now, field) === changes[field]);
}

export function portions<Item>(items: readonly Item[], most = MOST_AT_ONCE): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, at) =>
    items.slice(at * most, (at + 1) * most),
  );
}
