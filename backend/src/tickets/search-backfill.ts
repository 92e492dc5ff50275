import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PeriodicTask } from '../common/periodic-task.js';
import { SearchBackfillRepository } from './search-backfill.repository.js';

const CHECK_INTERVAL_SECONDS = 5;

/** Rows per transaction, which bounds how long writers wait for locks. */
const BATCH_SIZE = 200;

/** Rows between progress messages in the log. */
const REPORT_EVERY = 50_000;

interface BackfillBatch {
  table: string;
  derived: number;
  /** Where the next batch starts; undefined at the end. */
  nextId?: number;
}

/**
 * Derives the search words of rows that a migration recorded as outdated in `search_backfill`, newest first. Runs in batches, resumes
 * after a restart, and runs in one process at a time.
 */
@Injectable()
export class SearchBackfill implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SearchBackfill.name);
  private task: PeriodicTask | undefined;
  private isDone = false;
  private stopping = false;

  constructor(private readonly backfill: SearchBackfillRepository) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(SearchBackfill.name, CHECK_INTERVAL_SECONDS, () => this.run());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.task?.stop();
  }

  /** Runs until no rows are left or another process is working on them. */
  async run(): Promise<void> {
    let sinceReport = 0;
    while (!this.isDone && !this.stopping) {
      const startedAt = performance.now();
      const batch = await this.derive();
      if (!batch) return;
      sinceReport += batch.derived;
      if (batch.nextId === undefined) this.logger.log(`Search index of ${batch.table} is complete`);
      else if (sinceReport >= REPORT_EVERY) {
        sinceReport = 0;
        this.logger.log(`Building the search index of ${batch.table}: at ID ${batch.nextId}, descending`);
      }
      // Pauses as long as the batch took, which leaves half of the time to requests.
      await sleep(performance.now() - startedAt);
    }
  }

  /** Derives one batch. Undefined if no rows are left or another process is working on them. */
  derive(): Promise<BackfillBatch | undefined> {
    return this.backfill.transaction((manager) => this.deriveBatch(manager));
  }

  private async deriveBatch(manager: EntityManager): Promise<BackfillBatch | undefined> {
    const next = await this.backfill.lockNext(manager);
    if (!next) {
      this.isDone = await this.backfill.isDone(manager);
      return undefined;
    }
    const { table, nextId } = next;
    const ids = await this.backfill.lockRows(manager, table, nextId, BATCH_SIZE);
    const [first] = ids;
    if (first === undefined) {
      await this.backfill.remove(manager, table);
      return { table, derived: 0 };
    }
    await this.backfill.deriveWords(manager, table, ids);
    await this.backfill.setNextId(manager, table, first - 1);
    return { table, derived: ids.length, nextId: first - 1 };
  }
}
