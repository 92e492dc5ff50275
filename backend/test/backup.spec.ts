import { execFile } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runningEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import { writeBackup } from '../src/backup/dump.js';
import { CREDENTIAL_TABLES, restoreBackup } from '../src/backup/restore.js';
import { createDataSource, MIGRATION_NAMES } from '../src/schema/data-source.js';
import { Api } from './support/api.ts';
import { uniqueBytes, uploaded } from './support/attachments.ts';
import { eventually } from './support/engines.ts';
import { ADMIN, createDatabase, startProcess, startService } from './support/service.ts';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'ticketiq-backup-'))));
afterAll(() => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

function command(
  entry: string,
  words: string[],
  settings: Record<string, string>,
): Promise<{ code: number | null; told: string; complained: string }> {
  return new Promise((resolve) => {
    const options = { cwd: directory, env: { PATH: process.env.PATH, ...settings } };
    const child = execFile(
      process.execPath,
      [`${DIST}cli/${entry}`, ...words],
      options,
      (_, told, complained) => resolve({ code: child.exitCode, told, complained }),
    );
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}

/** Every row of every table, generated columns included, and what numbers come next. */
function contentOf(url: string): Promise<Record<string, string[]>> {
  return withClient(url, async (client) => {
    // Which a running service does now and then: the same counts in other rows.
    await client.query('SELECT fold_ticket_counters()');
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'typeorm_metadata'
       UNION ALL SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
    );
    const content: Record<string, string[]> = {};
    for (const { name } of rows) {
      const columns =
        name === 'migrations' ? 'name' : name.endsWith('_seq') ? 'last_value, is_called' : 't.*';
      const read = await client.query<{ row: string }>(
        `SELECT row(${columns})::text AS row FROM "${name}" t ORDER BY 1`,
      );
      content[name] = read.rows.map(({ row }) => row);
    }
    return content;
  });
}

/** Indexes, keys, checks and triggers, as PostgreSQL describes them. */
function schemaOf(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ definition: string }>(
      `SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index JOIN pg_class c ON c.oid = indrelid
         WHERE relnamespace = 'public'::regnamespace
       UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace
       UNION ALL SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
       ORDER BY 1`,
    );
    return rows.map(({ definition }) => definition);
  });
}

it('over the embedded server: backed up while the service runs, restored elsewhere, and everything is there', async () => {
  const [there, elsewhere] = [join(directory, 'there'), join(directory, 'elsewhere')];
  const settings = { DATABASE_URL: '', ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };
  const service = await startService({ ...settings, DATA_DIR: there });
  const nasty = 'Tab\tquote"\\backslash\\N\n\\.\nÄ 日本 🎫\r\nend';
  const ticket = await service.api.createSettled({
    title: 'Nasty',
    description: nasty,
    tags: ['a b', '"c"'],
  });
  await service.api.message(ticket.id, nasty, 'internal');
  const file = await uploaded(service.api, uniqueBytes(600_000), 'file.bin');
  const message = { body: 'See the file.', attachment_ids: [file.id] };
  await service.api.call('POST', `/api/tickets/${ticket.id}/messages`, message);
  await service.api.patch(ticket.id, { status: 'resolved', assignee_id: service.admin.id });
  await service.api.triaged((await service.api.create()).id);
  const token = await service.api.call<{ token: string }>('POST', '/api/tokens', {
    name: 'ci',
    scope: 'read',
  });

  const backedUp = await command('backup-command.js', ['all.sql.gz'], { DATA_DIR: there });
  expect(backedUp).toMatchObject({ code: 0, complained: '' });
  expect(backedUp.told).toContain('Backed up 2 tickets');
  expect((await stat(join(directory, 'all.sql.gz'))).mode & 0o777).toBe(0o600);
  const refused = await command('restore-command.js', ['all.sql.gz', '--replace'], { DATA_DIR: there });
  expect(refused.complained).toContain('The database is in use. Stop all TicketIQ processes');
  const url = (await runningEmbeddedPostgres(there))!;
  const [before, schema] = [await contentOf(url), await schemaOf(url)];
  await service.stop();

  const restored = await command('restore-command.js', ['all.sql.gz', '--keep-tokens'], {
    DATA_DIR: elsewhere,
  });
  expect(restored).toMatchObject({ code: 0, complained: '' });
  const again = await startService({ ...settings, DATA_DIR: elsewhere });
  const restoredUrl = (await runningEmbeddedPostgres(elsewhere))!;
  const { sessions: _, users: __, ticket_viewers: ___, ...after } = await contentOf(restoredUrl);
  // A sign-in leaves its own.
  expect(before).toMatchObject(after);
  expect(Object.keys(after)).toContain('tickets');
  expect(Object.keys(before)).toHaveLength(Object.keys(after).length + 3);
  expect(await schemaOf(restoredUrl)).toEqual(schema);
  expect((await again.api.ticket(ticket.id)).description).toBe(nasty);
  expect((await again.api.list('search=nasty')).results).toHaveLength(1);
  const byToken = await fetch(`${again.url}/api/tickets`, {
    headers: { authorization: `Bearer ${token.body.token}` },
  });
  expect(byToken.status).toBe(200);
  // Numbers go on, and what is written counts.
  expect((await again.api.createSettled()).id).toBe(ticket.id + 2);
  expect((await again.api.get<{ total_tickets: number }>('/api/tickets/stats')).body.total_tickets).toBe(3);
  await again.stop();
}, 180_000);

