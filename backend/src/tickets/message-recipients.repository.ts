import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import { enumeration, integer, nullable, text, textOf, timestamptz } from '../database/columns.js';
import { execute, literals, query, statement, type Connection } from '../database/query.js';
import { UNDELIVERED, type DeliveryState, type RecipientKind } from '../vocabulary/index.js';

/** Addresses of a public reply, normalized. */
export interface Recipients {
  to: readonly string[];
  cc: readonly string[];
}

export interface RecipientRow {
  message_id: number;
  address: string;
  kind: RecipientKind;
  delivery: DeliveryState;
  detail: string | null;
  updated_at: Date;
}

const RECIPIENT = {
  ...{ message_id: integer, address: text, kind: textOf<RecipientKind>() },
  ...{ delivery: enumeration('delivery_state'), detail: nullable(text), updated_at: timestamptz },
};

/**
 * The mailbox that sends a ticket's replies: the one that received its latest mail, else one of its team.
 */
const sendingMailbox = (ticketId: number) => sql`
  SELECT b.id, b.address FROM tickets t JOIN mailboxes b ON b.active AND b.smtp_host IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT mailbox_id FROM inbound_mails WHERE ticket_id = t.id ORDER BY id DESC LIMIT 1
  ) latest ON true
  WHERE t.id = ${ticketId} AND (b.id = latest.mailbox_id OR b.team_id = t.team_id)
  ORDER BY b.id = latest.mailbox_id DESC NULLS LAST, b.id LIMIT 1`;

/**
 * Commits the sending of a public reply with the message. Does nothing if no mailbox sends the ticket's replies.
 * @returns whether the reply is sent by mail
 */
export async function queueMail(
  manager: EntityManager,
  { messageId, ticketId }: { messageId: number; ticketId: number },
  { to, cc }: Recipients,
): Promise<boolean> {
  if (to.length + cc.length === 0) return false;
  const queued = sql`
    WITH box AS (${sendingMailbox(ticketId)}), mail AS (
      INSERT INTO outgoing_mails (message_id, mailbox_id, header_id, due_at)
      SELECT ${messageId}, id, format('%s.%s@%s', ${messageId}::int, gen_random_uuid(), split_part(address, '@', 2)), now()
      FROM box RETURNING message_id, header_id
    ), thread AS (
      INSERT INTO mail_threads (message_id, ticket_id, ticket_message_id, direction)
      SELECT header_id, ${ticketId}, message_id, 'out' FROM mail
    ), recipients AS (
      SELECT message_id, r.address, r.kind
      FROM mail, (
        SELECT address, 'to' AS kind FROM unnest(${to}::text[]) AS address
        UNION ALL SELECT address, 'cc' FROM unnest(${cc}::text[]) AS address
      ) r
    ), participants AS (
      INSERT INTO mail_participants (ticket_id, address) SELECT ${ticketId}, address FROM recipients
      ON CONFLICT DO NOTHING
    )
    INSERT INTO message_recipients (message_id, address, kind) SELECT message_id, address, kind FROM recipients`;
  return (await execute(manager, statement({}, queued))) > 0;
}

/** Whether a mailbox sends the ticket's replies. */
export async function isMailed(connection: Connection, ticketId: number): Promise<boolean> {
  const found = sql`SELECT id FROM (${sendingMailbox(ticketId)}) box`;
  return (await query(connection, statement({ id: integer }, found))).length > 0;
}

/** Recipients of messages, by message; those in `to` first. */
export async function recipientsOf(
  connection: Connection,
  messageIds: readonly number[],
): Promise<Map<number, RecipientRow[]>> {
  if (messageIds.length === 0) return new Map();
  const found = sql`
    SELECT message_id, address, kind, delivery, detail, updated_at FROM message_recipients
    WHERE message_id = ANY (${messageIds}::integer[]) ORDER BY message_id, kind DESC, address`;
  return Map.groupBy(await query(connection, statement(RECIPIENT, found)), (row) => row.message_id);
}

/**
 * Sends a message again to the recipients that it did not reach.
 * @returns whether there are any
 */
export async function requeueMail(manager: EntityManager, messageId: number): Promise<boolean> {
  const requeued = sql`
    WITH recipients AS (
      UPDATE message_recipients SET delivery = 'queued', detail = NULL, updated_at = now()
      WHERE message_id = ${messageId} AND delivery IN (${literals(UNDELIVERED)}) RETURNING message_id
    )
    UPDATE outgoing_mails SET due_at = now(), queued_at = now(), attempts = 0
    WHERE message_id IN (SELECT message_id FROM recipients)`;
  return (await execute(manager, statement({}, requeued))) > 0;
}
