import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { WakeUps } from '../messaging/wake-ups.js';
import { PeriodicTask } from '../periodic-task.js';
import { claimOwedTriage } from '../tickets/ticket-suggestion.js';
import { TriageChain } from './triage-chain.js';

/** So many that a backlog keeps the workers busy from sweep to sweep, and few enough to claim in one short statement. */
const PENDING_AT_ONCE = 500;

/** The remote model has just come back, perhaps: its rate limit decides how fast, this only bounds what waits in the queue. */
const IMPROVEMENTS_AT_ONCE = 100;

/** Wakes the workers for whatever triage is owed and was not picked up, whatever the reason. */
@Injectable()
export class TriageSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

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
    this.wakeUps.send(await claimOwedTriage(manager, 'pending', PENDING_AT_ONCE, lease));
    if (!this.chain.remoteAvailable) return;
    this.wakeUps.send(
      await claimOwedTriage(manager, 'suggested', IMPROVEMENTS_AT_ONCE, Math.max(lease, 60)),
      {
        improvement: true,
      },
    );
  }
}
