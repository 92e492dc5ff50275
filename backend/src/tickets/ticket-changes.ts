import type { Actor, Changes } from './ticket-history.entity.js';
import type { Visibility } from './ticket-message.entity.js';
import {
  INITIAL_STATUS,
  STATUS_MOVES,
  isResolved,
  mayMove,
  type Category,
  type Priority,
  type Status,
} from '../vocabulary/index.js';
import type { Ticket } from './ticket.entity.js';
import { diffText } from './text-diff.js';
import { StatusTransitionForbidden } from './tickets.errors.js';

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
  /** Of which no requester learns: neither by the version nor by the time of the last update. */
  internal?: boolean;
}

/**
 * What becomes of a ticket when a person changes it. Who changes category or priority is an agent, who decides by it.
 * @throws StatusTransitionForbidden
 */
export function changeTicket(
  ticket: Ticket,
  requested: TicketChanges,
  actor: Pick<Actor, 'id'>,
  now: Date,
): TicketUpdate {
  if (requested.status && !mayMove(ticket.status, requested.status)) {
    throw new StatusTransitionForbidden(ticket.status, requested.status, STATUS_MOVES[ticket.status]);
  }
  const columns: Partial<Ticket> = { ...requested };
  if (requested.status && isResolved(requested.status) !== isResolved(ticket.status)) {
    columns.resolvedAt = isResolved(requested.status) ? now : null;
  }
  // Who changes either after the decision re-prioritises; the first decision alone is one about triage.
  if ((requested.category || requested.priority) && !isDecided(ticket)) {
    const { category = ticket.category, priority = ticket.priority } = requested;
    Object.assign(
      columns,
      asAgentDecision({ ...decideTriage(ticket, category, priority), category, priority }, actor),
      // What the agent says nothing of stays as it was asked for, and is nothing to learn from.
      requested.category && { categoryGiven: false },
      requested.priority && { priorityGiven: false },
    );
  }
  return diffTicket(ticket, columns);
}

/**
 * What a message makes of its ticket. Its requester's reopens it, and waits for an answer; an agent's public one is that
 * answer, and has been read by whoever wrote it where `reads`.
 */
export function applyMessage(
  ticket: Ticket,
  visibility: Visibility,
  author: Pick<Actor, 'id'>,
  { now, reads: isReadByAuthor }: { now: Date; reads: boolean },
): TicketUpdate {
  const message: Changes = { message: [null, visibility] };
  if (visibility === 'internal') return { columns: {}, changes: message, internal: true };
  if (author.id === ticket.requesterId) {
    const reopened = isResolved(ticket.status)
      ? changeTicket(ticket, { status: INITIAL_STATUS }, author, now)
      : { columns: {}, changes: {} };
    return {
      columns: { ...reopened.columns, unread: true, customerRepliedAt: now },
      changes: { ...message, ...reopened.changes },
    };
  }
  const firstResponseAt = ticket.firstResponseAt ?? now;
  const unread = ticket.unread && !isReadByAuthor;
  return { columns: { firstResponseAt, customerRepliedAt: null, unread }, changes: message };
}

/** A requester's changes have to be read, as their messages have. */
export function markUnreadForAgents(
  ticket: Ticket,
  update: TicketUpdate,
  { id }: Pick<Actor, 'id'>,
): TicketUpdate {
  const { title, description, status } = update.columns;
  if (id !== ticket.requesterId || (title ?? description ?? status) === undefined) return update;
  return { ...update, columns: { ...update.columns, unread: true } };
}

/** Takes the suggestion over as the agent's own choice. The ticket must have one. */
export function acceptSuggestion(ticket: Ticket, agent: Pick<Actor, 'id'>): TicketUpdate {
  const accepted = {
    category: ticket.suggestedCategory!,
    priority: ticket.suggestedPriority!,
    categoryGiven: false,
    priorityGiven: false,
    triageState: 'accepted',
    selfSettled: false,
    triageDueAt: null,
  } as const;
  return diffTicket(ticket, asAgentDecision(accepted, agent));
}

/** How long a decision about triage can be undone. */
export const DECISION_UNDO_MINUTES = 10;

const DECISION_FIELDS = [
  ...(['category', 'priority', 'categoryGiven', 'priorityGiven'] as const),
  ...(['triageState', 'selfSettled', 'triageDueAt', 'decidedBy', 'decidedById'] as const),
] satisfies (keyof Ticket)[];

