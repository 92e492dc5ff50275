import type { DataSource } from 'typeorm';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import type { Settings } from '../config/settings.js';
import { createDataSource } from './data-source.js';
import { migrateDatabase } from './migrate.js';

type RegisterStop = (stop: () => Promise<unknown>) => void;

/**
 * Connects an operator's command to the configured server, to that of a running service, or to an embedded one that it
 * starts.
 */
export async function connectServer(
  { DATABASE_URL, DATA_DIR }: Settings,
  onStop: RegisterStop,
  report: (progress: string) => void,
): Promise<{ url: string; serviceRuns: boolean }> {
  if (DATABASE_URL) return { url: DATABASE_URL, serviceRuns: false };
  const running = await runningEmbeddedPostgres(DATA_DIR);
  if (running) return { url: running, serviceRuns: true };
  const embedded = await startEmbeddedPostgres(DATA_DIR, report);
  onStop(() => embedded.stop());
  return { url: embedded.url, serviceRuns: false };
}

/** Connects to the database and migrates it to the current schema. */
export async function connectDatabase(
  settings: Settings,
  onStop: RegisterStop,
  report: (progress: string) => void,
): Promise<{ dataSource: DataSource; serviceRuns: boolean }> {
  const { url, serviceRuns } = await connectServer(settings, onStop, report);
  await migrateDatabase(url, { withQueue: !settings.REDIS_URL, report });
  const dataSource = await createDataSource(url).initialize();
  onStop(() => dataSource.destroy());
  return { dataSource, serviceRuns };
}
