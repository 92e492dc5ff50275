import { In, type EntityManager } from 'typeorm';
import { User } from '../users/user.entity.js';
import type { TicketUpdate } from './ticket-changes.js';
import { TicketHistory, type Actor, type Changes } from './ticket-history.entity.js';
import { Ticket } from './ticket.entity.js';
import { TicketNotFound } from './tickets.errors.js';

/**
 * Locks tickets against other writers until the transaction ends, in the order of their ids, deleted ones included.
 * The time is the database's, which is also the one that stamps `created_at`.
 */
export async function lockTickets(
  manager: EntityManager,
  ids: number[],
): Promise<{ tickets: Map<number, Ticket>; now: Date }> {
  const { entities, raw } = await manager
    .createQueryBuilder(Ticket, 't')
    .addSelect('now()', 'now')
    .where({ id: In(ids) })
    .orderBy('t.id')
    .setLock('pessimistic_write')
    .getRawAndEntities<{ now: Date }>();
  return { tickets: new Map(entities.map((ticket) => [ticket.id, ticket])), now: raw[0]?.now ?? new Date() };
}

/** @throws TicketNotFound, also for a deleted one unless asked for */
export async function lockTicket(
  manager: EntityManager,
  id: number,
  { withDeleted = false } = {},
): Promise<{ ticket: Ticket; now: Date }> {
  const { tickets, now } = await lockTickets(manager, [id]);
  const ticket = tickets.get(id);
  if (!ticket || (ticket.deletedAt && !withDeleted)) throw new TicketNotFound(id);
  ticket.assignee = await assigneeOf(manager, ticket);
  return { ticket, now };
}

/** Writes an update with its history, and brings the locked ticket up to date. False where there is nothing to write. */
export async function writeUpdate(
  manager: EntityManager,
  ticket: Ticket,
  { columns, changes }: TicketUpdate,
  actor: Actor,
  now: Date,
): Promise<boolean> {
  if (Object.keys(columns).length === 0 && Object.keys(changes).length === 0) return false;
  const written = { ...columns, version: ticket.version + 1, updatedAt: now };
  await manager.update(Ticket, { id: ticket.id }, written);
  Object.assign(ticket, written);
  if ('assigneeId' in columns) ticket.assignee = await assigneeOf(manager, ticket);
  await recordHistory(manager, ticket.id, actor, changes, now);
  return true;
}

export async function recordHistory(
  manager: EntityManager,
  ticketId: number,
  actor: Actor,
  changes: Changes,
  at: Date,
): Promise<void> {
  await manager.insert(TicketHistory, {
    ticketId,
    at,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    changes: changes as object,
  });
}

async function assigneeOf(manager: EntityManager, { assigneeId }: Ticket): Promise<User | null> {
  return assigneeId === null ? null : manager.findOneBy(User, { id: assigneeId });
}
