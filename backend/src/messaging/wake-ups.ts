import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { currentRequestId } from '../logging/request-context.js';
import { TRIAGE_QUEUE, type TriageJob } from './jobs.js';

/** Past this many that the queue has not taken yet, further ones are left to the sweeper. */
const MAX_WAITING = 1000;

/** Later than the tickets that nobody has looked at yet; BullMQ serves lower numbers first, and no number before all. */
const IMPROVEMENT_PRIORITY = 10;

/**
 * Tells the workers that a ticket is owed an answer. It only makes triage fast: what is owed stands in the ticket, so a
 * wake-up may be lost, and nobody waits for the queue to take it.
 */
@Injectable()
export class WakeUps {
  private readonly logger = new Logger(WakeUps.name);
  private waiting = 0;

  constructor(@InjectQueue(TRIAGE_QUEUE) private readonly queue: Queue<TriageJob>) {
    let failing = false;
    queue.on('error', (error) => {
      if (!failing) this.logger.warn(`The queue is away (${error.message}); the sweeper makes up for it.`);
      failing = true;
    });
    queue.on('waiting', () => (failing = false));
  }

  send(ticketIds: number[], { improvement = false } = {}): void {
    if (ticketIds.length === 0 || this.waiting >= MAX_WAITING) return;
    this.waiting += ticketIds.length;
    const requestId = currentRequestId();
    // The id makes a doubled wake-up one job.
    const jobs = ticketIds.map((ticketId) => ({
      name: 'triage',
      data: { ticketId, requestId },
      opts: { jobId: `ticket-${ticketId}`, ...(improvement && { priority: IMPROVEMENT_PRIORITY }) },
    }));
    this.queue
      .addBulk(jobs)
      .catch((error: unknown) => this.logger.debug({ err: error }, 'A wake-up was lost'))
      .finally(() => (this.waiting -= ticketIds.length));
  }
}
