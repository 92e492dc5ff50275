import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import type { Ticket } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { createOlderDataDirectory, startPlainServer } from './support/older-data-directory.ts';
import { ADMIN, startService, type Service } from './support/service.ts';

/* Databases whose role is still the superuser: those of older versions, and those that the image `postgres` makes. */

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

let directory: string;
/** Stopped, with a ticket that was triaged and one that an agent has answered. */
let older: string;
let tickets: Ticket[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ticketiq-role-'));
  older = join(directory, 'older');
  await createOlderDataDirectory(older);
  const server = await startPlainServer(older);
  const service = await startService({ DATABASE_URL: server.url });
  expect(service.output()).toContain('Warning: the role of DATABASE_URL is a superuser.');
  const { id } = await service.api.create();
  await service.api.triaged(id);
  const settled = await service.api.createSettled({ tags: ['old'] });
  await service.api.message(settled.id, 'An answer', 'public');
  // Objects of an operator in the same database.
  await service.query(`
    -- A restore by an older version left it so.
    ALTER SCHEMA public OWNER TO ticketiq;
    CREATE SCHEMA reports;
    CREATE DOMAIN reports.score AS int CHECK (VALUE >= 0);
    CREATE TYPE reports.pair AS (a int, b int);
    CREATE TABLE reports.scores (id serial PRIMARY KEY, score reports.score, year int) PARTITION BY RANGE (id);
    CREATE TABLE reports.scores_1 PARTITION OF reports.scores FOR VALUES FROM (1) TO (1000);
    CREATE VIEW reports.open AS SELECT id FROM public.tickets WHERE status = 'open';
    CREATE MATERIALIZED VIEW reports.days AS SELECT now() AS day;
    CREATE SEQUENCE reports.numbers;
    CREATE STATISTICS reports.dependence ON score, year FROM reports.scores;
    CREATE FUNCTION reports."Odd Name"(int, text) RETURNS int LANGUAGE sql AS 'SELECT $1';
    CREATE PROCEDURE reports.refresh() LANGUAGE sql AS 'REFRESH MATERIALIZED VIEW reports.days';
    CREATE AGGREGATE reports.total(int) (sfunc = int4pl, stype = int, initcond = '0')`);
  tickets = await listOf(service);
  await service.stop();
  await server.stop();
}, 120_000);
afterAll(() => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

const listOf = async (service: Service): Promise<Ticket[]> =>
  (await service.api.list('sort=created_at&limit=100')).results;

async function copyOf(name: string): Promise<string> {
  const copy = join(directory, name);
  await cp(older, copy, { recursive: true });
  return copy;
}

function command(
  entry: string,
  words: string[],
  settings: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: directory, env: { PATH: process.env.PATH, ...settings } };
    const child = execFile(process.execPath, [DIST + entry, ...words], options, (_, told, complained) =>
      resolve({ code: child.exitCode, output: told + complained }),
    );
  });
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<Row>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

