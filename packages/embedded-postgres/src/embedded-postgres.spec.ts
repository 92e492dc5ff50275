import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataDirectoryInUse, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { findPostmaster } from './postmaster.ts';

/** Preparing a database is the slowest part of these tests, so most of them start from a copy. */
let prepared: string;
let dataDir: string;
let started: EmbeddedPostgres[];
let children: ChildProcess[];
let progress: string[];

beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'ticketiq-prepared-'));
  await (await startEmbeddedPostgres(prepared, () => undefined)).stop();
}, 60_000);

afterAll(() => rm(prepared, { recursive: true }));

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ticketiq-database-'));
  started = [];
  children = [];
  progress = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(started.map((database) => database.stop()));
  // A killed child leaves its server running.
  const orphan = await findPostmaster(join(dataDir, 'postgres'));
  if (orphan) process.kill(orphan.pid, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const usePrepared = () => cp(prepared, dataDir, { recursive: true });

async function start(): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres(dataDir, (line) => progress.push(line));
  started.push(database);
  return database;
}

/** Starts an owner in another process. `said` is its URL or its error. */
async function startElsewhere(): Promise<{ child: ChildProcess; said: string }> {
  const owner = new URL('embedded-postgres.owner.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--no-warnings', owner, dataDir], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const said = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data').then(([line]) => String(line).trim()),
    // Fails with the child's output; waiting for its URL would end in a timeout without it.
    once(child, 'close').then(([code, signal]) => `ended with ${code ?? signal}: ${errors}`),
  ]);
  return { child, said };
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client
    .query<Row>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function killServer(): Promise<void> {
  const postmaster = await findPostmaster(join(dataDir, 'postgres'));
  process.kill(postmaster!.pid, 'SIGKILL');
  await vi.waitFor(() => expect(() => process.kill(postmaster!.pid, 0)).toThrow(), { timeout: 5000 });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('embedded PostgreSQL', { timeout: 60_000 }, () => {
  it('starts in an empty directory that other accounts cannot read', async () => {
    const { url } = await start();

    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
      /authentication failed/,
    );
  });

  it('restricts the permissions of a copied directory', async () => {
    await usePrepared();
    await chmod(dataDir, 0o755);
    await chmod(join(dataDir, 'postgres-password'), 0o644);

    await start();

    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
  });

  it('restricts the service to an ordinary role with its own database', async () => {
    await usePrepared();
    const { url } = await start();

    await expect(query(url.replace('//ticketiq:', '//ticketiq_superuser:'), 'SELECT 1')).rejects.toThrow(
      /authentication failed/,
    );
    const [role] = await query(
      url,
      `SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
         (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships,
         (SELECT json_agg(DISTINCT usename) FROM pg_stat_activity WHERE datname IS NOT NULL) AS connected
       FROM pg_roles r WHERE rolname = current_user`,
    );
    expect(role).toEqual({
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
      rolbypassrls: false,
      memberships: 0,
      connected: ['ticketiq'],
    });
    for (const forbidden of [
      `COPY (SELECT 1) TO PROGRAM 'true'`,
      `CREATE TEMPORARY TABLE t (line text); COPY t FROM PROGRAM 'id'`,
      `CREATE TEMPORARY TABLE t (line text); COPY t FROM '/etc/passwd'`,
      `COPY (SELECT 1) TO '/tmp/ticketiq-copied'`,
      `SELECT pg_read_file('postgresql.conf')`,
      `SELECT pg_ls_dir('.')`,
      `SELECT lo_import('/etc/passwd')`,
      `SELECT rolpassword FROM pg_authid`,
      'CREATE ROLE other SUPERUSER',
      'CREATE ROLE other',
      'CREATE DATABASE other',
      'ALTER ROLE ticketiq SUPERUSER',
      'ALTER ROLE ticketiq CREATEDB',
      'SET ROLE ticketiq_superuser',
      'SET SESSION AUTHORIZATION ticketiq_superuser',
      'GRANT pg_read_server_files TO ticketiq',
      `ALTER SYSTEM SET log_statement = 'all'`,
      `SET session_preload_libraries = 'x'`,
      'SET session_replication_role = replica',
      'GRANT ticketiq_superuser TO ticketiq',
      'DROP ROLE ticketiq_superuser',
      `ALTER ROLE ticketiq_superuser PASSWORD 'x'`,
      'CREATE EXTENSION file_fdw',
      'CREATE EXTENSION dblink',
      `CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p`,
      `SELECT pg_create_physical_replication_slot('s')`,
      'SELECT pg_reload_conf()',
      `SELECT * FROM pg_hba_file_rules`,
      `CREATE TABLESPACE t LOCATION '/tmp'`,
      `CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'system'`,
      'CREATE LANGUAGE plpython3u',
      'DROP DATABASE postgres',
    ]) {
      await expect(query(url, forbidden), forbidden).rejects.toThrow(
        /permission denied|must be (superuser|owner)|Only roles with|not available|cannot be (set|changed)/,
      );
    }
    // Privileges that migrations, the queue and a restore need.
    await query(
      url,
      `CREATE EXTENSION pg_trgm; CREATE SCHEMA queue; CREATE TABLE t (id serial PRIMARY KEY);
       ALTER TABLE t DISABLE TRIGGER USER; DROP SCHEMA public CASCADE; CREATE SCHEMA public`,
    );
  });

  it('commits durably and recognizes letters of every script', async () => {
    await usePrepared();
    const { url } = await start();

    const [row] = await query(
      url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('server_encoding') AS encoding, lower('ÉÑД') AS lower,
              to_tsvector('simple', 'ÉTÉ Дом') @@ to_tsquery('simple', 'été & дом') AS found`,
    );

    expect(row).toEqual({ fsync: 'on', commit: 'on', encoding: 'UTF8', lower: 'éñд', found: true });
  });

  it('keeps its rows across restarts', async () => {
    await usePrepared();
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await first.stop();
    expect(await findPostmaster(join(dataDir, 'postgres'))).toBeNull();

    const second = await start();

    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('restarts a killed server at the same address', async () => {
    await usePrepared();
    const { url } = await start();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');

    await killServer();

    await vi.waitFor(
      async () => expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]),
      {
        timeout: 10_000,
        interval: 100,
      },
    );
    await expect(start()).rejects.toThrow(DataDirectoryInUse);
  });

  it('takes over the server of a killed owner', async () => {
    await usePrepared();
    const { child, said: url } = await startElsewhere();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await kill(child);

    const database = await start();

    expect(database.url).toBe(url);
    expect(progress).toEqual([expect.stringMatching(/took over/i)]);
    expect(await query(database.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await database.stop();
    expect(await findPostmaster(join(dataDir, 'postgres'))).toBeNull();
  });

  it('recovers after both owner and server were killed', async () => {
    await usePrepared();
    const { child, said: url } = await startElsewhere();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await kill(child);
    await killServer();

    const database = await start();

    expect(await query(database.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('recovers if another process has the id of a killed server', async () => {
    await usePrepared();
    const stale = [process.pid, join(dataDir, 'postgres'), 1, 1, '', '127.0.0.1', '', 'ready'];
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), stale.join('\n'));

    const { url } = await start();

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses a second owner and names the first', async () => {
    await usePrepared();
    const { child, said: url } = await startElsewhere();

    await expect(start()).rejects.toThrow(
      `Another TicketIQ (process ${child.pid}) already uses the data directory`,
    );

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.each(['an empty', 'a stopped'])(
    'starts for one of three concurrent owners in %s directory',
    async (kind) => {
      if (kind === 'a stopped') await usePrepared();

      const said = (await Promise.all([startElsewhere(), startElsewhere(), startElsewhere()])).map(
        ({ said }) => said,
      );

      expect(said.map((line) => line.split(':')[0]).toSorted()).toEqual([
        'DataDirectoryInUse',
        'DataDirectoryInUse',
        'postgresql',
      ]);
    },
  );

  it('waits for an owner that is shutting down', async () => {
    await usePrepared();
    const { child } = await startElsewhere();
    child.stdin!.end();

    const { url } = await start();

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('prepares a new database if the first preparation was killed', async () => {
    const { child } = await startElsewhereAndKillDuringPreparation();
    expect(child.exitCode).toBeNull();

    const { url } = await start();

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(dataDir)).toSorted()).toEqual(['postgres', 'postgres-password', 'postgres.log']);
  });

  it('reports a database of another major version', async () => {
    await usePrepared();
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9\n');

    await expect(start()).rejects.toThrow(
      /has the format of PostgreSQL 9, which this version of TicketIQ, with PostgreSQL \d+/,
    );
  });

  it('reports the server’s own reason for a failed start', async () => {
    await usePrepared();
    await writeFile(join(dataDir, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n');

    await expect(start()).rejects.toThrow(/unrecognized configuration parameter "no_such_setting"/);
  });
});

async function startElsewhereAndKillDuringPreparation(): Promise<{ child: ChildProcess }> {
  void startElsewhere();
  const child = children.at(-1)!;
  await vi.waitFor(
    async () => {
      const names = await readdir(dataDir, { recursive: true });
      expect(names.some((name) => /^postgres\.new-.*global$/.test(name))).toBe(true);
    },
    { timeout: 10_000, interval: 1 },
  );
  await kill(child);
  await killPreparation();
  return { child };
}

/** initdb keeps running when the process that started it is killed. */
async function killPreparation(): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`${dataDir}/postgres.new-`)) process.kill(Number(pid), 'SIGKILL');
  }
}
