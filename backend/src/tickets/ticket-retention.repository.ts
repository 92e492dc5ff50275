import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource } from 'typeorm';
import { ago, db, execute } from '../database/query.js';

/** Rows per statement, which bounds how long locks are held. */
const PURGE_BATCH_SIZE = 1000;

/** Deletes what is kept for a limited time. Concurrent purges of several processes skip each other's rows. */
@Injectable()
export class TicketRetentionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Deletes tickets permanently, those first that were deleted first. */
  async purgeDeletedTickets(days: number): Promise<void> {
    const expired = db
      .selectFrom('tickets')
      .select('id')
      .where('deleted_at', '<', ago(days, 'days'))
      .orderBy('deleted_at')
      .limit(PURGE_BATCH_SIZE)
      .forUpdate()
      .skipLocked();
    await execute(this.dataSource, db.deleteFrom('tickets').where('id', 'in', expired));
  }

  async purgeIdempotencyKeys(hours: number): Promise<void> {
    const expired = db
      .selectFrom('idempotency_keys')
      .select(['user_id', 'key'])
      .where('created_at', '<', ago(hours, 'hours'))
      .orderBy('created_at')
      .limit(PURGE_BATCH_SIZE)
      .forUpdate()
      .skipLocked();
    const purge = db
      .deleteFrom('idempotency_keys')
      .where(({ eb, refTuple }) => eb(refTuple('user_id', 'key'), 'in', expired.$asTuple('user_id', 'key')));
    await execute(this.dataSource, purge);
  }

  async purgeBulkChanges(hours: number): Promise<void> {
    const purge = db.deleteFrom('bulk_changes').where('created_at', '<', ago(hours, 'hours'));
    await execute(this.dataSource, purge);
  }

  async purgeUndoableDecisions(minutes: number): Promise<void> {
    const purge = db.deleteFrom('undoable_decisions').where('decided_at', '<', ago(minutes, 'mins'));
    await execute(this.dataSource, purge);
  }

  /** Left by consoles that closed without signing off. */
  async purgeViewers(): Promise<void> {
    const purge = db.deleteFrom('ticket_viewers').where('seen_at', '<', sql<Date>`now() - interval '1 hour'`);
    await execute(this.dataSource, purge);
  }
}
