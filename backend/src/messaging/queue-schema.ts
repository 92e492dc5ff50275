import { runMigrations } from 'bullmq';
import pg from 'pg';
import { InvalidSettings } from '../config/settings.js';
import { refusedStartupParameter } from '../database/pooler.js';

/** PostgreSQL schema of BullMQ's tables, if PostgreSQL holds the queue. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * Migrates BullMQ's tables, serialized between processes. Must precede the start of workers, which would retry
 * endlessly without the tables.
 * @throws InvalidSettings behind a pooler, since BullMQ needs sessions for LISTEN and the search path
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
          'Set the address of Redis. A job queue in PostgreSQL does not work through a pooler such as PgBouncer, to which DATABASE_URL leads.',
      },
    ]);
  }
}
