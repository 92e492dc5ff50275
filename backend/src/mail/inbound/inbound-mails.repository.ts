import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import {
  bigint,
  boolean,
  bytea,
  enumeration,
  integer,
  json,
  nullable,
  smallint,
  text,
  timestamptz,
} from '../../database/columns.js';
import {
  and,
  db,
  execute,
  fromNow,
  query,
  queryFirst,
  statement,
  type Connection,
} from '../../database/query.js';
import type { InboundMail, InboundReason, InboundState } from './inbound-mail.entity.js';

/** Time for which a process has a mail to itself. Longer than reading one may take. */
const LEASE_SECONDS = 120;

const CLAIMED_MAIL = {
  ...{ id: integer, raw: nullable(bytea), attempts: smallint, released: boolean, size: integer },
  ...{ messageId: nullable(text), sha256: text, mailboxId: nullable(integer) },
  ...{ uidValidity: nullable(bigint), source: enumeration('inbound_mail_source'), subject: nullable(text) },
};

/** A mail that this process works on. */
export type ClaimedMail = Pick<
  InboundMail,
  | ('id' | 'raw' | 'attempts' | 'released' | 'size' | 'messageId' | 'sha256' | 'mailboxId' | 'uidValidity')
  | ('source' | 'subject')
>;

const LISTED_MAIL = {
  ...{ id: integer, mailbox_id: nullable(integer), source: enumeration('inbound_mail_source') },
  ...{
    state: enumeration('inbound_mail_state'),
    reason: nullable(text),
    kind: nullable(enumeration('mail_kind')),
  },
  ...{ from_address: nullable(text), subject: nullable(text), size: integer, ticket_id: nullable(integer) },
  ...{ received_at: timestamptz, processed_at: nullable(timestamptz) },
};

const LISTED_COLUMNS = sql`id, mailbox_id, source, state, reason, kind, from_address, subject, size, ticket_id, received_at,
        processed_at`;

/** A mail to be stored. */
export type NewInboundMail = Pick<
  InboundMail,
  'mailboxId' | 'source' | 'uidValidity' | 'uid' | 'sha256' | 'messageId' | 'size' | 'raw'
> & { quarantine?: { reason: InboundReason; fromAddress: string | null; subject: string | null } };

/** What became of a mail. */
export type Outcome = Partial<
  Pick<InboundMail, 'kind' | 'fromAddress' | 'subject' | 'ticketId' | 'ticketMessageId'>
> & {
  state: Exclude<InboundState, 'pending'>;
  reason?: InboundReason | null;
};

