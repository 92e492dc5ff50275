import type { DataSource } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { createDataSource } from './data-source.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { migrateDatabase } from './migrate.js';
import { runningEmbeddedPostgres } from './running-postgres.js';

/** The database for a command of the operator: the one that is given, that a running service has started, or our own. */
export async function reachDatabase(
  { DATABASE_URL, DATA_DIR, REDIS_URL }: Settings,
  onStop: (stop: () => Promise<unknown>) => void,
  report: (progress: string) => void,
): Promise<{ dataSource: DataSource; serviceRuns: boolean }> {
  let url = DATABASE_URL ?? (await runningEmbeddedPostgres(DATA_DIR));
  const serviceRuns = !DATABASE_URL && url !== undefined;
  if (!url) {
    const embedded = await startEmbeddedPostgres(DATA_DIR, report);
    onStop(() => embedded.stop());
    url = embedded.url;
  }
  await migrateDatabase(url, { withQueue: !REDIS_URL, report });
  const dataSource = await createDataSource(url).initialize();
  onStop(() => dataSource.destroy());
  return { dataSource, serviceRuns };
}
