import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { WakeUps } from '../messaging/wake-ups.js';
import { PeriodicTask } from '../periodic-task.js';
import { claimOwedTriage, countPending, pullInPostponed } from '../tickets/ticket-suggestion.js';
import { TriageChain } from './triage-chain.js';
import { WORK_LEASE_SECONDS } from './triage.service.js';

/** So many that a backlog keeps the workers busy from sweep to sweep, and few enough to claim in one short statement. */
const PENDING_AT_ONCE = 500;

/** Beyond what anybody puts a ticket off: rounding, and a clock that is corrected by a little. */
const CLOCK_SLACK_SECONDS = 5;

/** The remote model has just come back, perhaps: its rate limit decides how fast, this only bounds what waits in the queue. */
const IMPROVEMENTS_AT_ONCE = 100;

/** Wakes the workers for whatever triage is owed and was not picked up, whatever the reason. */
@Injectable()
export class TriageSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TriageSweeper.name);
  private task: PeriodicTask | undefined;
  /** At the last sweep; undefined where all that waited could be woken at once. */
  private backlog: { tickets: number; at: number } | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly wakeUps: WakeUps,
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
    await pullInPostponed(manager, lease + WORK_LEASE_SECONDS + CLOCK_SLACK_SECONDS);
    const waiting = await claimOwedTriage(manager, 'pending', PENDING_AT_ONCE, lease);
    this.wakeUps.send(waiting, 'backlog');
    await this.tellOfBacklog(waiting.length === PENDING_AT_ONCE);
    if (!this.chain.remoteAvailable) return;
    const improvable = await claimOwedTriage(manager, 'suggested', IMPROVEMENTS_AT_ONCE, Math.max(lease, 60));
    this.wakeUps.send(improvable, 'improvement');
  }

  /** For whoever watches an import without a Prometheus: how many are left, and how long they will take at this pace. */
  private async tellOfBacklog(thereIsOne: boolean): Promise<void> {
    const before = this.backlog;
    this.backlog = thereIsOne
      ? { tickets: await countPending(this.dataSource.manager), at: performance.now() }
      : undefined;
    if (!this.backlog) {
      if (before) this.logger.log('The triage backlog is cleared.');
      return;
    }
    const { tickets, at } = this.backlog;
    const perMinute = before && Math.round(((before.tickets - tickets) / (at - before.at)) * 60_000);
    this.logger.log(
      { tickets, perMinute },
      `Triage pending for ${tickets} tickets` +
        (perMinute && perMinute > 0
          ? `, ${perMinute} per minute: about ${Math.ceil(tickets / perMinute)} minutes remaining`
          : ''),
    );
  }
}
