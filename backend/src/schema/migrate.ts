import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationExecutor, type DataSource } from 'typeorm';
import { InvalidSettings } from '../config/settings.js';
import { migrateQueueSchema } from '../messaging/queue-schema.js';
import { createDataSource, MIGRATION_NAMES } from './data-source.js';
import { isDatabaseUnavailable } from '../database/database-unavailable.js';
import { refusedStartupParameter } from '../database/pooler.js';
import { excessPrivileges } from '../database/excess-privileges.js';

/** Advisory lock id that the service uses for nothing else. The same in every version. */
const MIGRATION_LOCK = 7_413_003;

/**
 * The first migration writes to this table, which TypeORM creates only for entities with generated columns; none has
 * one any more.
 */
const METADATA_TABLE = `CREATE TABLE IF NOT EXISTS typeorm_metadata (type character varying NOT NULL,
  database character varying, schema character varying, "table" character varying, name character varying, value text)`;

const SERVER_TIMEOUT_SECONDS = 60;
const LOCK_POLL_MS = 200;

/**
 * Migrates the schema, including the queue's if PostgreSQL holds it. Serialized between processes that start
 * concurrently. Waits for a server that is starting.
 *
 * @param upTo Name of the last migration to run. All by default.
 * @throws InvalidSettings behind a pooler that does not support the session features that the service needs
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
    await queryRunner!.query(METADATA_TABLE);
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
