import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PeriodicTask } from '../common/periodic-task.js';
import { linkNextTickets } from './person-backfill.repository.js';

const CHECK_INTERVAL_SECONDS = 5;

/** Tickets per transaction, which bounds how long writers wait for locks. */
const BATCH_SIZE = 200;

/**
 * Links tickets to people: those from before there were people, and imported ones. A partial index has the tickets that are
 * left, so that it resumes after a restart.
 */
@Injectable()
export class PersonBackfill implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;
  private stopping = false;

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(PersonBackfill.name, CHECK_INTERVAL_SECONDS, () => this.run());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.task?.stop();
  }

  /** Runs until no tickets are left. */
  async run(): Promise<void> {
    while (!this.stopping) {
      const startedAt = performance.now();
      const linked = await this.dataSource.transaction((manager) => linkNextTickets(manager, BATCH_SIZE));
      if (linked < BATCH_SIZE) return;
      // Pauses as long as the batch took, which leaves half of the time to requests.
      await sleep(performance.now() - startedAt);
    }
  }
}
