import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job } from 'bullmq';
import { Settings } from '../config/settings.js';
import { runWithRequest } from '../logging/request-context.js';
import { TRIAGE_QUEUE, type TriageJob } from '../messaging/jobs.js';
import { RedisConnection } from '../messaging/redis-connection.js';
import { TriageService } from './triage.service.js';

/** Milliseconds within which a dead worker is detected, so that another one gets its job. */
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5000;

/** Time for active jobs to finish on shutdown, in milliseconds. Most answers take a second or two. */
const SHUTDOWN_GRACE_MS = 5000;

@Processor(TRIAGE_QUEUE, {
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  // A job that is given up is not lost: the sweeper enqueues its ticket again.
  maxStalledCount: 3,
})
/** Runs the jobs of the triage queue, at most WORKER_CONCURRENCY at a time. */
export class TriageProcessor extends WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TriageProcessor.name);
  private readonly shutdownDeadline = new AbortController();
  private isQueueFailing = false;

  constructor(
    private readonly triage: TriageService,
    private readonly settings: Settings,
    @Optional() private readonly redis?: RedisConnection,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.settings.WORKER_CONCURRENCY;
    // Resolves when the worker is closed. Errors are reported as events.
    void this.worker.run();
  }

  /**
   * Finishes active jobs while the database is still connected, without waiting for a slow model. If Redis is
   * unreachable, jobs are dropped, and the sweeper enqueues their tickets again.
   */
  async beforeApplicationShutdown(): Promise<void> {
    const timer = setTimeout(() => this.shutdownDeadline.abort(), SHUTDOWN_GRACE_MS);
    const unreachable = this.redis && !(await this.redis.isUp());
    await this.worker.close(unreachable);
    clearTimeout(timer);
    this.shutdownDeadline.abort();
    await this.triage.drain();
  }

  async process(job: Job<TriageJob>): Promise<void> {
    const { ticketId, requestId } = job.data;
    const abandoned = job.stalledCounter > 0;
    await runWithRequest(requestId, () =>
      this.triage.triage(ticketId, this.shutdownDeadline.signal, { abandoned }),
    );
    this.isQueueFailing = false;
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<TriageJob> | undefined, error: Error): void {
    this.logger.warn({ err: error, ...job?.data }, 'A triage job failed. The sweeper will retry it');
  }

  /** Logs each outage once: the worker reconnects many times a second. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    if (!this.isQueueFailing)
      this.logger.warn(`The queue is unavailable (${error.message}). The worker is waiting for it.`);
    this.isQueueFailing = true;
  }
}