it('lets nobody in again whose session, token or reset link was revoked after the backup', async () => {
  const database = await createDatabase();
  const service = await startService({ DATABASE_URL: database });
  const agent = await service.api.person('agent');
  const signIn = await agent.api.call<{ refresh_token: string }>('POST', '/api/auth/login', agent);
  const tokens = [];
  for (const name of ['kept', 'revoked']) {
    const { body } = await agent.api.call<{ id: number; token: string }>('POST', '/api/tokens', {
      name,
      scope: 'write',
    });
    tokens.push(body);
  }
  const reset = await service.api.call<{ path: string }>('POST', `/api/users/${agent.id}/password-reset`);
  const link = reset.body.path.split('#')[1];
  expect(reset.status).toBe(201);
  const path = await backupOf(database, 'credentials.sql.gz');
  expect((await agent.api.call('DELETE', `/api/tokens/${tokens[1]!.id}`)).status).toBe(204);
  expect((await agent.api.call('POST', '/api/auth/logout', { everywhere: true })).status).toBe(204);
  await service.stop();

  const told: string[] = [];
  const options = { replace: true, withQueue: true, report: (line: string) => void told.push(line) };
  await restoreBackup(database, path, { ...options, keepTokens: false });
  expect(told.join('\n')).toMatch(
    /all users have to sign in again[^]*2 API tokens are not restored[^]*Passwords, roles/,
  );
  const again = await startService({ DATABASE_URL: database });
  const stranger = new Api(again.url);
  const me = async (bearer: string): Promise<number> =>
    (await new Api(again.url, bearer).get('/api/tickets')).status;
  expect(await me(agent.api.bearer!)).toBe(401);
  expect(await Promise.all(tokens.map(({ token }) => me(token)))).toEqual([401, 401]);
  const refreshed = await stranger.call('POST', '/api/auth/refresh', {
    refresh_token: signIn.body.refresh_token,
  });
  expect(refreshed.status).toBe(401);
  const byLink = await stranger.call('POST', '/api/auth/password-reset', {
    token: link,
    password: 'another long password',
  });
  expect(byLink.status).toBe(400);
  // Who they are came back, so a new sign-in works.
  await stranger.signIn(agent);
  await again.stop();

  await restoreBackup(database, path, { ...options, keepTokens: true });
  const kept = await startService({ DATABASE_URL: database });
  const byToken = await new Api(kept.url, tokens[0]!.token).get('/api/tickets');
  expect([byToken.status, told.at(-2)]).toEqual([
    200,
    expect.stringContaining('2 API tokens are valid again'),
  ]);
  await kept.stop();
}, 120_000);

it('writes for its own account alone, with any umask and any file in its place', async () => {
  const open = join(directory, 'open');
  const dataDir = join(open, 'data');
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, 'jwt-secret'), 'x', { mode: 0o666 });
  await chmod(join(dataDir, 'jwt-secret'), 0o666);
  await writeFile(join(open, 'theirs'), '');
  for (const name of ['all.sql.gz.partial', 'all.csv.partial'])
    await symlink(join(open, 'theirs'), join(open, name));
  const umask = ['sh', '-c', 'umask 0 && exec "$0" "$@"'];
  const settings = { DATA_DIR: dataDir, PORT: '0' };
  const service = await startProcess('main.js', settings, /ready at/, [], umask);
  for (const [entry, file] of [
    ['cli/backup-command.js', 'all.sql.gz'],
    ['cli/export-command.js', 'all.csv'],
  ] as const) {
    const done = await startProcess(entry, settings, /Backed up|Exported/, [join(open, file)], umask);
    await eventually('it ends', () => !done.running());
  }
  await service.stop();
  expect(await readFile(join(open, 'theirs'), 'utf8')).toBe('');
  const files = [
    'all.sql.gz',
    'all.csv',
    'data',
    ...(await readdir(dataDir, { recursive: true })).map((file) => `data/${file}`),
  ];
  const readable = [];
  for (const file of files) if ((await lstat(join(open, file))).mode & 0o077) readable.push(file);
  expect(readable).toEqual([]);
}, 120_000);

