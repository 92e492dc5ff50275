import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PeriodicTask } from '../common/periodic-task.js';
import { BULK_UNDO_HOURS } from './bulk-changes.service.js';
import { DECISION_UNDO_MINUTES } from './ticket-changes.js';

/** Time for which the response to an Idempotency-Key is stored. */
export const IDEMPOTENCY_HOURS = 24;

/** Time within which a deleted ticket can be restored. */
export const RESTORE_DAYS = 30;

const PURGE_INTERVAL_SECONDS = 60;

/** Rows per statement, which bounds how long locks are held. */
const PURGE_BATCH_SIZE = 1000;

/**
 * Permanently deletes tickets that can no longer be restored, and expired idempotency keys, bulk changes and viewers.
 */
@Injectable()
export class TicketRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(TicketRetention.name, PURGE_INTERVAL_SECONDS, () => this.purge());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }

  /** Concurrent purges of several processes skip each other's rows. */
  async purge(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM tickets WHERE id IN (
         SELECT id FROM tickets WHERE deleted_at < now() - make_interval(days => $1)
         ORDER BY deleted_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [RESTORE_DAYS, PURGE_BATCH_SIZE],
    );
    await this.dataSource.query(
      `DELETE FROM idempotency_keys WHERE (user_id, key) IN (
         SELECT user_id, key FROM idempotency_keys WHERE created_at < now() - make_interval(hours => $1)
         ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [IDEMPOTENCY_HOURS, PURGE_BATCH_SIZE],
    );
    await this.dataSource.query(
      `DELETE FROM bulk_changes WHERE created_at < now() - make_interval(hours => $1)`,
      [BULK_UNDO_HOURS],
    );
    await this.dataSource.query(
      `DELETE FROM undoable_decisions WHERE decided_at < now() - make_interval(mins => $1)`,
      [DECISION_UNDO_MINUTES],
    );
    // Left by consoles that closed without signing off.
    await this.dataSource.query(`DELETE FROM ticket_viewers WHERE seen_at < now() - interval '1 hour'`);
  }
}
