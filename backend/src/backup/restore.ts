import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { OperatorError } from '../common/operator-error.js';
import { MIGRATION_NAMES } from '../schema/data-source.js';
import { withBaseline } from '../schema/former-migrations.js';
import { migrateDatabase } from '../schema/migrate.js';
import { verifyBackup, readBackup, type RowCounts } from './backup-file.js';

export class RestoreFailed extends OperatorError {}

interface RestoreOptions {
  /** Whether existing data may be replaced. */
  replace: boolean;
  /** Whether API tokens are restored, including those revoked after the backup. */
  keepTokens: boolean;
  /** Whether this PostgreSQL also holds the job queue. */
  withQueue: boolean;
  report: (progress: string) => void;
}

const BLOCK_BYTES = 64 * 1024;

/** Tables of credentials. A backup does not record which of them were revoked after it was created. */
export const CREDENTIAL_TABLES = ['sessions', 'password_resets', 'api_tokens'];
const TOKENS = 'api_tokens';

/**
 * Restores a backup: recreates its schema, loads all rows in one transaction, and then migrates to the current schema.
 * After a crash, repeat the command. Sessions and password reset links are not restored, nor are API tokens unless
 * `keepTokens` is set.
 *
 * @throws RestoreFailed | InvalidBackup
 */
export async function restoreBackup(
  url: string,
  path: string,
  { replace, keepTokens, withQueue, report }: RestoreOptions,
): Promise<RowCounts> {
  report(`Checking ${path}`);
  const { head, counts } = await verifyBackup(path);
  const migrations = withBaseline(head.migrations);
  if (!migrations) {
    throw new RestoreFailed(
      'The backup is older than the last release 0.1 of TicketIQ. Restore it with that release, and back up again.',
    );
  }
  if (migrations.some((name, i) => MIGRATION_NAMES[i] !== name)) {
    throw new RestoreFailed(
      'The backup is from another version of TicketIQ with an unknown schema. Restore it with that version.',
    );
  }
  const client = new pg.Client({ connectionString: url, application_name: 'ticketiq-restore' });
  await client.connect();
  try {
    await requireNoOtherConnections(client);
    if (!replace && !(await isEmpty(client))) {
      throw new RestoreFailed(
        'The database already has tickets or users. Use --replace to delete them and restore the backup.',
      );
    }
    // Jobs in the queue can be dropped: the tickets record pending triage.
    await client.query('DROP SCHEMA IF EXISTS bullmq CASCADE');
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await migrateDatabase(url, { withQueue: false, report: () => undefined, upTo: migrations.at(-1) });
    report(`Restoring ${counts['tickets'] ?? 0} tickets, as of ${head.made_at}`);
    await client.query('BEGIN');
    await load(
      client,
      path,
      keepTokens ? CREDENTIAL_TABLES.filter((name) => name !== TOKENS) : CREDENTIAL_TABLES,
    );
    await client.query('COMMIT');
    await client.query('ANALYZE');
    await migrateDatabase(url, { withQueue, report });
    report('Sessions and reset links are not restored: all users have to sign in again.');
    const tokens = counts[TOKENS] ?? 0;
    if (tokens > 0) {
      report(
        keepTokens
          ? `${tokens} API tokens are valid again. Revoke those that were revoked after the backup in Settings → API tokens.`
          : `${tokens} API tokens are not restored. Create new ones, or restore with --keep-tokens.`,
      );
    }
    report(
      `Passwords, roles and deactivated accounts are as of ${head.made_at}. Check them in Settings → Users.`,
    );
    return counts;
  } finally {
    await client.end();
  }
}

/**
 * A running service would keep stale state in memory. All connections are refused, since only a superuser can see the
 * kind of another role's process.
 */
async function requireNoOtherConnections(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()`,
  );
  if (rows[0]!.n > 0)
    throw new RestoreFailed('The database is in use. Stop all TicketIQ processes and try again.');
}

async function isEmpty(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ is_there: boolean }>(
    `SELECT to_regclass('public.tickets') IS NOT NULL AS is_there`,
  );
  if (!rows[0]!.is_there) return true;
  const { rowCount } = await client.query('SELECT FROM tickets UNION ALL SELECT FROM users LIMIT 1');
  return rowCount === 0;
}

/**
 * Disables triggers, which would count rows that are counted already, and creates indexes and foreign keys afterwards,
 * which is faster than updating them for each row.
 */
async function load(client: pg.Client, path: string, excludedTables: string[]): Promise<void> {
  const tables = await names(
    client,
    `SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'
    AND tablename NOT IN ('migrations', 'typeorm_metadata')`,
  );
  const restoreConstraints = await dropConstraints(client);
  await client.query(`TRUNCATE ${tables.join(', ')}`);
  for (const table of tables) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  // Triggers that derive columns a backup omits. Earlier schemas have other ones.
  const deriving = await names(
    client,
    `SELECT format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname) AS name
     FROM pg_trigger WHERE tgname LIKE 'derive\\_%'`,
  );
  for (const statement of deriving) await client.query(statement);
  await copyRows(client, path);
  // The schema of an older backup may lack some of these tables.
  const emptied = excludedTables.filter((name) => tables.includes(name));
  if (emptied.length > 0) await client.query(`TRUNCATE ${emptied.join(', ')}`);
  for (const table of tables) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  await client.query(`SET LOCAL maintenance_work_mem = '256MB'`);
  for (const statement of restoreConstraints) await client.query(statement);
}

/**
 * Drops foreign keys and all indexes except for those of constraints.
 * @returns the statements that recreate them
 */
async function dropConstraints(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; make: string }>(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))`);
  for (const { drop } of rows) await client.query(drop);
  // Indexes first, since a foreign key may depend on one.
  return rows.map(({ make }) => make).reverse();
}

async function copyRows(client: pg.Client, path: string): Promise<void> {
  let copy: CopyStreamQuery | undefined;
  let block: Buffer[] = [];
  let bytes = 0;
  const send = async (): Promise<void> => {
    if (bytes > 0 && !copy!.write(Buffer.concat(block))) await once(copy!, 'drain');
    block = [];
    bytes = 0;
  };
  for await (const line of readBackup(path, () => undefined)) {
    if (line.kind === 'table') {
      copy = client.query(copyFrom(line.copy.replace(/;$/, '')));
      // The next write to the stream rejects with the error.
      copy.on('error', () => undefined);
    } else if (line.kind === 'setval') await client.query(line.sql);
    else if (line.kind === 'row') {
      block.push(line.row, NEWLINE);
      bytes += line.row.length + 1;
      if (bytes >= BLOCK_BYTES) await send();
    } else {
      await send();
      copy!.end();
      await finished(copy!);
    }
  }
}

const NEWLINE = Buffer.from('\n');

async function names(client: pg.Client, sql: string): Promise<string[]> {
  return (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
}
