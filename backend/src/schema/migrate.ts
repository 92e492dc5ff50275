import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { InvalidSettings } from '../config/settings.js';
import { migrateQueueSchema } from '../messaging/queue-schema.js';
import { createDataSource, MIGRATION_NAMES } from './data-source.js';
import { BASELINE, SchemaTooOld, withBaseline } from './former-migrations.js';
import { isDatabaseUnavailable } from '../database/database-unavailable.js';
import { refusedStartupParameter } from '../database/pooler.js';
import { excessPrivileges } from '../database/excess-privileges.js';

/** Advisory lock id that the service uses for nothing else. The same in every version. */
const MIGRATION_LOCK = 7_413_003;

const SERVER_TIMEOUT_SECONDS = 60;
const LOCK_POLL_MS = 200;

/**
 * Migrates the schema, including the queue's if PostgreSQL holds it. Serialized between processes that start
 * concurrently. Waits for a server that is starting.
 *
 * @param upTo Name of the last migration to run. All by default.
 * @throws InvalidSettings behind a pooler that does not support the session features that the service needs
 * @throws SchemaTooOld if the database has to be migrated by the last release 0.1 first
 */
export async function migrateDatabase(
  url: string,
  { withQueue, report, upTo }: { withQueue: boolean; report: (progress: string) => void; upTo?: string },
): Promise<void> {
  const dataSource = await connect(url, report);
  try {
    if (upTo !== undefined) dataSource.migrations.splice(MIGRATION_NAMES.indexOf(upTo) + 1);
    // Before any change, so that a database that is refused stays as it is.
    if (!withBaseline(await recordedMigrations((sql) => dataSource.query(sql)))) throw new SchemaTooOld();
    if (withQueue) await migrateQueueSchema(url);
    const done: string[] = [];
    for (;;) {
      const lock = await acquireMigrationLock(dataSource);
      if (lock === 'up to date') break;
      // Polls rather than waits for the lock: through a pooler, waiting would occupy a connection that the migration
      // may need.
      if (lock === 'taken') await sleep(LOCK_POLL_MS);
      else done.push(lock.migrated);
    }
    if (done.length > 0) report(`Migrated the database: ${done.join(', ')}`);
    const excess = await excessPrivileges((sql) => dataSource.query(sql));
    if (excess.length > 0) {
      report(
        `Warning: the role of DATABASE_URL ${excess.join(', ')}. TicketIQ needs a role that only owns its database; ` +
          'see docs/database-role.md.',
      );
    }
  } finally {
    await dataSource.destroy();
  }
}

/** Runs the next migration in a transaction that holds the migration lock. */
function acquireMigrationLock(
  dataSource: DataSource,
): Promise<{ migrated: string } | 'taken' | 'up to date'> {
  return dataSource.transaction(async ({ queryRunner }) => {
    // Building an index may exceed the statement timeout of the service.
    await queryRunner!.query('SET LOCAL statement_timeout = 0');
    const [{ mine: isAcquired }] = (await queryRunner!.query('SELECT pg_try_advisory_xact_lock($1) AS mine', [
      MIGRATION_LOCK,
    ])) as [{ mine: boolean }];
    if (!isAcquired) return 'taken';
    await recordBaseline(queryRunner!);
    const executor = new MigrationExecutor(dataSource, queryRunner);
    const [next] = await executor.getPendingMigrations();
    if (!next) return 'up to date';
    await executor.executeMigration(next);
    return { migrated: next.name };
  });
}

/** In the order of execution. */
async function recordedMigrations(query: (sql: string) => Promise<unknown>): Promise<string[]> {
  const [{ exists }] = (await query(`SELECT to_regclass('migrations') IS NOT NULL AS exists`)) as [
    { exists: boolean },
  ];
  if (!exists) return [];
  const rows = (await query('SELECT name FROM migrations ORDER BY id')) as { name: string }[];
  return rows.map(({ name }) => name);
}

/**
 * Records the baseline in a database of the last release 0.1, whose schema is the same. The former names stay, so that
 * processes of that release can restart during a rolling upgrade.
 */
async function recordBaseline(queryRunner: QueryRunner): Promise<void> {
  const recorded = await recordedMigrations((sql) => queryRunner.query(sql));
  if (recorded.includes(BASELINE.name) || !withBaseline(recorded)?.includes(BASELINE.name)) return;
  await queryRunner.query('INSERT INTO migrations ("timestamp", name) VALUES ($1, $2)', [
    BASELINE.timestamp,
    BASELINE.name,
  ]);
  // Of TypeORM, for entities with generated columns. None has one.
  await queryRunner.query('DROP TABLE IF EXISTS typeorm_metadata');
}

async function connect(url: string, report: (progress: string) => void): Promise<DataSource> {
  for (let second = 0; ; second += 1) {
    try {
      return await createDataSource(url).initialize();
    } catch (error) {
      const refused = refusedStartupParameter(error);
      if (refused) throw new PoolerIncompatible(refused);
      if (!isDatabaseUnavailable(error)) throw error;
      if (second >= SERVER_TIMEOUT_SECONDS) throw new DatabaseUnreachable(error);
      if (second === 0) report('Waiting for the database …');
      await sleep(1000);
    }
  }
}

class DatabaseUnreachable extends InvalidSettings {
  constructor(error: unknown) {
    const { code, message } = error as Error & { code?: string };
    super([
      {
        setting: 'DATABASE_URL',
        message: `PostgreSQL is unreachable after ${SERVER_TIMEOUT_SECONDS} seconds (${message || code})`,
      },
    ]);
  }
}

class PoolerIncompatible extends InvalidSettings {
  constructor(parameter: string) {
    super([
      {
        setting: 'DATABASE_URL',
        message: `the connection pooler rejects ${parameter}; see deploy/pgbouncer/pgbouncer.ini for the settings that PgBouncer needs`,
      },
    ]);
  }
}
