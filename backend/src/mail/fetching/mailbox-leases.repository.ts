import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { integer } from '../../database/columns.js';
import { db, execute, fromNow, query, statement } from '../../database/query.js';

/** After a crash, another process fetches the mailbox this much later at most. */
const LEASE_SECONDS = 30;

const MIN_RETRY_SECONDS = 5;
const MAX_RETRY_SECONDS = 600;

/** A mailbox that this process fetches, by the version of its settings. */
export interface MailboxLease {
  mailboxId: number;
  version: number;
  owner: string;
}

/** The place in a folder up to which all mails are stored. */
export interface FolderCursor {
  uidValidity: string;
  lastUid: number;
}

/** Which process fetches which mailbox, and up to where. */
@Injectable()
export class MailboxLeasesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Leases the mailboxes that no process fetches and whose next attempt is due. */
  async acquire(owner: string): Promise<MailboxLease[]> {
    const acquired = sql`
      UPDATE mailboxes SET leased_by = ${owner}, leased_until = ${fromNow(LEASE_SECONDS, 'secs')}
      WHERE id IN (
        SELECT id FROM mailboxes
        WHERE active AND imap_host IS NOT NULL AND (leased_until IS NULL OR leased_until <= now())
          AND (next_attempt_at IS NULL OR next_attempt_at <= now())
        FOR UPDATE SKIP LOCKED
      )
      RETURNING id AS "mailboxId", version`;
    const rows = await query(this.dataSource, statement({ mailboxId: integer, version: integer }, acquired));
    return rows.map((row) => ({ ...row, owner }));
  }

  /** @returns false if another process has the mailbox, or its settings were changed */
  async extend({ mailboxId, version, owner }: MailboxLease): Promise<boolean> {
    const extended = db
      .updateTable('mailboxes')
      .set({ leased_until: fromNow(LEASE_SECONDS, 'secs') })
      .where('id', '=', mailboxId)
      .where('leased_by', '=', owner)
      .where('version', '=', version)
      .where('active', '=', true);
    return (await execute(this.dataSource, extended)) > 0;
  }

  async release({ mailboxId, owner }: MailboxLease): Promise<void> {
    const released = db
      .updateTable('mailboxes')
      .set({ leased_until: null, leased_by: null })
      .where('id', '=', mailboxId)
      .where('leased_by', '=', owner);
    await execute(this.dataSource, released);
  }

  /** Moves the cursor in the transaction that stores the mails. @returns false if the lease is lost */
  async moveCursor(
    manager: EntityManager,
    { mailboxId, version, owner }: MailboxLease,
    { uidValidity, lastUid }: FolderCursor,
  ): Promise<boolean> {
    const moved = db
      .updateTable('mailboxes')
      .set({ uid_validity: uidValidity, last_uid: String(lastUid) })
      .where('id', '=', mailboxId)
      .where('leased_by', '=', owner)
      .where('version', '=', version)
      .where('leased_until', '>', sql<Date>`now()`);
    return (await execute(manager, moved)) > 0;
  }

  async recordSuccess({ mailboxId, owner }: MailboxLease): Promise<void> {
    const recorded = db
      .updateTable('mailboxes')
      .set({
        last_fetched_at: sql<Date>`now()`,
        failing_since: null,
        last_error_code: null,
        next_attempt_at: null,
      })
      .where('id', '=', mailboxId)
      .where('leased_by', '=', owner);
    await execute(this.dataSource, recorded);
  }

  /** Ends the lease. The longer the mailbox has been failing, the later is the next attempt. */
  async recordFailure({ mailboxId, version, owner }: MailboxLease, code: string): Promise<void> {
    const failed = sql`
      UPDATE mailboxes SET leased_until = NULL, leased_by = NULL,
        last_error_code = ${code},
        failing_since = coalesce(failing_since, now()),
        next_attempt_at = now() + make_interval(secs => (0.8 + 0.4 * random()) * least(${sql.lit(MAX_RETRY_SECONDS)},
          greatest(${sql.lit(MIN_RETRY_SECONDS)}, extract(epoch FROM now() - coalesce(failing_since, now())))))
      WHERE id = ${mailboxId} AND leased_by = ${owner} AND version = ${version}`;
    await execute(this.dataSource, statement({}, failed));
  }
}
