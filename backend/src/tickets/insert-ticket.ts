import type { EntityManager } from 'typeorm';
import type { Actor, Changes } from './ticket-history.entity.js';
import { readReferences, recordHistory } from './ticket-updates.repository.js';
import { Ticket } from './ticket.entity.js';

/** Inserts a new ticket with its history, and completes the entity. The caller announces it after the transaction. */
export async function insertTicket(
  manager: EntityManager,
  ticket: Ticket,
  {
    actor,
    decider = null,
    triageDelaySeconds,
  }: { actor: Actor; decider?: { id: number; name: string } | null; triageDelaySeconds: number },
): Promise<void> {
  // The event after the commit triggers triage immediately; the sweeper is the fallback. Uses the database's clock,
  // as the sweeper does.
  const dueAt = `now() + make_interval(secs => ${triageDelaySeconds})`;
  const row = { ...ticket, triageDueAt: ticket.triageState === 'pending' ? () => dueAt : null };
  await manager.insert(Ticket, row);
  // The statement returned the columns that it generated, except for the triage due time. All other columns are null.
  const columns = manager.connection.getMetadata(Ticket).columns.map(({ propertyName }) => propertyName);
  const empty = Object.fromEntries([...columns, 'assignee'].map((property) => [property, null]));
  Object.assign(ticket, empty, row, { triageDueAt: null, decider });
  const created = {
    status: [null, ticket.status],
    category: [null, ticket.category],
    priority: [null, ticket.priority],
    ...(ticket.dueAt && { due_at: [null, ticket.dueAt] }),
    ...(ticket.topicId !== null && { topic_id: [null, ticket.topicId] }),
  } satisfies Changes;
  const [references] = await Promise.all([
    readReferences(manager, ticket.id),
    recordHistory(manager, ticket.id, actor, created, ticket.createdAt),
  ]);
  ticket.references = references;
}
