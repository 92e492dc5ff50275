import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import { integer } from '../database/columns.js';
import { db, execute, query, queryOne, statement } from '../database/query.js';
import type { TicketMerge } from './ticket-merge.entity.js';
import type { Visibility } from './ticket-message.entity.js';
import type { Ticket } from './ticket.entity.js';

const TABLES = ['ticket_messages', 'pending_messages'] as const;

/** Messages of a locked ticket and its replies that are not delivered yet, which will be messages of the same ids. */
export async function findMovableMessages(
  manager: EntityManager,
  ticketId: number,
): Promise<TicketMerge['messages']> {
  const messages = db.selectFrom('ticket_messages').select(['id', 'visibility']);
  const pending = db
    .selectFrom('pending_messages')
    .select(['id', sql<Visibility>`'public'::message_visibility`.as('visibility')]);
  return query(
    manager,
    messages.where('ticket_id', '=', ticketId).unionAll(pending.where('ticket_id', '=', ticketId)),
  );
}

/**
 * Moves messages from one ticket to another and gives delivered ones the visibility. Those that have left the ticket
 * since stay where they are.
 */
export async function moveMessages(
  manager: EntityManager,
  messages: TicketMerge['messages'],
  { from, to }: { from: number; to: number },
): Promise<void> {
  const moved = sql`jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) AS r (id integer, visibility message_visibility)`;
  for (const table of TABLES) {
    const visibility = table === 'ticket_messages' ? sql`, visibility = r.visibility` : sql``;
    const move = sql`UPDATE ${sql.table(table)} m SET ticket_id = ${to} ${visibility}
      FROM ${moved} WHERE m.id = r.id AND m.ticket_id = ${from}`;
    await execute(manager, statement({}, move));
  }
}

/** Adds the description of a ticket to another one as a message of its requester, dated as the ticket. */
export async function insertDescription(
  manager: EntityManager,
  source: Ticket,
  { targetId, body, visibility }: { targetId: number; body: string; visibility: Visibility },
): Promise<number> {
  const { requesterId, requesterName, requesterEmail, createdAt } = source;
  const name = requesterId === null ? (requesterName ?? requesterEmail ?? `#${source.id}`) : null;
  const insert = sql`
    INSERT INTO ticket_messages (ticket_id, author_id, author_name, body, visibility, created_at)
    VALUES (${targetId}, ${requesterId}, ${name}, ${body}, ${visibility}::message_visibility, ${createdAt})
    RETURNING id`;
  return (await queryOne(manager, statement({ id: integer }, insert))).id;
}

/** Makes the followers of one ticket follow another, and returns those that did not yet. */
export async function addFollowersOf(
  manager: EntityManager,
  { from, to }: { from: number; to: number },
): Promise<number[]> {
  const add = sql`
    INSERT INTO ticket_followers (ticket_id, user_id)
    SELECT ${to}::integer, user_id FROM ticket_followers WHERE ticket_id = ${from}
    ON CONFLICT DO NOTHING RETURNING user_id`;
  const added = await query(manager, statement({ user_id: integer }, add));
  return added.map(({ user_id: id }) => id);
}