@Injectable()
export class InboundMailsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Stores a mail.
   * @returns its id; undefined if it is stored already under its UID
   */
  async insert(connection: Connection, mail: NewInboundMail): Promise<number | undefined> {
    const { quarantine } = mail;
    const insert = sql`
      WITH inserted AS (
        INSERT INTO inbound_mails (mailbox_id, source, uid_validity, uid, sha256, message_id, size, raw, state, reason,
          from_address, subject, due_at, processed_at)
        VALUES (${mail.mailboxId}, ${mail.source}, ${mail.uidValidity}::bigint, ${mail.uid}::bigint, ${mail.sha256},
          ${mail.messageId}, ${mail.size}, ${mail.raw}, ${quarantine ? 'quarantined' : 'pending'},
          ${quarantine?.reason ?? null}, ${quarantine?.fromAddress ?? null}, ${quarantine?.subject ?? null},
          ${quarantine ? null : sql`now()`}, ${quarantine ? sql`now()` : null})
        ON CONFLICT ON CONSTRAINT uq_inbound_mails_uid DO NOTHING RETURNING id, mailbox_id
      ), counted AS (
        UPDATE mailboxes m SET mails_received = m.mails_received + 1 FROM inserted i WHERE m.id = i.mailbox_id
      )
      SELECT id FROM inserted`;
    return (await queryFirst(connection, statement({ id: integer }, insert)))?.id;
  }

  /** Claims the mail that has been due for longest. */
  claim(): Promise<ClaimedMail | undefined> {
    const claimed = sql`
      UPDATE inbound_mails SET due_at = ${fromNow(LEASE_SECONDS, 'secs')}, attempts = least(attempts + 1, 1000)
      WHERE id = (
        SELECT id FROM inbound_mails WHERE state = 'pending' AND due_at <= now()
        ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      RETURNING id, raw, attempts, released, size, message_id AS "messageId", sha256, mailbox_id AS "mailboxId",
        uid_validity AS "uidValidity", source, subject`;
    return queryFirst(this.dataSource, statement(CLAIMED_MAIL, claimed));
  }

  /** Makes a mail due again, without counting the attempt if it failed for a reason that is not the mail's. */
  async postpone(id: number, seconds: number, { counted }: { counted: boolean }): Promise<void> {
    const postponed = sql`
      UPDATE inbound_mails SET due_at = ${fromNow(seconds, 'secs')}, attempts = greatest(attempts - ${counted ? 0 : 1}, 0)
      WHERE id = ${id} AND state = 'pending'`;
    await execute(this.dataSource, statement({}, postponed));
  }

  /** Locks a mail that is still to be processed. @returns false if it was processed meanwhile */
  async lockPending(manager: EntityManager, id: number): Promise<boolean> {
    const locked = db
      .selectFrom('inbound_mails')
      .select('id')
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .forUpdate();
    return (await queryFirst(manager, locked)) !== undefined;
  }

  /** Records what became of a mail. */
  async finish(manager: EntityManager, id: number, outcome: Outcome): Promise<void> {
    const finished = db
      .updateTable('inbound_mails')
      .set({
        state: outcome.state,
        reason: outcome.reason ?? null,
        kind: outcome.kind,
        from_address: outcome.fromAddress,
        subject: outcome.subject,
        ticket_id: outcome.ticketId,
        ticket_message_id: outcome.ticketMessageId,
        due_at: null,
        processed_at: sql<Date>`now()`,
        // Its original is stored.
        ...(outcome.reason === 'duplicate' && { raw: null }),
      })
      .where('id', '=', id);
    await execute(manager, finished);
  }

  /**
   * The first of the mails that this one is a copy of: with the same Message-ID and content, or, without a Message-ID,
   * found by IMAP again after the folder was numbered again. Serialized by the content.
   */
  async findOriginal(
    manager: EntityManager,
    mail: Pick<ClaimedMail, 'id' | 'messageId' | 'sha256' | 'mailboxId' | 'uidValidity'>,
  ): Promise<{ id: number; ticketId: number | null } | undefined> {
    const { id, messageId, sha256, mailboxId, uidValidity } = mail;
    const lock = sql`SELECT pg_advisory_xact_lock(hashtextextended(${sha256}, 0))::text AS locked`;
    await query(manager, statement({ locked: text }, lock));
    const isSame =
      messageId === null
        ? sql`message_id IS NULL AND mailbox_id = ${mailboxId} AND uid_validity <> ${uidValidity}::bigint`
        : sql`message_id = ${messageId}`;
    const original = sql`
      SELECT id, ticket_id AS "ticketId" FROM inbound_mails
      WHERE sha256 = ${sha256} AND ${isSame} AND id <> ${id}
        AND (state <> 'pending' AND reason IS DISTINCT FROM 'duplicate' OR state = 'pending' AND id < ${id})
      ORDER BY id LIMIT 1`;
    return queryFirst(manager, statement({ id: integer, ticketId: nullable(integer) }, original));
  }

  /** Mails of a sender that were processed within the last hour, up to a limit. */
  async countRecent(connection: Connection, fromAddress: string, limit: number): Promise<number> {
    const recent = sql`
      SELECT count(*)::integer AS n FROM (
        SELECT FROM inbound_mails WHERE from_address = ${fromAddress} AND processed_at > now() - interval '1 hour'
        LIMIT ${limit}
      ) recent`;
    return (await queryFirst(connection, statement({ n: integer }, recent)))?.n ?? 0;
  }

  /** Mails of a mailbox or of all, newest first. */
  list({
    mailboxId,
    states,
    before,
    limit,
  }: {
    mailboxId?: number;
    states: readonly InboundState[];
    before?: number;
    limit: number;
  }): Promise<ListedMail[]> {
    const where = and([
      sql`state = ANY (${[...states]}::inbound_mail_state[])`,
      ...(mailboxId === undefined ? [] : [sql`mailbox_id = ${mailboxId}`]),
      ...(before === undefined ? [] : [sql`id < ${before}::bigint`]),
    ]);
    const listed = sql`SELECT ${LISTED_COLUMNS} FROM inbound_mails WHERE ${where} ORDER BY id DESC LIMIT ${limit}`;
    return query(this.dataSource, statement(LISTED_MAIL, listed));
  }

  /** A mail in quarantine. */
  findQuarantined(id: number): Promise<ListedMail | undefined> {
    const found = sql`
      SELECT ${LISTED_COLUMNS} FROM inbound_mails WHERE id = ${id} AND state = 'quarantined'`;
    return queryFirst(this.dataSource, statement(LISTED_MAIL, found));
  }

  /** The bytes of a mail; null if they are not stored. */
  async findRaw(id: number): Promise<Buffer | null> {
    const found = sql`SELECT raw FROM inbound_mails WHERE id = ${id}`;
    return (await queryFirst(this.dataSource, statement({ raw: nullable(bytea) }, found)))?.raw ?? null;
  }

  /** Releases a mail from quarantine. @returns false if it was not there */
  async release(id: number): Promise<boolean> {
    const released = sql`
      UPDATE inbound_mails SET state = 'pending', reason = NULL, released = true, attempts = 0, due_at = now(),
        processed_at = NULL
      WHERE id = ${id} AND state = 'quarantined'`;
    return (await execute(this.dataSource, statement({}, released))) > 0;
  }

  /** Deletes the content of a mail in quarantine. The row stays for the ledger. @returns false if it was not there */
  async discard(id: number): Promise<boolean> {
    const discarded = sql`
      UPDATE inbound_mails SET state = 'ignored', reason = 'deleted', raw = NULL, processed_at = now()
      WHERE id = ${id} AND state = 'quarantined'`;
    return (await execute(this.dataSource, statement({}, discarded))) > 0;
  }

  /** Mails of a mailbox: how many were stored, and how many are in which state for which reason. */
  ledger(mailboxId: number): Promise<{ received: number; counts: LedgerCount[] } | undefined> {
    const ledger = sql`
      SELECT m.mails_received AS received, (
        SELECT coalesce(json_agg(c), '[]') FROM (
          SELECT state, CASE state WHEN 'ignored' THEN reason END AS reason, count(*)::integer AS n
          FROM inbound_mails WHERE mailbox_id = m.id GROUP BY 1, 2 ORDER BY 1, 2
        ) c
      ) AS counts
      FROM mailboxes m WHERE m.id = ${mailboxId}`;
    return queryFirst(
      this.dataSource,
      statement({ received: integer, counts: json<LedgerCount[]>() }, ledger),
    );
  }
}

export interface LedgerCount {
  state: InboundState;
  /** Of an ignored one. */
  reason: InboundReason | null;
  n: number;
}

export interface ListedMail {
  id: number;
  mailbox_id: number | null;
  source: InboundMail['source'];
  state: InboundState;
  reason: string | null;
  kind: InboundMail['kind'];
  from_address: string | null;
  subject: string | null;
  size: number;
  ticket_id: number | null;
  received_at: Date;
  processed_at: Date | null;
}
