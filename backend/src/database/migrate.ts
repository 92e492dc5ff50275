import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationExecutor, type DataSource } from 'typeorm';
import { InvalidSettings } from '../config/settings.js';
import { migrateQueueSchema } from '../messaging/queue-schema.js';
import { createDataSource, MIGRATION_NAMES } from './data-source.js';
import { isDatabaseAway } from './database-away.js';
import { refusedStartupParameter } from './pooler.js';

/** Any number that nobody else locks; the same in every version. */
const MIGRATION_LOCK = 7_413_003;

const SERVER_PATIENCE_SECONDS = 60;
const TURN_EVERY_MS = 200;

/**
 * Brings the schema up to date: ours, and the queue's where PostgreSQL carries it. Copies that start at once take turns.
 * A server that is not up yet is waited for. `upTo` names the last migration that is wanted, where not all are.
 * @throws InvalidSettings where a pooler stands before the database that can't carry what the service needs
 */
export async function migrateDatabase(
  url: string,
  { withQueue, report, upTo }: { withQueue: boolean; report: (progress: string) => void; upTo?: string },
): Promise<void> {
  const dataSource = await connect(url, report);
  try {
    if (upTo !== undefined) dataSource.migrations.splice(MIGRATION_NAMES.indexOf(upTo) + 1);
    if (withQueue) await migrateQueueSchema(url);
    const done: string[] = [];
    for (;;) {
      const turn = await takeTurn(dataSource);
      if (turn === 'up to date') break;
      // Asked for again, and not waited for: through a pooler, whoever waits keeps a connection from the one who works.
      if (turn === 'taken') await sleep(TURN_EVERY_MS);
      else done.push(turn.migrated);
    }
    if (done.length > 0) report(`Migrated the database: ${done.join(', ')}`);
  } finally {
    await dataSource.destroy();
  }
}

/** The next migration, in a transaction of its own that lets no other copy at the schema. */
function takeTurn(dataSource: DataSource): Promise<{ migrated: string } | 'taken' | 'up to date'> {
  return dataSource.transaction(async ({ queryRunner }) => {
    // Building an index may take longer than any query of the service should.
    await queryRunner!.query('SET LOCAL statement_timeout = 0');
    const [{ mine }] = (await queryRunner!.query('SELECT pg_try_advisory_xact_lock($1) AS mine', [
      MIGRATION_LOCK,
    ])) as [{ mine: boolean }];
    if (!mine) return 'taken';
    const executor = new MigrationExecutor(dataSource, queryRunner);
    const [next] = await executor.getPendingMigrations();
    if (!next) return 'up to date';
    await executor.executeMigration(next);
    return { migrated: next.name };
  });
}

async function connect(url: string, report: (progress: string) => void): Promise<DataSource> {
  for (let second = 0; ; second += 1) {
    try {
      return await createDataSource(url).initialize();
    } catch (error) {
      const refused = refusedStartupParameter(error);
      if (refused) throw new PoolerRefuses(refused);
      if (!isDatabaseAway(error) || second >= SERVER_PATIENCE_SECONDS) throw error;
      if (second === 0) report('Waiting for the database …');
      await sleep(1000);
    }
  }
}

class PoolerRefuses extends InvalidSettings {
  constructor(parameter: string) {
    super([
      {
        setting: 'DATABASE_URL',
        message: `leads to a pooler that refuses ${parameter}; deploy/pgbouncer/pgbouncer.ini shows what TicketIQ needs of PgBouncer`,
      },
    ]);
  }
}
