import { runMigrations } from 'bullmq';
import type { Client } from 'pg';

/** Where PostgreSQL carries the queues: BullMQ's tables, apart from ours. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * Brings BullMQ's tables up to date. Done before any worker starts: one that misses them tries again without end.
 */
export function migrateQueueSchema(client: Client): Promise<unknown> {
  return runMigrations(client, QUEUE_SCHEMA);
}