it('knows every table that holds credentials', async () => {
  const tables = await withClient(await createDatabase(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT DISTINCT table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name ~ 'token_hash|secret|credential' ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  });
  // The token of a mailbox only lets mail in, and a restored mailbox has to receive it.
  const others = tables.filter((name) => name !== 'mailboxes');
  expect(others).toEqual(CREDENTIAL_TABLES.toSorted());
});

const quiet = { keepTokens: false, withQueue: true, report: () => undefined };

async function databaseWith(...titles: string[]): Promise<string> {
  const url = await createDatabase();
  await withClient(url, (client) =>
    client.query(
      `INSERT INTO tickets (title, description, triage_state) SELECT unnest($1::text[]), 'x', 'manual'`,
      [titles],
    ),
  );
  return url;
}

const titlesIn = (url: string): Promise<string[]> =>
  withClient(url, async (client) =>
    (await client.query<{ title: string }>('SELECT title FROM tickets ORDER BY id')).rows.map(
      ({ title }) => title,
    ),
  );

async function backupOf(url: string, name: string): Promise<string> {
  const path = join(directory, name);
  await writeBackup(url, path);
  return path;
}

it('leaves a database alone that has something in it, unless it is told to replace it', async () => {
  const path = await backupOf(await databaseWith('One', 'Two'), 'two.sql.gz');
  const other = await databaseWith('Three');
  await expect(restoreBackup(other, path, { replace: false, ...quiet })).rejects.toThrow('--replace');
  expect(await titlesIn(other)).toEqual(['Three']);
  expect(await restoreBackup(other, path, { replace: true, ...quiet })).toMatchObject({ tickets: 2 });
  expect(await titlesIn(other)).toEqual(['One', 'Two']);
});

it.runIf(MIGRATION_NAMES.length > 1)(
  'restores what an older version has written, and brings it to the schema of this one',
  async () => {
    const older = await databaseWith('Old');
    const dataSource = await createDataSource(older).initialize();
    await dataSource.undoLastMigration();
    await dataSource.destroy();
    const path = await backupOf(older, 'older.sql.gz');
    const other = await createDatabase();
    await restoreBackup(other, path, { replace: false, ...quiet });
    expect(await titlesIn(other)).toEqual(['Old']);
    expect(await schemaOf(other)).toEqual(await schemaOf(await createDatabase()));
  },
);

it.each([
  ['is cut off', (whole: Buffer) => whole.subarray(0, whole.length - 20), 'damaged'],
  [
    'has a bit turned',
    (whole: Buffer) => whole.with(whole.length >> 1, whole[whole.length >> 1]! ^ 1),
    'damaged|rows',
  ],
  [
    'lacks a row',
    (whole: Buffer) =>
      gzipSync(
        gunzipSync(whole)
          .toString()
          .replace(/^.*\tTwo\t.*\n/m, ''),
      ),
    'rows are missing',
  ],
  [
    'lacks its end',
    (whole: Buffer) =>
      gzipSync(
        gunzipSync(whole)
          .toString()
          .replace(/-- end.*\n/, ''),
      ),
    'is incomplete',
  ],
  [
    'has more than rows',
    (whole: Buffer) => gzipSync(gunzipSync(whole).toString().replace('-- end', 'DROP TABLE users;\n-- end')),
    'unexpected content in line',
  ],
  [
    'is of a newer version',
    (whole: Buffer) =>
      gzipSync(gunzipSync(whole).toString().replace('"migrations":[', '"migrations":["New",')),
    'another version',
  ],
  ['is something else', () => gzipSync('id,title\n'), 'not a TicketIQ backup'],
])('touches nothing for a backup that %s', async (_name, spoil, message) => {
  const database = await databaseWith('One', 'Two');
  const path = await backupOf(database, 'spoilt.sql.gz');
  await writeFile(path, spoil(await readFile(path)));
  await expect(restoreBackup(database, path, { replace: true, ...quiet })).rejects.toThrow(
    new RegExp(message),
  );
  expect(await titlesIn(database)).toEqual(['One', 'Two']);
});
