import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { TRIAGE_QUEUE, type TriageJob } from './jobs.js';

export interface JobCounts {
  waiting: number;
  active: number;
  delayed: number;
}

@Injectable()
export class QueueDepth {
  constructor(@InjectQueue(TRIAGE_QUEUE) private readonly queue: Queue<TriageJob>) {}

  /** Number of jobs by state. Waits while the queue's engine is unavailable. */
  async read(): Promise<JobCounts> {
    const jobs = await this.queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = jobs;
    // Jobs with a priority, such as improvements, are waiting as well.
    return { waiting: waiting + prioritized, active, delayed };
  }
}
