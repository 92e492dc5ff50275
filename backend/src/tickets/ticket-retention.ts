import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicTask } from '../common/periodic-task.js';
import { AttachmentsRepository } from './attachments/attachments.repository.js';
import { BULK_UNDO_HOURS } from './bulk-changes.service.js';
import { DECISION_UNDO_MINUTES } from './ticket-changes.js';
import { TicketRetentionRepository } from './ticket-retention.repository.js';

/** Time for which the response to an Idempotency-Key is stored. */
export const IDEMPOTENCY_HOURS = 24;

/** Time within which a deleted ticket can be restored. */
export const RESTORE_DAYS = 30;

/** Time for which a file that was uploaded and not sent is stored. */
const UNSENT_HOURS = 24;

const PURGE_INTERVAL_SECONDS = 60;

/**
 * Permanently deletes tickets that can no longer be restored, and expired idempotency keys, bulk changes, viewers and unsent
 * uploads.
 */
@Injectable()
export class TicketRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(
    private readonly retention: TicketRetentionRepository,
    private readonly attachments: AttachmentsRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(TicketRetention.name, PURGE_INTERVAL_SECONDS, () => this.purge());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }

  async purge(): Promise<void> {
    await this.retention.purgeDeletedTickets(RESTORE_DAYS);
    await this.retention.purgeIdempotencyKeys(IDEMPOTENCY_HOURS);
    await this.retention.purgeBulkChanges(BULK_UNDO_HOURS);
    await this.retention.purgeUndoableDecisions(DECISION_UNDO_MINUTES);
    await this.retention.purgeViewers();
    await this.attachments.purgeUnsent(UNSENT_HOURS);
  }
}
