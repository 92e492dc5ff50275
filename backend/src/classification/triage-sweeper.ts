import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { TriageQueue } from '../messaging/triage-queue.js';
import { PeriodicTask } from '../common/periodic-task.js';
import { countPending } from './triage-backlog.repository.js';
import { claimDueTriage, resetExcessivePostponements } from './triage.repository.js';
import { TriageChain } from './triage-chain.js';
import { LEASE_SECONDS } from './triage.service.js';

/** Keeps the workers busy between two sweeps of a backlog, and is small enough for one short statement. */
const PENDING_BATCH_SIZE = 500;

/** Tolerance for rounding and small clock corrections, in seconds. */
const CLOCK_SLACK_SECONDS = 5;

/** Limits the queue when the remote model may have recovered. Its rate limit decides how fast the jobs are processed. */
const IMPROVEMENT_BATCH_SIZE = 100;

/** Enqueues tickets whose triage is pending but was not picked up, for any reason. */
@Injectable()
export class TriageSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TriageSweeper.name);
  private task: PeriodicTask | undefined;
  /** Backlog at the last sweep; undefined if all pending tickets fitted in one batch. */
  private backlog: { tickets: number; at: number } | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: TriageQueue,
    private readonly chain: TriageChain,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(TriageSweeper.name, this.settings.TRIAGE_SWEEP_SECONDS, () => this.sweep());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }

  private async sweep(): Promise<void> {
    const { manager } = this.dataSource;
    const lease = this.settings.TRIAGE_SWEEP_SECONDS;
    await resetExcessivePostponements(manager, lease + LEASE_SECONDS + CLOCK_SLACK_SECONDS);
    const pending = await claimDueTriage(manager, 'pending', PENDING_BATCH_SIZE, lease);
    this.queue.enqueue(pending, 'backlog');
    await this.reportBacklog(pending.length === PENDING_BATCH_SIZE);
    if (!this.chain.remoteAvailable) return;
    const improvable = await claimDueTriage(
      manager,
      'suggested',
      IMPROVEMENT_BATCH_SIZE,
      Math.max(lease, 60),
    );
    this.queue.enqueue(improvable, 'improvement');
  }

  /** Logs progress and remaining time of a backlog, for installations without Prometheus. */
  private async reportBacklog(hasBacklog: boolean): Promise<void> {
    const previous = this.backlog;
    this.backlog = hasBacklog
      ? { tickets: await countPending(this.dataSource), at: performance.now() }
      : undefined;
    if (!this.backlog) {
      if (previous) this.logger.log('The triage backlog is cleared.');
      return;
    }
    const { tickets, at } = this.backlog;
    const perMinute = previous && Math.round(((previous.tickets - tickets) / (at - previous.at)) * 60_000);
    this.logger.log(
      { tickets, perMinute },
      `Triage pending for ${tickets} tickets` +
        (perMinute && perMinute > 0
          ? `, ${perMinute} per minute: about ${Math.ceil(tickets / perMinute)} minutes remaining`
          : ''),
    );
  }
}
