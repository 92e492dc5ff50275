import { runMigrations } from 'bullmq';
import pg from 'pg';
import { InvalidSettings } from '../config/settings.js';
import { refusedStartupParameter } from '../database/pooler.js';

/** Where PostgreSQL carries the queues: BullMQ's tables, apart from ours. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * Brings BullMQ's tables up to date; copies that do so at once take turns. Done before any worker starts: one that
 * misses them tries again without end.
 * @throws InvalidSettings where a pooler stands between: BullMQ listens, and sets its schema, for a whole session
 */
export async function migrateQueueSchema(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${QUEUE_SCHEMA}` });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ search_path: string }>('SHOW search_path');
    if (rows[0]?.search_path !== QUEUE_SCHEMA) throw new QueueNeedsRedis();
    await runMigrations(client, QUEUE_SCHEMA);
  } catch (error) {
    throw refusedStartupParameter(error) ? new QueueNeedsRedis() : error;
  } finally {
    await client.end();
  }
}

class QueueNeedsRedis extends InvalidSettings {
  constructor() {
    super([
      {
        setting: 'REDIS_URL',
        message:
          'must be set where DATABASE_URL leads through a pooler such as PgBouncer, which does not carry what jobs in PostgreSQL need',
      },
    ]);
  }
}
