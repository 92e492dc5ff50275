import type { EntityManager } from 'typeorm';
import type { Caller } from '../identity/users/caller.js';
import { findOrCreatePerson } from '../identity/users/find-or-create-person.js';
import { findOrganizationId } from '../identity/users/people.repository.js';
import type { CreateTicketInput, UpdateTicketInput } from './dto/ticket-input.dto.js';
import type { TicketChanges } from './ticket-changes.js';
import { lockTicket } from './ticket-updates.repository.js';
import { visibleTickets } from './ticket-visibility.js';
import { Ticket } from './ticket.entity.js';
import { TicketActionForbidden, TicketNotFound } from './tickets.errors.js';
import { can } from '../vocabulary/index.js';

/**
 * Locks a ticket that the caller may see. The locking statement itself excludes other tickets, so that the caller cannot
 * infer from the response time that such a ticket exists, nor hold its lock.
 * @throws TicketNotFound | TicketMerged
 */
export function lockVisibleTicket(
  manager: EntityManager,
  id: number,
  caller: Caller,
  options: { withMerged?: boolean; withDeleted?: boolean } = {},
): Promise<{ ticket: Ticket; now: Date }> {
  return lockTicket(manager, id, { ...options, visible: visibleTickets(caller) });
}

/**
 * Locks several tickets that the caller may see, in the order of their ids.
 * @param options `withDeletedTarget` is the id of a ticket that may be deleted.
 * @throws TicketNotFound | TicketMerged
 */
export async function lockVisibleTickets(
  manager: EntityManager,
  ids: number[],
  caller: Caller,
  { withMerged = false, withDeletedTarget }: { withMerged?: boolean; withDeletedTarget?: number } = {},
): Promise<{ tickets: Map<number, Ticket>; now: Date }> {
  const tickets = new Map<number, Ticket>();
  let lockedAt = new Date();
  for (const id of ids.toSorted((a, b) => a - b)) {
    const { ticket, now } = await lockVisibleTicket(manager, id, caller, {
      withMerged,
      withDeleted: id === withDeletedTarget,
    });
    tickets.set(id, ticket);
    lockedAt = now;
  }
  return { tickets, now: lockedAt };
}

/**
 * Requires that the caller may still see a ticket, of which an earlier response is repeated. It may be deleted.
 * @throws TicketNotFound
 */
export async function requireStillVisible(manager: EntityManager, id: number, caller: Caller): Promise<void> {
  const visible = visibleTickets(caller);
  if (Object.keys(visible).length === 0) return;
  if (!(await manager.existsBy(Ticket, { id, ...visible }))) throw new TicketNotFound(id);
}

/**
 * Whether the caller's view of the ticket marks it as read: the assignee's does, or any agent's if there is no active
 * assignee.
 */
export function countsAsReadBy({ assignee }: Ticket, { id }: Pick<Caller, 'id'>): boolean {
  return assignee === null || !assignee.active || assignee.id === id;
}

/** Fields of a ticket that its requester may change. */
const REQUESTER_EDITABLE_FIELDS: readonly string[] = ['title', 'description', 'tags'];

/** @throws TicketActionForbidden */
export function requireEditable(input: UpdateTicketInput, caller: Caller): void {
  if (can(caller, 'tickets.manage')) return;
  const forbidden = Object.entries(input)
    .filter(([field, value]) => value !== undefined && !REQUESTER_EDITABLE_FIELDS.includes(field))
    .map(([field]) => field);
  if (forbidden.length > 0)
    throw new TicketActionForbidden(`Only agents can change: ${forbidden.join(', ')}.`);
}

/**
 * Requires a new ticket without fields that only agents may set.
 * @throws TicketActionForbidden
 */
export function requireOwnFields({ topic_id, due_at }: CreateTicketInput, caller: Caller): void {
  if (can(caller, 'tickets.manage')) return;
  const forbidden = Object.entries({ topic_id, due_at })
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([field]) => field);
  if (forbidden.length > 0) throw new TicketActionForbidden(`Only agents can set: ${forbidden.join(', ')}.`);
}

type RequesterColumns = Pick<
  Ticket,
  'requesterId' | 'requesterName' | 'requesterEmail' | 'personId' | 'organizationId'
>;

/**
 * The requester of a new ticket: the caller, or the person named by an agent.
 * @throws TicketActionForbidden
 */
export async function resolveRequester(
  manager: EntityManager,
  { requester }: CreateTicketInput,
  caller: Caller,
): Promise<RequesterColumns> {
  if (can(caller, 'tickets.fileForOthers')) {
    const named = { requesterName: requester?.name ?? null, requesterEmail: requester?.email ?? null };
    return { ...named, ...(await resolvePerson(manager, named)) };
  }
  if (requester && (requester.email ?? caller.email).toLowerCase() !== caller.email) {
    throw new TicketActionForbidden('Only agents can create tickets for other people.');
  }
  return {
    ...{ personId: caller.id, requesterId: caller.id },
    ...{ requesterName: caller.name, requesterEmail: caller.email },
    organizationId: await findOrganizationId(manager, caller.id),
  };
}

/** Links a changed requester address to its person. The ticket becomes visible to them if the address is verified. */
export async function linkRequester(manager: EntityManager, changes: TicketChanges): Promise<void> {
  const { requesterEmail, requesterName = null } = changes;
  if (requesterEmail === undefined) return;
  Object.assign(changes, await resolvePerson(manager, { requesterEmail, requesterName }));
}

/** The person of an address, who is created if unknown. An unverified address leads to them, but opens nothing. */
export async function resolvePerson(
  manager: EntityManager,
  { requesterName: name, requesterEmail: email }: Pick<Ticket, 'requesterName' | 'requesterEmail'>,
): Promise<Pick<Ticket, 'requesterId' | 'personId' | 'organizationId'>> {
  if (email === null) return { personId: null, requesterId: null, organizationId: null };
  const { personId, verified, organizationId } = await findOrCreatePerson(manager, { name, email });
  return { personId, requesterId: verified ? personId : null, organizationId };
}
