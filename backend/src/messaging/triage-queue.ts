import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { currentRequestId } from '../logging/request-context.js';
import { TRIAGE_QUEUE, type TriageJob } from './jobs.js';

/** Past this many that the queue has not taken yet, further ones are left to the sweeper. */
const MAX_PENDING_JOBS = 1000;

/**
 * Whose turn it is: what was filed just now, what waits already, and last what has a suggestion that could be better. So
 * nobody waits behind a backlog, and it gets on all the same: each call takes others along. BullMQ serves lower numbers
 * first, and no number before all.
 */
const JOB_PRIORITIES = { new: undefined, backlog: 5, improvement: 10 };

/**
 * Tells the workers that a ticket is owed an answer. It only makes triage fast: what is owed stands in the ticket, so a
 * wake-up may be lost, and nobody waits for the queue to take it.
 */
@Injectable()
export class TriageQueue {
  private readonly logger = new Logger(TriageQueue.name);
  private pendingJobs = 0;

  constructor(@InjectQueue(TRIAGE_QUEUE) private readonly queue: Queue<TriageJob>) {
    let failing = false;
    queue.on('error', (error) => {
      if (!failing) this.logger.warn(`The queue is unavailable (${error.message}). The sweeper takes over.`);
      failing = true;
    });
    queue.on('waiting', () => (failing = false));
  }

  enqueue(ticketIds: number[], kind: keyof typeof JOB_PRIORITIES): void {
    if (ticketIds.length === 0 || this.pendingJobs >= MAX_PENDING_JOBS) return;
    this.pendingJobs += ticketIds.length;
    const requestId = currentRequestId();
    const priority = JOB_PRIORITIES[kind];
    // The id makes a doubled wake-up one job.
    const jobs = ticketIds.map((ticketId) => ({
      name: 'triage',
      data: { ticketId, requestId },
      opts: { jobId: `ticket-${ticketId}`, ...(priority && { priority }) },
    }));
    this.queue
      .addBulk(jobs)
      .catch((error: unknown) => this.logger.debug({ err: error }, 'A job could not be enqueued'))
      .finally(() => (this.pendingJobs -= ticketIds.length));
  }
}
