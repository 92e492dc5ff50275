import type { Actor, Changes, HistoryReason } from './ticket-history.entity.js';
import type { Visibility } from './ticket-message.entity.js';
import {
  INITIAL_STATUS,
  STATUS_MOVES,
  isEndedByRequester,
  isResolved,
  mayMove,
  type Category,
  type Priority,
  type Status,
} from '../vocabulary/index.js';
import type { Ticket } from './ticket.entity.js';
import { diffText } from './text-diff.js';
import { topicWithin } from './ticket-topic.js';
import { StatusTransitionForbidden } from './tickets.errors.js';

/** Requested changes of a ticket. Absent fields stay unchanged. */
export interface TicketChanges {
  title?: string;
  description?: string;
  status?: Status;
  priority?: Priority;
  category?: Category;
  topicId?: number | null;
  tags?: string[];
  requesterName?: string | null;
  requesterEmail?: string | null;
  requesterId?: number | null;
  personId?: number | null;
  organizationId?: number | null;
  assigneeId?: number | null;
  teamId?: number;
  snoozedUntil?: Date | null;
  dueAt?: Date | null;
}

/** Columns to write and their history entry. Both are empty if nothing changes. */
export interface TicketUpdate {
  columns: Partial<Ticket>;
  changes: Changes;
  /** Whether the update is hidden from the requester, in both the version and the time of the last update. */
  internal?: boolean;
  reason?: HistoryReason;
}

/**
 * Applies a user's changes. Changing category, topic or priority also decides about triage.
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
  const columns: Partial<Ticket> = { ...topicWithin(ticket, requested.category), ...requested };
  if (requested.status && isResolved(requested.status) !== isResolved(ticket.status)) {
    columns.resolvedAt = isResolved(requested.status) ? now : null;
    // Nothing is left to return to.
    if (isResolved(requested.status)) columns.snoozedUntil ??= null;
  }
  // Only the first decision concerns triage; later changes re-prioritize the ticket.
  if ((requested.category || requested.priority || requested.topicId !== undefined) && !isDecided(ticket)) {
    const { category = ticket.category, priority = ticket.priority } = requested;
    const decided = { category, priority, topicId: columns.topicId };
    Object.assign(
      columns,
      asAgentDecision({ ...decideTriage(ticket, decided), category, priority }, actor),
      // A field that the agent did not set keeps the requester's value and is not training data.
      requested.category && { categoryGiven: false },
      requested.priority && { priorityGiven: false },
    );
  }
  return hideFromRequester(diffTicket(ticket, columns));
}

/**
 * Effect of a message on its ticket. A requester's message reopens the ticket, ends its snooze and
 * awaits a reply. An agent's public
 * message is that reply and, if `reads` is set, marks the ticket as read.
 */
export function applyMessage(
  ticket: Ticket,
  visibility: Visibility,
  author: Pick<Actor, 'id'>,
  { now, reads: isReadByAuthor }: { now: Date; reads: boolean },
): TicketUpdate {
  const message: Changes = { message: [null, visibility] };
  if (visibility === 'internal') return { columns: {}, changes: message, internal: true };
  if (author.id === ticket.requesterId) return applyRequesterMessage(ticket, author, now);
  const firstResponseAt = ticket.firstResponseAt ?? now;
  const unread = ticket.unread && !isReadByAuthor;
  return { columns: { firstResponseAt, customerRepliedAt: null, unread }, changes: message };
}

/** Effect of a message by the ticket's requester, or by a person who writes for them. */
export function applyRequesterMessage(ticket: Ticket, author: Pick<Actor, 'id'>, now: Date): TicketUpdate {
  const reopened = isEndedByRequester(ticket.status)
    ? changeTicket(ticket, { status: INITIAL_STATUS }, author, now)
    : { columns: {}, changes: {} };
  return endSnooze(ticket, {
    columns: { ...reopened.columns, unread: true, customerRepliedAt: now },
    changes: { message: [null, 'public'], ...reopened.changes },
  });
}

/** Marks the ticket unread and ends its snooze if its requester made the change. */
export function markUnreadForAgents(
  ticket: Ticket,
  update: TicketUpdate,
  { id }: Pick<Actor, 'id'>,
): TicketUpdate {
  const { title, description, status } = update.columns;
  if (id !== ticket.requesterId || (title ?? description ?? status) === undefined) return update;
  return endSnooze(ticket, { ...update, columns: { ...update.columns, unread: true } });
}

/** Returns a snoozed ticket to the working views: unread, and at the top of the latest updates. */
export function returnFromSnooze(ticket: Ticket): TicketUpdate {
  const update = endSnooze(ticket, { columns: { unread: true }, changes: {} });
  return { ...update, internal: true, reason: 'snooze_ended' };
}

/** Closes a resolved ticket that its team has left resolved for long enough. */
export function closeResolved(ticket: Ticket, actor: Pick<Actor, 'id'>, now: Date): TicketUpdate {
  return { ...changeTicket(ticket, { status: 'closed' }, actor, now), reason: 'auto_closed' };
}

function endSnooze(ticket: Ticket, { columns, changes, ...update }: TicketUpdate): TicketUpdate {
  const ended = diffTicket(ticket, { snoozedUntil: null });
  return {
    ...update,
    columns: { ...columns, ...ended.columns },
    changes: { ...changes, ...ended.changes },
  };
}

/** Requesters do not see when a ticket is snoozed. */
function hideFromRequester(update: TicketUpdate): TicketUpdate {
  const fields = Object.keys(update.changes);
  return fields.length === 1 && fields[0] === 'snoozed_until' ? { ...update, internal: true } : update;
}