/** Owners of all that is not the server's own; what an extension brings stays the superuser's. */
async function expectOrdinaryOwner(url: string): Promise<void> {
  const rows = await query<{ kind: string; name: string; owner: string }>(
    url,
    `WITH objects (class, oid, name, owner, namespace) AS (
       SELECT 'pg_class'::regclass, oid, relname, relowner, relnamespace FROM pg_class
       UNION ALL SELECT 'pg_proc'::regclass, oid, proname, proowner, pronamespace FROM pg_proc
       UNION ALL SELECT 'pg_type'::regclass, oid, typname, typowner, typnamespace FROM pg_type
       UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxname, stxowner, stxnamespace FROM pg_statistic_ext
       UNION ALL SELECT 'pg_operator'::regclass, oid, oprname, oprowner, oprnamespace FROM pg_operator
       UNION ALL SELECT 'pg_collation'::regclass, oid, collname, collowner, collnamespace FROM pg_collation
       UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgname, cfgowner, cfgnamespace FROM pg_ts_config
     )
     SELECT o.class::text AS kind, o.name, o.owner::regrole::text AS owner
     FROM objects o JOIN pg_namespace n ON n.oid = o.namespace
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND o.owner <> 'ticketiq'::regrole
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')
       -- The array type of a type that an extension brings.
       AND NOT EXISTS (SELECT FROM pg_type t JOIN pg_depend d ON d.objid = t.oid AND d.deptype = 'e'
                       WHERE o.class = 'pg_type'::regclass AND t.typarray = o.oid)
     UNION ALL
     SELECT 'schema', nspname, nspowner::regrole::text FROM pg_namespace
     WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
       AND nspowner NOT IN ('ticketiq'::regrole, 'pg_database_owner'::regrole)
     UNION ALL
     SELECT 'database', datname, datdba::regrole::text FROM pg_database
     WHERE datname = current_database() AND datdba <> 'ticketiq'::regrole`,
  );
  expect(rows).toEqual([]);
  const [role] = await query(
    url,
    `SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'ticketiq'`,
  );
  expect(role).toEqual({ rolsuper: false, rolcreatedb: false, rolcreaterole: false });
  await expect(query(url, `COPY (SELECT 1) TO PROGRAM 'true'`)).rejects.toThrow(/permission denied/);
  await expect(query(url.replace('//ticketiq:', '//ticketiq_superuser:'), 'SELECT 1')).rejects.toThrow(
    /authentication failed/,
  );
}

/** Old tickets as they were, and new ones triaged through the queue, where BullMQ's tables are in PostgreSQL as well. */
async function expectAtWork(service: Service): Promise<void> {
  const found = await listOf(service);
  expect(tickets.map(({ id }) => found.find((ticket) => ticket.id === id))).toEqual(tickets);
  const { id } = await service.api.create();
  expect((await service.api.triaged(id)).triage.state).toBe('suggested');
  expect(service.output()).not.toMatch(/Warning|permission denied|must be owner/);
}

it('the data directory of an older version gets an ordinary role at its first start, and is restored as that', async () => {
  const dataDir = await copyOf('embedded');
  const settings = {
    DATABASE_URL: '',
    DATA_DIR: dataDir,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  };
  const service = await startService(settings);
  await expectOrdinaryOwner((await runningEmbeddedPostgres(dataDir))!);
  await expectAtWork(service);
  const backup = await command('cli/backup-command.js', ['role.sql.gz'], { DATA_DIR: dataDir });
  expect(backup).toMatchObject({ code: 0 });
  await service.stop();

  const restored = await command('cli/restore-command.js', ['role.sql.gz', '--replace'], {
    DATA_DIR: dataDir,
  });
  expect(restored, restored.output).toMatchObject({ code: 0 });
  const again = await startService(settings);
  const url = (await runningEmbeddedPostgres(dataDir))!;
  await expectOrdinaryOwner(url);
  await expectAtWork(again);
  expect(await query(url, 'SELECT reports."Odd Name"(7, NULL) AS odd')).toEqual([{ odd: 7 }]);
  await again.stop();
}, 180_000);

