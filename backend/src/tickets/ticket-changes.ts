import type { Changes } from './ticket-history.entity.js';
import { isResolved, mayMove, STATUS_MOVES } from './ticket-status.js';
import type { Ticket } from './ticket.entity.js';
import type { Category, Priority, Status } from './ticket.values.js';
import { StatusMoveForbidden } from './tickets.errors.js';

/** What a person may change of a ticket; an absent field stays as it is. */
export interface TicketChanges {
  title?: string;
  description?: string;
  status?: Status;
  priority?: Priority;
  category?: Category;
  tags?: string[];
  requesterName?: string | null;
  requesterEmail?: string | null;
  requesterId?: number | null;
  assigneeId?: number | null;
}

/** The columns to write, and what the history says of it. Both are empty where nothing changes. */
export interface TicketUpdate {
  columns: Partial<Ticket>;
  changes: Changes;
}

/**
 * What becomes of a ticket when a person changes it.
 * @throws StatusMoveForbidden
 */
export function changeTicket(ticket: Ticket, wanted: TicketChanges, now: Date): TicketUpdate {
  if (wanted.status && !mayMove(ticket.status, wanted.status)) {
    throw new StatusMoveForbidden(ticket.status, wanted.status, STATUS_MOVES[ticket.status]);
  }
  const columns: Partial<Ticket> = { ...wanted };
  if (wanted.status && isResolved(wanted.status) !== isResolved(ticket.status)) {
    columns.resolvedAt = isResolved(wanted.status) ? now : null;
  }
  if (wanted.category || wanted.priority) {
    const { category = ticket.category, priority = ticket.priority } = wanted;
    Object.assign(columns, settledTriage(ticket, category, priority));
  }
  return differences(ticket, columns);
}

/** Takes the suggestion over as the agent's own choice. The ticket must have one. */
export function acceptSuggestion(ticket: Ticket): TicketUpdate {
  return differences(ticket, {
    category: ticket.suggestedCategory!,
    priority: ticket.suggestedPriority!,
    triageState: 'accepted',
    selfSettled: false,
    triageDueAt: null,
  });
}

/** Owes the ticket another answer of the model, whose last one stays visible until then. */
export function oweTriageAgain(ticket: Ticket, now: Date): TicketUpdate {
  return differences(ticket, { triageState: 'pending', selfSettled: false, triageDueAt: now });
}

/** A person's choice of category and priority ends triage, whatever it was at. */
function settledTriage(
  ticket: Ticket,
  category: Category,
  priority: Priority,
): Pick<Ticket, 'triageState' | 'selfSettled' | 'triageDueAt'> {
  const byPerson = { selfSettled: false, triageDueAt: null };
  if (ticket.triageState === 'manual' || !ticket.suggestedCategory) {
    return { triageState: 'manual', ...byPerson };
  }
  const agrees = category === ticket.suggestedCategory && priority === ticket.suggestedPriority;
  return { triageState: agrees ? 'accepted' : 'overridden', ...byPerson };
}

/** Follows from other fields, so the history need not repeat it. */
const UNTOLD = new Set(['triageDueAt', 'resolvedAt', 'requesterId']);

function differences(ticket: Ticket, columns: Partial<Ticket>): TicketUpdate {
  const update: TicketUpdate = { columns: {}, changes: {} };
  for (const [field, after] of Object.entries(columns)) {
    const before: unknown = ticket[field as keyof Ticket];
    if (after === undefined || sameValue(before, after)) continue;
    Object.assign(update.columns, { [field]: after });
    if (!UNTOLD.has(field)) update.changes[wireName(field)] = [before, after];
  }
  return update;
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `assigneeId` in the code is `assignee_id` on the wire, as in the database. */
function wireName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