/** Accepts the suggestion as the agent's decision. The ticket must have a suggestion. */
export function acceptSuggestion(ticket: Ticket, agent: Pick<Actor, 'id'>): TicketUpdate {
  const accepted = {
    category: ticket.suggestedCategory!,
    priority: ticket.suggestedPriority!,
    ...suggestedTopic(ticket),
    categoryGiven: false,
    priorityGiven: false,
    triageState: 'accepted',
    selfSettled: false,
    triageDueAt: null,
  } as const;
  return diffTicket(ticket, asAgentDecision(accepted, agent));
}

/** Keeps a topic that the suggestion left open and that belongs to its category. */
function suggestedTopic(ticket: Ticket): { topicId?: number | null } {
  const { suggestedTopicId, suggestedCategory } = ticket;
  return suggestedTopicId === null ? topicWithin(ticket, suggestedCategory!) : { topicId: suggestedTopicId };
}

/** Time within which a triage decision can be undone. */
export const DECISION_UNDO_MINUTES = 10;

const DECISION_FIELDS = [
  ...(['category', 'priority', 'topicId', 'categoryGiven', 'priorityGiven'] as const),
  ...(['triageState', 'selfSettled', 'triageDueAt', 'decidedBy', 'decidedById'] as const),
] satisfies (keyof Ticket)[];

/** The values that the first triage decision overwrites, read before it is written; undefined for any other change. */
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

/** Only the caller's own recent decision, if neither the text nor the priority has changed since. */
export function canUndoDecision(ticket: Ticket, { id }: Pick<Actor, 'id'>, now: Date): boolean {
  const { decidedAt, decidedById, decidedCategory, decidedPriority } = ticket;
  if (!decidedAt || !isDecided(ticket) || decidedById !== id) return false;
  const stands = decidedCategory === null && decidedPriority === null;
  return stands && now.getTime() - decidedAt.getTime() <= DECISION_UNDO_MINUTES * 60_000;
}

/** The current values of the fields, read before an update is written. */
export function snapshot(ticket: Ticket, fields: readonly string[]): Partial<Ticket> {
  return Object.fromEntries(fields.map((field) => [field, ticket[field as keyof Ticket]]));
}

/** Queues the ticket for another triage. The last suggestion stays visible until then. */
export function requestRetriage(ticket: Ticket, now: Date): TicketUpdate {
  return diffTicket(ticket, {
    triageState: 'pending',
    selfSettled: false,
    triageDueAt: now,
    triageClaims: 0,
  });
}

/** Maintained by triggers or internal: a difference in these does not mean that a user changed the ticket. */
const DERIVED_FIELDS: readonly string[] = ['triageDueAt', 'triageClaims'];

/** Restores the values before a change; undefined if the ticket was changed since. */
export function revertChange(
  ticket: Ticket,
  before: Partial<Ticket>,
  after: Partial<Ticket>,
): TicketUpdate | undefined {
  const isChanged = Object.entries(after).some(
    ([field, value]) => !DERIVED_FIELDS.includes(field) && !valuesEqual(ticket[field as keyof Ticket], value),
  );
  return isChanged ? undefined : hideFromRequester(diffTicket(ticket, before));
}

/** Whether an agent decided, including before deciders were recorded. A decision is void once the text has changed. */
function isDecided({ decidedBy, decidedAt, decisionOutdated }: Ticket): boolean {
  return (decidedBy === 'agent' || decidedAt !== null) && !decisionOutdated;
}

/**
 * A user's choice of category, priority and topic ends triage in any state. A topic that the suggestion left open, or that
 * the ticket was not given and the user did not mention, does not contradict the suggestion.
 */
function decideTriage(
  ticket: Ticket,
  { category, priority, topicId }: Pick<Ticket, 'category' | 'priority'> & { topicId?: number | null },
): Pick<Ticket, 'triageState' | 'selfSettled' | 'triageDueAt'> {
  const byPerson = { selfSettled: false, triageDueAt: null };
  if (ticket.triageState === 'manual' || !ticket.suggestedCategory) {
    return { triageState: 'manual', ...byPerson };
  }
  const topic = topicId === undefined ? ticket.topicId : topicId;
  const agreesOnTopic =
    ticket.suggestedTopicId === null ||
    topic === ticket.suggestedTopicId ||
    (topicId === undefined && topic === null);
  const agrees =
    category === ticket.suggestedCategory && priority === ticket.suggestedPriority && agreesOnTopic;
  return { triageState: agrees ? 'accepted' : 'overridden', ...byPerson };
}

function asAgentDecision(columns: Partial<Ticket>, { id: decidedById }: Pick<Actor, 'id'>): Partial<Ticket> {
  return { ...columns, decidedBy: 'agent', decidedById };
}

/** Derived from other fields, so omitted from the history. */
const HISTORY_EXCLUDED_FIELDS = new Set([
  'triageDueAt',
  'triageClaims',
  'resolvedAt',
  'requesterId',
  'personId',
  'organizationId',
  'decidedBy',
  'decidedById',
  'decidedAt',
  'decisionOutdated',
  'decidedCategory',
  'decidedPriority',
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
  // The only record of an agent who confirms the current values.
  if (decidedBy && Object.keys(update.changes).length === 0)
    update.changes.decided_by = [ticket.decidedBy, decidedBy];
  return update;
}

/** Long descriptions are reduced to their difference. */
function toHistoryPair(field: string, before: unknown, after: unknown): [unknown, unknown] {
  return field === 'description' ? diffText(before as string, after as string) : [before, after];
}

function valuesEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Converts a property name such as `assigneeId` to its name in the API and the database, `assignee_id`. */
function wireName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
