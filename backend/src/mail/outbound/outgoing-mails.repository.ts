import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import {
  array,
  boolean,
  enumeration,
  integer,
  notNull,
  nullable,
  smallint,
  text,
  textOf,
  timestamptz,
} from '../../database/columns.js';
import { ago, execute, fromNow, query, queryFirst, statement } from '../../database/query.js';
import type { DeliveryState, RecipientKind } from '../../vocabulary/index.js';
import type { DeliveryOutcome } from './delivery-outcome.js';

/** Time after which a mail is sent again if the process that sends it has crashed. */
const LEASE_MINUTES = 10;

/** Mails that a mailbox sends within a minute, which the large providers accept. */
const MAILS_PER_MINUTE = 30;

/** Mails of a ticket that a reply refers to. */
const MAX_THREAD = 100;

export interface ClaimedMail {
  message_id: number;
  mailbox_id: number | null;
  header_id: string;
  attempts: number;
  queued_at: Date;
}

/** A message as it is mailed. */
export interface MessageContent {
  ticket_id: number;
  title: string;
  body: string;
  /** Message-IDs of the ticket's former mails, oldest first. */
  thread: string[];
  answered_author: string | null;
  answered_at: Date | null;
  answered_text: string | null;
}

export interface MailAttachment {
  blob_id: number;
  name: string;
  type: string;
  size: number;
  state: string;
}

