import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBackup } from '../src/backup/dump.js';
import { restoreBackup } from '../src/backup/restore.js';
import { MIGRATION_NAMES } from '../src/schema/data-source.js';
import { BASELINE, FORMER_MIGRATIONS, withBaseline } from '../src/schema/former-migrations.js';
import { migrateDatabase } from '../src/schema/migrate.js';
import { catalogueOf } from './support/catalogue.ts';
import { Api } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { createPreviousDatabase, PREVIOUS, PREVIOUS_ADMIN } from './support/previous-release.ts';
import { ACCOUNTS, createDatabase, startProcess } from './support/service.ts';

/* The migrations of release 0.1 were replaced by one that creates their schema. */

let directory: string;
/** A database of the last release 0.1, which each test copies. */
let previous: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ticketiq-baseline-'));
  previous = new URL(await createPreviousDatabase()).pathname.slice(1);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<Row>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

const recordedIn = async (url: string): Promise<string[]> =>
  (await query<{ name: string }>(url, 'SELECT name FROM migrations ORDER BY id')).map(({ name }) => name);

const contentOf = (url: string): Promise<object[]> =>
  query(
    url,
    `SELECT (SELECT count(*)::int FROM tickets) AS tickets, (SELECT count(*)::int FROM ticket_messages) AS messages,
       (SELECT count(*)::int FROM tickets WHERE triage_state = 'pending') AS untriaged`,
  );

const migrate = (url: string): Promise<void> =>
  migrateDatabase(url, { withQueue: true, report: () => undefined });

/** A database that the last release 0.1 has not migrated. */
async function createOlderDatabase(): Promise<string> {
  const url = await createDatabase(previous);
  await query(url, `DELETE FROM migrations WHERE name = '${FORMER_MIGRATIONS.at(-1)}'`);
  return url;
}

async function backUp(url: string, name: string): Promise<string> {
  const path = join(directory, name);
  await writeBackup(url, path);
  return path;
}

const quiet = { replace: true, keepTokens: false, withQueue: false, report: () => undefined };

it('a new database starts from the baseline', async () => {
  expect(MIGRATION_NAMES[0]).toBe(BASELINE.name);
  expect(await recordedIn(await createDatabase())).toEqual(MIGRATION_NAMES);
});

describe('a database of the last release 0.1', () => {
  it('gets the schema of a new one, and keeps its rows', async () => {
    const url = await createDatabase(previous);
    expect(await recordedIn(url)).toEqual(FORMER_MIGRATIONS);
    await migrate(url);
    expect(await catalogueOf(url)).toEqual(await catalogueOf(await createDatabase()));
    expect(await contentOf(url)).toEqual([PREVIOUS]);
  });

  it('keeps the former names, with which a process of that release starts again', async () => {
    const url = await createDatabase(previous);
    await Promise.all([migrate(url), migrate(url)]);
    const recorded = await recordedIn(url);
    expect(recorded.slice(0, FORMER_MIGRATIONS.length)).toEqual(FORMER_MIGRATIONS);
    expect(recorded.slice(FORMER_MIGRATIONS.length)).toEqual(MIGRATION_NAMES);
  });

  it('is served, and its background work is completed', async () => {
    const url = await createDatabase(previous);
    const service = await startProcess(
      'main.js',
      { PORT: '0', DATABASE_URL: url, ...ACCOUNTS },
      /ready at http:\/\/localhost:(\d+)/,
    );
    const api = await new Api(`http://127.0.0.1:${service.match[1]}`).signIn(PREVIOUS_ADMIN);
    expect((await api.list('')).total.value).toBe(PREVIOUS.tickets);
    const isEmpty = async (rows: string): Promise<boolean> => (await query(url, rows)).length === 0;
    await eventually('the search words are derived', () => isEmpty('SELECT FROM search_backfill'));
    await eventually('the pending tickets are triaged', () =>
      isEmpty(`SELECT FROM tickets WHERE triage_state = 'pending'`),
    );
    await service.stop();
  });
});

describe('an older database', () => {
  it('is refused with the release to start first, and stays as it is', async () => {
    const url = await createOlderDatabase();
    const before = [await catalogueOf(url), await recordedIn(url)];
    await expect(migrate(url)).rejects.toThrow('Start the last release 0.1 with this database once');
    expect([await catalogueOf(url), await recordedIn(url)]).toEqual(before);
    expect(await query(url, `SELECT FROM pg_namespace WHERE nspname = 'bullmq'`)).toEqual([]);
  });

  it('stops the service with a message for the operator', async () => {
    const start = startProcess(
      'main.js',
      { PORT: '0', DATABASE_URL: await createOlderDatabase(), ...ACCOUNTS },
      /ready/,
    );
    await expect(start).rejects.toThrow(/^main.js ended with 1:\nThe database is older [^\n]+\n$/);
  });
});

it('a database of a newer version is left to it', async () => {
  const url = await createDatabase();
  await query(url, `INSERT INTO migrations (timestamp, name) VALUES (2000000000000, 'Newer2000000000000')`);
  await migrate(url);
  expect(await recordedIn(url)).toEqual([...MIGRATION_NAMES, 'Newer2000000000000']);
});

describe('a backup', () => {
  it('of the last release 0.1 is restored to the current schema', async () => {
    const path = await backUp(await createDatabase(previous), 'previous.sql.gz');
    const url = await createDatabase();
    await restoreBackup(url, path, quiet);
    expect(await recordedIn(url)).toEqual(MIGRATION_NAMES);
    expect(await catalogueOf(url)).toEqual(await catalogueOf(await createDatabase()));
    expect(await contentOf(url)).toEqual([PREVIOUS]);
  });

  it('of an upgraded database is restored', async () => {
    const upgraded = await createDatabase(previous);
    await migrate(upgraded);
    const url = await createDatabase();
    await restoreBackup(url, await backUp(upgraded, 'upgraded.sql.gz'), quiet);
    expect(await contentOf(url)).toEqual([PREVIOUS]);
  });

  it('of an older database is refused before anything changes', async () => {
    const path = await backUp(await createOlderDatabase(), 'older.sql.gz');
    const url = await createDatabase(previous);
    await expect(restoreBackup(url, path, quiet)).rejects.toThrow('Restore it with that release');
    expect(await contentOf(url)).toEqual([PREVIOUS]);
    expect(await recordedIn(url)).toEqual(FORMER_MIGRATIONS);
  });
});

describe('withBaseline', () => {
  const later = 'Later1999999999999';

  it.each([
    ['a new database', [], []],
    ['one of this version', [BASELINE.name, later], [BASELINE.name, later]],
    ['one of the last release 0.1', FORMER_MIGRATIONS, [BASELINE.name]],
    ['an upgraded one', [...FORMER_MIGRATIONS, BASELINE.name, later], [BASELINE.name, later]],
    ['one with a later migration before the baseline', [...FORMER_MIGRATIONS, later], [BASELINE.name, later]],
    ['an unknown one', [later], [later]],
  ])('%s', (_name, recorded, expected) => expect(withBaseline(recorded)).toEqual(expected));

  it.each(FORMER_MIGRATIONS)('a database without %s alone is too old', (name) => {
    expect(withBaseline(FORMER_MIGRATIONS.filter((each) => each !== name))).toBeUndefined();
  });
});
