import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migrateQueueSchema } from '../messaging/queue-schema.js';
import { createDataSource, MIGRATION_NAMES } from './data-source.js';
import { isDatabaseAway } from './database-away.js';

/** Any number that nobody else locks; the same in every version. */
const MIGRATION_LOCK = 7_413_003;

const SERVER_PATIENCE_SECONDS = 60;

/**
 * Brings the schema up to date: ours, and the queue's where PostgreSQL carries it. Copies that start at once take turns.
 * A server that is not up yet is waited for.
 */
export async function migrateDatabase(
  url: string,
  {
    withQueue,
    report,
    upTo,
  }: {
    withQueue: boolean;
    report: (progress: string) => void;
    /** By its name; all of them, without. */ upTo?: string;
  },
): Promise<void> {
  const lock = await connect(url, report);
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (withQueue) await migrateQueueSchema(lock);
    // Building an index may take longer than any query of the service should.
    const dataSource = await createDataSource(url).setOptions({ extra: {} }).initialize();
    if (upTo !== undefined) dataSource.migrations.splice(MIGRATION_NAMES.indexOf(upTo) + 1);
    try {
      const done = await dataSource.runMigrations();
      if (done.length > 0) report(`Migrated the database: ${done.map(({ name }) => name).join(', ')}`);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}

async function connect(url: string, report: (progress: string) => void): Promise<pg.Client> {
  for (let second = 0; ; second += 1) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (!isDatabaseAway(error) || second >= SERVER_PATIENCE_SECONDS) throw error;
      if (second === 0) report('Waiting for the database …');
      await sleep(1000);
    }
  }
}