/** The outbox of replies by mail, and the state of their recipients. */
@Injectable()
export class OutgoingMailsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Claims the mail that has been due for longest, of a mailbox that may send another one now. */
  claim(): Promise<ClaimedMail | undefined> {
    const claimed = sql`
      UPDATE outgoing_mails SET due_at = ${fromNow(LEASE_MINUTES, 'mins')}, attempts = attempts + 1
      WHERE message_id = (
        SELECT o.message_id FROM outgoing_mails o
        WHERE o.due_at <= now() AND (o.mailbox_id IS NULL OR o.mailbox_id IN (
          SELECT b.id FROM mailboxes b WHERE (
            SELECT count(*) FROM outgoing_mails s WHERE s.mailbox_id = b.id AND s.sent_at > ${ago(1, 'mins')}
          ) < ${sql.lit(MAILS_PER_MINUTE)}
        ))
        ORDER BY o.due_at LIMIT 1 FOR UPDATE OF o SKIP LOCKED
      )
      RETURNING message_id, mailbox_id, header_id, attempts, queued_at`;
    return queryFirst(
      this.dataSource,
      statement(
        {
          ...{ message_id: integer, mailbox_id: nullable(integer), header_id: text },
          ...{ attempts: smallint, queued_at: timestamptz },
        },
        claimed,
      ),
    );
  }

  content(messageId: number): Promise<MessageContent | undefined> {
    const found = sql`
      SELECT t.id AS ticket_id, t.title, m.body,
        ARRAY(
          SELECT message_id FROM (
            SELECT id, message_id FROM mail_threads
            WHERE ticket_id = t.id AND ticket_message_id IS DISTINCT FROM m.id
            ORDER BY id DESC LIMIT ${sql.lit(MAX_THREAD)}
          ) latest ORDER BY id
        ) AS thread,
        coalesce(a.author, t.requester_name, t.requester_email) AS answered_author,
        coalesce(a.created_at, t.created_at) AS answered_at, coalesce(a.body, t.description) AS answered_text
      FROM ticket_messages m JOIN tickets t ON t.id = m.ticket_id
      LEFT JOIN LATERAL (
        SELECT r.body, r.created_at, coalesce(u.name, r.author_name) AS author
        FROM ticket_messages r LEFT JOIN users u ON u.id = r.author_id
        WHERE r.ticket_id = t.id AND r.visibility = 'public' AND r.id < m.id
          AND r.author_id IS DISTINCT FROM m.author_id AND r.author_id IN (t.requester_id, t.person_id)
        ORDER BY r.created_at DESC, r.id DESC LIMIT 1
      ) a ON true
      WHERE m.id = ${messageId}`;
    const columns = {
      ...{ ticket_id: integer, title: text, body: text, thread: array(text) },
      ...{
        answered_author: nullable(text),
        answered_at: nullable(timestamptz),
        answered_text: nullable(text),
      },
    };
    return queryFirst(this.dataSource, statement(columns, found));
  }

  attachments(messageId: number): Promise<MailAttachment[]> {
    const found = sql`
      SELECT a.blob_id, a.name, b.type, b.size, b.state FROM attachments a JOIN blobs b ON b.id = a.blob_id
      WHERE a.message_id = ${messageId} ORDER BY a.id`;
    const columns = {
      ...{ blob_id: integer, name: text, type: text, size: integer, state: enumeration('blob_state') },
    };
    return query(this.dataSource, statement(columns, found));
  }

  /** All recipients of the message, and whether the mail has yet to reach them. */
  recipients(messageId: number): Promise<{ address: string; kind: RecipientKind; is_open: boolean }[]> {
    const found = sql`
      SELECT address, kind, delivery IN ('queued', 'delayed') AS is_open FROM message_recipients
      WHERE message_id = ${messageId} ORDER BY kind DESC, address`;
    const columns = { address: text, kind: textOf<RecipientKind>(), is_open: notNull(boolean) };
    return query(this.dataSource, statement(columns, found));
  }

  /**
   * Stores what an attempt has brought.
   * @param retryMinutes When recipients that the mail has not reached are tried again; null to give them up.
   */
  async record(
    manager: EntityManager,
    messageId: number,
    outcomes: readonly DeliveryOutcome[],
    retryMinutes: number | null,
  ): Promise<void> {
    const states = outcomes.map(({ delivery }) =>
      delivery === 'delayed' && retryMinutes === null ? 'failed' : delivery,
    );
    const recorded = sql`
      UPDATE message_recipients r SET delivery = o.delivery::delivery_state, detail = o.detail, updated_at = now()
      FROM unnest(${outcomes.map(({ address }) => address)}::text[], ${states}::text[],
        ${outcomes.map(({ detail }) => detail)}::text[]) AS o (address, delivery, detail)
      WHERE r.message_id = ${messageId} AND r.address = o.address AND r.delivery IN ('queued', 'delayed')`;
    await execute(manager, statement({}, recorded));
    const isOpen = states.includes('delayed');
    const isSent = states.includes('accepted');
    const rescheduled = sql`
      UPDATE outgoing_mails SET due_at = ${isOpen ? fromNow(retryMinutes, 'mins') : sql`NULL`},
        sent_at = ${isSent ? sql`now()` : sql`sent_at`}
      WHERE message_id = ${messageId}`;
    await execute(manager, statement({}, rescheduled));
  }

  /** Postpones a mail without counting the attempt. */
  async postpone(messageId: number, seconds: number): Promise<void> {
    const postponed = sql`
      UPDATE outgoing_mails SET due_at = ${fromNow(seconds, 'secs')}, attempts = attempts - 1
      WHERE message_id = ${messageId}`;
    await execute(this.dataSource, statement({}, postponed));
  }

  /**
   * Stores what a delivery report says. A report without a recipient is about the only one of the message, if it has one.
   * @returns the tickets of the messages that it concerns
   */
  async recordReport(
    manager: EntityManager,
    messageIds: readonly string[],
    {
      recipient,
      delivery,
      detail,
    }: { recipient: string | null; delivery: DeliveryState; detail: string | null },
  ): Promise<{ ticket_id: number; message_id: number }[]> {
    const recorded = sql`
      UPDATE message_recipients r SET delivery = ${delivery}::delivery_state, detail = ${detail}, updated_at = now()
      FROM outgoing_mails o JOIN ticket_messages m ON m.id = o.message_id
      WHERE o.header_id = ANY (${messageIds}::text[]) AND r.message_id = o.message_id
        AND (r.address = ${recipient}::text OR ${recipient}::text IS NULL AND (
          SELECT count(*) FROM message_recipients others WHERE others.message_id = o.message_id) = 1)
        AND (${delivery}::text = 'bounced' OR r.delivery IN ('accepted', 'delayed'))
      RETURNING m.ticket_id, m.id AS message_id`;
    return query(manager, statement({ ticket_id: notNull(integer), message_id: notNull(integer) }, recorded));
  }
}
