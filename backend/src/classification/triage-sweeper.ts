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
import { claimDueTriage, countPending, resetExcessivePostponements } from './triage.repository.js';
import { TriageChain } from './triage-chain.js';
import { LEASE_SECONDS } from './triage.service.js';

/** So many that a backlog keeps the workers busy from sweep to sweep, and few enough to claim in one short statement. */
const PENDING_BATCH_SIZE = 500;

/** Beyond what anybody puts a ticket off: rounding, and a clock that is corrected by a little. */
const CLOCK_SLACK_SECONDS = 5;

/** The remote model has just come back, perhaps: its rate limit decides how fast, this only bounds what waits in the queue. */
const IMPROVEMENT_BATCH_SIZE = 100;

/** Wakes the workers for whatever triage is owed and was not picked up, whatever the reason. */
@Injectable()
export class TriageSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TriageSweeper.name);
  private task: PeriodicTask | undefined;
  /** At the last sweep; undefined where all that waited could be woken at once. */
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

  /** For whoever watches an import without a Prometheus: how many are left, and how long they will take at this pace. */
  private async reportBacklog(hasBacklog: boolean): Promise<void> {
    const previous = this.backlog;
    this.backlog = hasBacklog
      ? { tickets: await countPending(this.dataSource.manager), at: performance.now() }
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
