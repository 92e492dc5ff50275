import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import { array, boolean, enumeration, integer, nullable, text, timestamptz } from '../../database/columns.js';
import { execute, query, queryFirst, queryOne, statement, type Connection } from '../../database/query.js';
import type { MailDirection } from '../mail-thread.entity.js';

/** Addresses of a ticket at most. */
const MAX_PARTICIPANTS = 200;

/** Mails of a ticket that another mail refers to. */
export interface ThreadEvidence {
  messageId: string;
  direction: MailDirection;
  ticketId: number;
}

/** Known mails with these Message-IDs, in the order of the ids. */
export function findThreads(
  connection: Connection,
  messageIds: readonly string[],
): Promise<ThreadEvidence[]> {
  const ids = sql`${[...messageIds]}::text[]`;
  const found = sql`
    SELECT message_id AS "messageId", direction, ticket_id AS "ticketId" FROM mail_threads
    WHERE message_id = ANY (${ids}) ORDER BY array_position(${ids}, message_id), id DESC LIMIT 50`;
  const columns = { messageId: text, direction: enumeration('mail_direction'), ticketId: integer };
  return query(connection, statement(columns, found));
}

/** Records the Message-ID of a mail of a ticket. */
export async function addThread(
  manager: EntityManager,
  { messageId, direction, ticketId, ticketMessageId }: ThreadEvidence & { ticketMessageId: number | null },
): Promise<void> {
  const added = sql`
    INSERT INTO mail_threads (message_id, direction, ticket_id, ticket_message_id)
    VALUES (${messageId}, ${direction}, ${ticketId}, ${ticketMessageId})`;
  await execute(manager, statement({}, added));
}

/** A ticket, the tickets that were merged on the way to it, and whether it is deleted. */
export interface ThreadTicket {
  id: number;
  chain: number[];
  deletedAt: Date | null;
}

/** Follows merges to the ticket that has the conversation now. */
export function findThreadTicket(connection: Connection, id: number): Promise<ThreadTicket | undefined> {
  const found = sql`
    WITH RECURSIVE chain AS (
      SELECT id, merged_into_id, deleted_at, ARRAY[id] AS ids FROM tickets WHERE id = ${id}
      UNION ALL
      SELECT t.id, t.merged_into_id, t.deleted_at, c.ids || t.id
      FROM chain c JOIN tickets t ON t.id = c.merged_into_id WHERE t.id <> ALL (c.ids)
    )
    SELECT id, ids AS chain, deleted_at AS "deletedAt" FROM chain WHERE merged_into_id IS NULL`;
  const columns = { id: integer, chain: array(integer), deletedAt: nullable(timestamptz) };
  return queryFirst(connection, statement(columns, found));
}

/** Whether an address is of the requester of one of the tickets, or wrote or received a mail of it. */
export async function takesPart(
  connection: Connection,
  ticketIds: readonly number[],
  address: string,
): Promise<boolean> {
  const ids = sql`${[...ticketIds]}::integer[]`;
  const found = sql`
    SELECT EXISTS (SELECT FROM mail_participants p WHERE p.ticket_id = ANY (${ids}) AND p.address = ${address})
      OR EXISTS (SELECT FROM tickets t WHERE t.id = ANY (${ids}) AND lower(t.requester_email) = ${address})
      OR EXISTS (SELECT FROM tickets t JOIN user_emails e ON e.user_id = t.person_id
        WHERE t.id = ANY (${ids}) AND e.address = ${address}) AS "takesPart"`;
  return (await queryOne(connection, statement({ takesPart: boolean }, found))).takesPart;
}

/** Adds addresses to those that take part in a ticket, up to a limit. */
export async function addParticipants(
  manager: EntityManager,
  ticketId: number,
  people: readonly { address: string; name: string }[],
): Promise<void> {
  if (people.length === 0) return;
  const added = sql`
    INSERT INTO mail_participants (ticket_id, address, name)
    SELECT ${ticketId}, p.address, p.name
    FROM unnest(${people.map(({ address }) => address)}::text[], ${people.map(({ name }) => name)}::text[])
      WITH ORDINALITY AS p (address, name, position)
    WHERE p.position <= ${sql.lit(MAX_PARTICIPANTS)}
      - (SELECT count(*) FROM mail_participants WHERE ticket_id = ${ticketId})
    ON CONFLICT DO NOTHING`;
  await execute(manager, statement({}, added));
}

/** The addresses and aliases of all mailboxes. */
export async function findOwnAddresses(connection: Connection): Promise<Set<string>> {
  const found = sql`SELECT address FROM mailboxes UNION SELECT unnest(aliases) FROM mailboxes`;
  const rows = await query(connection, statement({ address: nullable(text) }, found));
  return new Set(rows.flatMap(({ address }) => address ?? []));
}
