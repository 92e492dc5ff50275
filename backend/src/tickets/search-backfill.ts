import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { PeriodicTask } from '../common/periodic-task.js';

const CHECK_INTERVAL_SECONDS = 5;

/** Rows per transaction, which bounds how long writers wait for locks. */
const BATCH_SIZE = 200;

/** Rows between progress messages in the log. */
const REPORT_EVERY = 50_000;

const WORDS: Readonly<Record<string, string>> = {
  tickets: 'ticket_search_words(title, description, requester_name, requester_email, tags)',
  ticket_messages: 'search_words(body)',
};

interface BackfillBatch {
  table: string;
  derived: number;
  /** Where the next batch starts; undefined at the end. */
  nextId?: number;
}

/**
 * Derives the search words of rows created before the migration SearchWords, newest first. Runs in batches, resumes
 * after a restart, and runs in one process at a time.
 */
@Injectable()
export class SearchBackfill implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SearchBackfill.name);
  private task: PeriodicTask | undefined;
  private isDone = false;
  private stopping = false;

  constructor(private readonly dataSource: DataSource) {}

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
    return this.dataSource.transaction((manager) => this.deriveBatch(manager));
  }

  private async deriveBatch(manager: EntityManager): Promise<BackfillBatch | undefined> {
    const [turn] = await manager.query<{ table: string; nextId: number }[]>(
      `SELECT searched AS table, next_id AS "nextId" FROM search_backfill ORDER BY searched DESC LIMIT 1
       FOR UPDATE SKIP LOCKED`,
    );
    if (!turn) {
      const [{ left }] = await manager.query<[{ left: number }]>(
        'SELECT count(*)::int AS left FROM search_backfill',
      );
      this.isDone = left === 0;
      return undefined;
    }
    const { table, nextId } = turn;
    const rows = await manager.query<{ id: number }[]>(
      `SELECT id FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE id <= $1 ORDER BY id DESC LIMIT ${BATCH_SIZE})
       ORDER BY id FOR NO KEY UPDATE`,
      [nextId],
    );
    const [first] = rows;
    if (!first) {
      await manager.query('DELETE FROM search_backfill WHERE searched = $1', [table]);
      return { table, derived: 0 };
    }
    await manager.query(`UPDATE ${table} SET search_vector = ${WORDS[table]} WHERE id = ANY ($1)`, [
      rows.map(({ id }) => id),
    ]);
    await manager.query('UPDATE search_backfill SET next_id = $2 WHERE searched = $1', [table, first.id - 1]);
    return { table, derived: rows.length, nextId: first.id - 1 };
  }
}