describe('a database whose image has made the role a superuser', () => {
  it('gets an ordinary role while an older service runs on it, and the same command changes nothing afterwards', async () => {
    const dataDir = await copyOf('image');
    const server = await startPlainServer(dataDir);
    const running = await startService({ DATABASE_URL: server.url });
    const settings = { DATABASE_URL: server.url };
    const created: number[] = [];
    let done = false;
    const writing = (async () => {
      while (!done) created.push((await running.api.createSettled()).id);
    })();
    await eventually('tickets are written', () => created.length > 5);

    const first = await command('cli/service-role-command.js', [], settings);
    done = true;
    await writing.catch((error: unknown) => expect.fail(`${String(error)}\n${running.output()}`));
    expect(first).toEqual({
      code: 0,
      output: expect.stringContaining('is no longer a superuser. The superuser is now "ticketiq_superuser"'),
    });
    expect(await command('cli/service-role-command.js', [], settings)).toEqual({
      code: 0,
      output: 'The database role "ticketiq" is not a superuser.\n',
    });
    await expectOrdinaryOwner(server.url);
    // Its open connections go on as what they were opened as, new ones as the ordinary role.
    created.push((await running.api.createSettled()).id);
    await running.stop();

    const service = await startService(settings);
    await expectAtWork(service);
    const there = new Set(
      (await service.query<{ id: number }>('SELECT id FROM tickets')).map(({ id }) => id),
    );
    expect(created.filter((id) => !there.has(id))).toEqual([]);
    await service.stop();
    await server.stop();
  }, 120_000);

  it('is left as it was where the change is cut off, or a table is held for too long', async () => {
    const server = await startPlainServer(await copyOf('interrupted'));
    const holder = new pg.Client({ connectionString: server.url });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('BEGIN; SELECT FROM tickets');
    const pending = command('cli/service-role-command.js', [], { DATABASE_URL: server.url });
    await eventually('it waits for the table', async () => {
      const [row] = await query<{ n: number }>(
        server.url,
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'ticketiq-role' AND wait_event_type = 'Lock'`,
      );
      return row!.n > 0;
    });
    await query(
      server.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ticketiq-role'`,
    );
    expect((await pending).code).toBe(1);
    expect(
      await query(server.url, `SELECT rolname, rolsuper FROM pg_roles WHERE rolname ~ '^ticketiq'`),
    ).toEqual([{ rolname: 'ticketiq', rolsuper: true }]);
    await holder.query('COMMIT');
    await holder.end();
    expect((await command('cli/service-role-command.js', [], { DATABASE_URL: server.url })).code).toBe(0);
    await expectOrdinaryOwner(server.url);
    await server.stop();
  }, 120_000);
});

it('a server of one’s own needs what docs/database-role.md says, and no more', async () => {
  const server = await startPlainServer(await copyOf('own'));
  const document = await readFile(new URL('../../docs/database-role.md', import.meta.url), 'utf8');
  const [, statements] = /```sql\n([^]*?)```/.exec(document) ?? [];
  const own = statements!.replaceAll('ticketiq', 'service').split(/(?<=;)\n/);
  // A provider's administrator is no superuser either.
  await query(server.url, `CREATE ROLE provider LOGIN CREATEROLE CREATEDB PASSWORD 'administrator'`);
  const administrator = new URL(server.url);
  Object.assign(administrator, { username: 'provider', password: 'administrator', pathname: '/postgres' });
  for (const statement of own) if (statement.trim()) await query(administrator.href, statement);
  const url = new URL(server.url);
  Object.assign(url, { username: 'service', password: 'secret', pathname: '/service' });
  const service = await startService({ DATABASE_URL: url.href });
  expect(service.output()).not.toContain('Warning');
  const { id } = await service.api.create({ title: 'Überweisung läuft nicht' });
  const triaged = await service.api.triaged(id);
  const backup = await command('cli/backup-command.js', ['own.sql.gz'], { DATABASE_URL: url.href });
  expect(backup, backup.output).toMatchObject({ code: 0 });
  // What another role is connected as, the service's role may not see; that it is connected, it does.
  const other = new URL(url);
  other.username = 'ticketiq';
  other.password = new URL(server.url).password;
  const reader = new pg.Client({ connectionString: other.href });
  await reader.connect();
  await service.stop();
  const restore = ['own.sql.gz', '--replace'];
  const settings = { DATABASE_URL: url.href };
  expect((await command('cli/restore-command.js', restore, settings)).output).toContain('is in use');
  await reader.end();
  const restored = await command('cli/restore-command.js', restore, settings);
  expect(restored, restored.output).toMatchObject({ code: 0 });
  const again = await startService(settings);
  expect(await listOf(again)).toEqual([triaged]);
  expect((await again.api.list('search=überweisung')).results).toHaveLength(1);
  await again.stop();
  await server.stop();
}, 120_000);
