import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { currentRequestId } from '../logging/request-context.js';
import { TRIAGE_QUEUE, type TriageJob } from './jobs.js';

/** Maximum number of jobs that are being added to the queue. Beyond it, tickets are left to the sweeper. */
const MAX_PENDING_JOBS = 1000;

/**
 * Job priorities: new tickets first, then the backlog, then improvements of existing suggestions. Each model call also
 * takes backlog tickets along, so that the backlog does not starve. BullMQ runs jobs without a priority first, then
 * lower numbers.
 */
const JOB_PRIORITIES = { new: undefined, backlog: 5, improvement: 10 };

/**
 * Adds triage jobs for immediate processing. Jobs may be lost, since tickets record pending triage, and adding them
 * never blocks a request.
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
    // The job id deduplicates jobs of a ticket.
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