/** What the first decision about a ticket overwrites, before it is written; undefined for any other change. */
export function snapshotBeforeDecision(
  ticket: Ticket,
  { columns }: TicketUpdate,
): Partial<Ticket> | undefined {
  if (columns.decidedBy !== 'agent' || ticket.decidedAt) return undefined;
  return snapshot(
    ticket,
    DECISION_FIELDS.filter((field) => field in columns),
  );
}

/** The agent's own and not long ago, of the same text, and nobody has re-prioritised since. */
export function canUndoDecision(ticket: Ticket, { id }: Pick<Actor, 'id'>, now: Date): boolean {
  const { decidedAt, decidedById, decidedCategory, decidedPriority } = ticket;
  if (!decidedAt || !isDecided(ticket) || decidedById !== id) return false;
  const stands = decidedCategory === null && decidedPriority === null;
  return stands && now.getTime() - decidedAt.getTime() <= DECISION_UNDO_MINUTES * 60_000;
}

/** What these fields hold before an update is written. */
export function snapshot(ticket: Ticket, fields: readonly string[]): Partial<Ticket> {
  return Object.fromEntries(fields.map((field) => [field, ticket[field as keyof Ticket]]));
}

/** Owes the ticket another answer of the model, whose last one stays visible until then. */
export function requestRetriage(ticket: Ticket, now: Date): TicketUpdate {
  return diffTicket(ticket, {
    triageState: 'pending',
    selfSettled: false,
    triageDueAt: now,
    triageClaims: 0,
  });
}

/** Written by triggers or of no interest to people: what stands there does not tell whether somebody changed something. */
const DERIVED_FIELDS: readonly string[] = ['triageDueAt', 'triageClaims'];

/** What puts a ticket back that still is as a change left it; undefined where it is not. */
export function revertChange(
  ticket: Ticket,
  before: Partial<Ticket>,
  after: Partial<Ticket>,
): TicketUpdate | undefined {
  const isChanged = Object.entries(after).some(
    ([field, value]) => !DERIVED_FIELDS.includes(field) && !valuesEqual(ticket[field as keyof Ticket], value),
  );
  return isChanged ? undefined : diffTicket(ticket, before);
}

/** By an agent, also before deciders were recorded; a text that was changed since is not the one that was decided about. */
function isDecided({ decidedBy, decidedAt, decisionOutdated }: Ticket): boolean {
  return (decidedBy === 'agent' || decidedAt !== null) && !decisionOutdated;
}

/** A person's choice of category and priority ends triage, whatever it was at. */
function decideTriage(
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

function asAgentDecision(columns: Partial<Ticket>, { id: decidedById }: Pick<Actor, 'id'>): Partial<Ticket> {
  return { ...columns, decidedBy: 'agent', decidedById };
}

/** Follows from other fields, so the history need not repeat it. */
const HISTORY_EXCLUDED_FIELDS = new Set([
  'triageDueAt',
  'triageClaims',
  'resolvedAt',
  'requesterId',
  'decidedBy',
  'decidedById',
  'categoryGiven',
  'priorityGiven',
]);

function diffTicket(ticket: Ticket, columns: Partial<Ticket>): TicketUpdate {
  const update: TicketUpdate = { columns: {}, changes: {} };
  for (const [field, after] of Object.entries(columns)) {
    const before: unknown = ticket[field as keyof Ticket];
    if (after === undefined || valuesEqual(before, after)) continue;
    Object.assign(update.columns, { [field]: after });
    if (!HISTORY_EXCLUDED_FIELDS.has(field))
      update.changes[wireName(field)] = toHistoryPair(field, before, after);
  }
  const { decidedBy } = update.columns;
  // An agent confirms what was chosen before: nothing else tells of it.
  if (decidedBy && Object.keys(update.changes).length === 0)
    update.changes.decided_by = [ticket.decidedBy, decidedBy];
  return update;
}

/** The one field that is long is told by what differs. */
function toHistoryPair(field: string, before: unknown, after: unknown): [unknown, unknown] {
  return field === 'description' ? diffText(before as string, after as string) : [before, after];
}

function valuesEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `assigneeId` in the code is `assignee_id` on the wire, as in the database. */
function wireName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
