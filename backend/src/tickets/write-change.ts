import type { EntityManager } from 'typeorm';
import { snapshotBeforeDecision, type TicketUpdate } from './ticket-changes.js';
import type { Actor } from './ticket-history.entity.js';
import { writeUpdate } from './ticket-updates.repository.js';
import type { Ticket } from './ticket.entity.js';
import { UndoableDecision } from './undoable-decision.entity.js';

/**
 * Writes a user's change of a locked ticket. A first decision about triage can be undone afterwards.
 * @returns false if there is nothing to write
 */
export async function writeChange(
  manager: EntityManager,
  ticket: Ticket,
  update: TicketUpdate,
  actor: Actor,
  now: Date,
): Promise<boolean> {
  const before = snapshotBeforeDecision(ticket, update);
  const changed = await writeUpdate(manager, ticket, update, actor, now);
  const ticketId = ticket.id;
  // A later choice of topic would be lost.
  if (!before && 'topicId' in update.columns) await manager.delete(UndoableDecision, { ticketId });
  if (before) await manager.upsert(UndoableDecision, { ticketId, before, decidedAt: now }, ['ticketId']);
  return changed;
}
