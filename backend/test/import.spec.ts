import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/schema/data-source.js';
import { importFile } from '../src/import/import-file.js';
import type { Format } from '../src/import/formats.js';
import { exportFile } from '../src/tickets/export-file.js';
import { escapeFormulas } from '../src/tickets/formula-escape.js';
import { TicketsRepository } from '../src/tickets/tickets.repository.js';
import type { Ticket } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { createDatabase, startService, type Service } from './support/service.ts';

const COMMAND = fileURLToPath(new URL('../dist/cli/import-command.js', import.meta.url));
const HOUR_MS = 3_600_000;

let service: Service;
let dataSource: DataSource;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ticketiq-import-'));
  // No worker triages behind the back of what is compared here.
  service = await startService({ TRIAGE_SWEEP_SECONDS: '3600' });
  dataSource = await createDataSource(service.databaseUrl).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await service.stop();
  await rm(directory, { recursive: true });
});
beforeEach(() => service.query('DELETE FROM tickets'));

const NEVER = new AbortController().signal;

interface Outcome {
  /** What has become of the rows: imported, there already, rejected. */
  counts: [number, number, number];
  told: string[];
  complained: string[];
}

/** As the command does it, without the start of a process. */
async function importTickets(
  name: string,
  {
    into = dataSource,
    ...options
  }: { format?: Format; source?: string; encoding?: string; into?: DataSource } = {},
): Promise<Outcome> {
  const told: string[] = [];
  const complained: string[] = [];
  const { imported, known, rejected, finishedAt } = await importFile(into, join(directory, name), {
    ...options,
    report: (line) => told.push(line),
    reportRejection: (line) => complained.push(line),
    progress: () => undefined,
    isStopped: NEVER,
  });
  expect(finishedAt).not.toBeNull();
  return { counts: [imported, known, rejected], told, complained };
}

async function exportTickets(
  name: string,
  from = dataSource,
): Promise<{ tickets: number; told: string[]; text: string }> {
  const told: string[] = [];
  const path = join(directory, name);
  await rm(path, { force: true });
  const report = (line: string): void => void told.push(line);
  const tickets = await exportFile(new TicketsRepository(from), path, { report, halted: NEVER });
  return { tickets, told, text: await readFile(path, 'utf8') };
}

function command(...words: string[]): Promise<{ code: number | null; told: string; complained: string }> {
  return new Promise((resolve) => {
    const options = { cwd: directory, env: { PATH: process.env.PATH, DATABASE_URL: service.databaseUrl } };
    const child = execFile(process.execPath, [COMMAND, ...words], options, (_, told, complained) =>
      resolve({ code: child.exitCode, told, complained }),
    );
  });
}

async function write(name: string, rows: unknown[]): Promise<string> {
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  await writeFile(join(directory, name), `${lines.join('\n')}\n`);
  return name;
}

const rejectsOf = async (name: string): Promise<{ place: string; faults: string[] }[]> =>
  (await readFile(join(directory, `${name}.rejected.jsonl`), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { place: string; faults: string[] });

const tickets = async (): Promise<Ticket[]> => (await service.api.list('sort=created_at&limit=100')).results;

/** Rows of one key may not be folded yet. */
async function expectCountersToEqualAFullCount(): Promise<void> {
  const day = (column: string): string => `(${column} AT TIME ZONE 'UTC')::date::text`;
  const seconds = `extract(epoch FROM resolved_at - created_at)::bigint`;
  for (const [table, keys, counted] of [
    ['ticket_counts', 'status, priority, category, triage_state, triage_source', '*'],
    ['ticket_workload', 'assignee_id, status', '*'],
    ['ticket_tags', 'tag', 'unnest(tags) AS tag'],
    ['ticket_filings', 'day::text, priority, category', `${day('created_at')} AS day, priority, category`],
    [
      'ticket_backlog',
      'day::text, status, priority',
      `${day('created_at')} AS day, CASE WHEN status IN ('open', 'in_progress') THEN status END AS status, priority`,
    ],
    ['ticket_solutions', 'day::text', `${day('resolved_at')} AS day`],
    [
      'ticket_resolutions',
      'bucket',
      `CASE WHEN resolved_at IS NOT NULL THEN floor(ln(greatest(${seconds}, 1)) / ln(1.1))::int END AS bucket`,
    ],
    [
      'triage_category_decisions',
      'decision::text, suggested, chosen',
      `CASE WHEN decided_at IS NOT NULL THEN triage_state END::text AS decision, suggested_category AS suggested, category AS chosen`,
    ],
  ] as const) {
    const names = keys.replaceAll('::text', '');
    const first = names.split(',')[0]!;
    const optional = table === 'ticket_workload' ? 'true' : `${first} IS NOT NULL`;
    const where = table === 'ticket_backlog' ? 'status IS NOT NULL' : optional;
    const counters = await service.query(
      `SELECT ${keys}, sum(n)::int AS n FROM ${table} GROUP BY ${names} HAVING sum(n) <> 0 ORDER BY ${names}`,
    );
    const scan = await service.query(
      `SELECT ${names}, count(*)::int AS n FROM (SELECT ${counted} FROM tickets WHERE deleted_at IS NULL) t
       WHERE ${where} GROUP BY ${names} ORDER BY ${names}`,
    );
    expect({ table, rows: counters }).toEqual({ table, rows: scan });
  }
}

/** As spreadsheets write it where a comma stands before the decimals. */
const GERMAN = [
  'Id; Title ;DESCRIPTION;Status;Priority;Category;Tags;Requester name;Requester E-Mail;Created at;Confidence',
  '17;"Drucker kaputt, schon wieder";Größe stimmt nicht; In Progress ;HIGH;technical ;drucker, zweiter stock;Jörg Müller; joerg@example.org;2025-03-01 9:00:00+01;0,9',
  ';;;;;;;;;;',
  '',
].join('\r\n');

describe('npm run tickets:import', () => {
  it('goes on where a kill has stopped it: each row once, each bad one told once, the counters right', async () => {
    const begin = Date.UTC(2025, 0, 1);
    const rows = Array.from({ length: 3500 }, (_, i) => ({
      // A number of its own would let the database tell a doubled row; these have none.
      title: i % 500 === 499 ? '' : `Row ${i + 1}`,
      description: 'The printer on the second floor prints nothing but hearts.',
      status: ['open', 'in_progress', 'resolved', 'closed'][i % 4],
      ...(i % 10 !== 0 && { category: 'technical', priority: 'low' }),
      tags: ['printer'],
      created_at: new Date(begin + i * HOUR_MS).toISOString(),
    }));
    const file = await write('many.jsonl', rows);
    const child = spawn(process.execPath, [COMMAND, file], {
      cwd: directory,
      env: { PATH: process.env.PATH, DATABASE_URL: service.databaseUrl },
    });
    const progress = `SELECT rows_done, imported, rejected FROM ticket_imports`;
    await eventually('a batch is written', async () => {
      const [state] = await service.query<{ rows_done: number }>(progress);
      return state && state.rows_done >= 1000;
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [before] = await service.query<{ rows_done: number }>(progress);
    expect(before!.rows_done).toBeLessThan(3500);

    const { told, complained, code } = await command(file);
    expect(told).toContain(`Resuming after row ${before!.rows_done}.`);
    expect(told).toContain('Imported all 3500 rows: 3493 imported, 0 already imported, 7 rejected.');
    expect(code).toBe(0);
    expect(complained).toContain('line 3500: title: This field is required.');
    expect(
      await service.query(`SELECT count(*)::int AS n, count(DISTINCT title)::int AS titles FROM tickets`),
    ).toEqual([{ n: 3493, titles: 3493 }]);
    expect((await rejectsOf(file)).map(({ place }) => place)).toEqual(
      Array.from({ length: 7 }, (_, i) => `line ${500 * (i + 1)}`),
    );
    await expectCountersToEqualAFullCount();

    expect((await importTickets(file)).counts).toEqual([3493, 0, 7]);
    expect(await service.query(`SELECT count(*)::int AS n FROM tickets`)).toEqual([{ n: 3493 }]);
  });

  it('folds what it has counted, since no service may run', async () => {
    const alone = await createDataSource(await createDatabase()).initialize();
    const file = await write('alone.jsonl', [{ title: 'VPN', description: 'Down', category: 'technical' }]);
    await importTickets(file, { into: alone });
    expect(await alone.query('SELECT sum(n)::int AS n FROM ticket_counts_folded')).toEqual([{ n: 1 }]);
    expect(await alone.query('SELECT count(*)::int AS n FROM ticket_differences')).toEqual([{ n: 0 }]);
    await alone.destroy();
  });

  it('keeps what a ticket has been through, and says in its history where it comes from', async () => {
    const file = await write('one.jsonl', [
      {
        id: 17,
        title: ' VPN down ',
        description: 'Nobody gets in.',
        status: 'closed',
        priority: 'high',
        category: 'technical',
        tags: ['VPN', 'vpn'],
        requester: { name: 'Ada', email: 'Ada@example.org' },
        assignee: { name: 'Administrator', email: service.admin.email },
        created_at: '2025-03-01T10:00:00Z',
        updated_at: '2025-03-03T10:00:00Z',
        first_response_at: '2025-03-01T11:00:00Z',
        resolved_at: '2025-03-02T10:00:00Z',
        messages: [
          { author: 'Grace', body: 'Which one?', created_at: '2025-03-01T11:00:00Z' },
          {
            author: { name: 'A', email: service.admin.email },
            body: 'Done.',
            visibility: 'internal',
            created_at: '2025-03-02T10:00:00Z',
          },
        ],
      },
    ]);
    await importTickets(file);
    const [ticket] = await tickets();
    expect(ticket).toMatchObject({
      title: 'VPN down',
      status: 'closed',
      priority: 'high',
      category: 'technical',
      tags: ['vpn'],
      requester: { name: 'Ada', email: 'Ada@example.org' },
      assignee: { id: service.admin.id },
      triage: { state: 'manual' },
      version: 1,
      created_at: '2025-03-01T10:00:00.000Z',
      updated_at: '2025-03-03T10:00:00.000Z',
      first_response_at: '2025-03-01T11:00:00.000Z',
      resolved_at: '2025-03-02T10:00:00.000Z',
    });
    const messages = await service.api.get<{ results: unknown[] }>(`/api/tickets/${ticket!.id}/messages`);
    expect(messages.body.results).toMatchObject([
      { body: 'Which one?', author: { id: null, name: 'Grace' }, visibility: 'public' },
      { body: 'Done.', author: { id: service.admin.id, name: 'Administrator' }, visibility: 'internal' },
    ]);
    const history = await service.api.get<{ results: unknown[] }>(`/api/tickets/${ticket!.id}/history`);
    expect(history.body.results).toEqual([
      {
        at: '2025-03-01T10:00:00.000Z',
        actor: { type: 'system', id: null, name: 'Import (file)' },
        changes: {
          status: [null, 'closed'],
          category: [null, 'technical'],
          priority: [null, 'high'],
          external_id: [null, 'file:17'],
        },
        reason: null,
      },
    ]);
  });

  it('gives what a requester has filed elsewhere to their account', async () => {
    const requester = await service.admin.api.person('requester');
    const ticket = { title: 'Mine', description: 'x', requester: { email: requester.email.toUpperCase() } };
    await importTickets(await write('mine.jsonl', [ticket]));
    expect((await requester.api.list()).results.map(({ title }) => title)).toEqual(['Mine']);
  });

  it('takes only what is new from a newer export, and what an agent has done since stays', async () => {
    const ticket = (id: number): object => ({
      id,
      title: `T${id}`,
      description: 'x',
      category: 'billing',
      priority: 'low',
    });
    await importTickets(await write('old.jsonl', [ticket(1), ticket(2)]));
    const [first] = await tickets();
    await service.api.patch(first!.id, { status: 'in_progress' });
    const newer = await write('new.jsonl', [ticket(1), ticket(2), ticket(3), ticket(3)]);
    expect((await importTickets(newer)).counts).toEqual([1, 3, 0]);
    expect((await tickets()).map(({ title, status }) => [title, status])).toEqual([
      ['T1', 'in_progress'],
      ['T2', 'open'],
      ['T3', 'open'],
    ]);
    // The same numbers from somewhere else are other tickets.
    expect((await importTickets(newer, { source: 'elsewhere' })).counts).toEqual([3, 1, 0]);
  });

  it('owes triage to what has no category, one after the other, behind those who wait already', async () => {
    const [waiting] = await service.query<{ id: number }>(
      `INSERT INTO tickets (title, description, triage_due_at) VALUES ('Waiting', 'x', now() + interval '1 minute') RETURNING id`,
    );
    const rows = Array.from({ length: 60 }, (_, i) => ({
      title: `Old ${i}`,
      description: 'x',
      priority: 'high',
    }));
    await importTickets(await write('owed.jsonl', rows));
    const due = await service.query<{ title: string; state: string; given: boolean; seconds: number }>(
      `SELECT title, triage_state AS state, priority_given AS given,
         extract(epoch FROM triage_due_at - (SELECT triage_due_at FROM tickets WHERE id = $1))::float8 AS seconds
       FROM tickets WHERE id <> $1 ORDER BY triage_due_at`,
      [waiting!.id],
    );
    expect(due.map(({ title }) => title)).toEqual(rows.map(({ title }) => title));
    expect(due.every(({ state, given }) => state === 'pending' && given)).toBe(true);
    expect(due[0]!.seconds).toBeGreaterThan(0);
    expect(due[59]!.seconds - due[19]!.seconds).toBeCloseTo(2, 2);
  });

  it('reads CSV as spreadsheets write it, and names the columns that it leaves out', async () => {
    const file = await write('table.csv', [
      'Id,Title,Description,Status,Category,Priority,Tags,Requester email,Created at,Colour',
      '1,"Printer, broken","It says ""PC LOAD LETTER"".\nWhat?",open,technical,low,"printer, floor2",ada@example.org,2025-03-01 10:00:00,red',
      '2,No such status,x,parked,,,,,,',
      `3,'=1+1,x,,,,,,2025-03-02,`,
      '4,too few',
    ]);
    const { counts, told, complained } = await importTickets(file);
    expect(told[0]).toMatch(/as csv\.$/);
    expect(told[1]).toBe('Ignored columns: colour.');
    expect(counts).toEqual([2, 0, 2]);
    expect(complained).toEqual([
      'line 4: status: Choose one of: open, in_progress, waiting, resolved, closed.',
      'line 6: 2 cells, but the header has 10.',
    ]);
    expect(await tickets()).toMatchObject([
      {
        title: 'Printer, broken',
        description: 'It says "PC LOAD LETTER".\nWhat?',
        tags: ['printer', 'floor2'],
        requester: { name: null, email: 'ada@example.org' },
        created_at: '2025-03-01T10:00:00.000Z',
        triage: { state: 'manual' },
      },
      { title: '=1+1', status: 'open', triage: { state: 'pending' } },
    ]);
  });

  it.each<[string, string | Buffer, string?]>([
    [
      'semicolons and Windows-1252, as a German Excel saves it',
      Buffer.from(GERMAN, 'latin1'),
      'windows-1252',
    ],
    ['semicolons and UTF-8 with a mark, as it saves “CSV UTF-8”', `\ufeff${GERMAN}`],
    [
      'tabs and UTF-16, as it saves “Unicode Text”',
      Buffer.from(`\ufeff${GERMAN.replaceAll(';', '\t')}`, 'utf16le'),
    ],
    ['its separator in a line of its own', `sep=;\r\n${GERMAN}`],
  ])('reads a table with %s', async (name, content, encoding) => {
    await writeFile(join(directory, 'german.csv'), content);
    const { counts, complained } = await importTickets('german.csv', { encoding });
    expect([name, counts, complained]).toEqual([name, [1, 0, 0], []]);
    expect(await tickets()).toMatchObject([
      {
        title: 'Drucker kaputt, schon wieder',
        description: 'Größe stimmt nicht',
        status: 'in_progress',
        priority: 'high',
        category: 'technical',
        requester: { name: 'Jörg Müller', email: 'joerg@example.org' },
        tags: ['drucker', 'zweiter stock'],
        created_at: '2025-03-01T08:00:00.000Z',
      },
    ]);
  });

  it('reads the dates of spreadsheets, and refuses a table whose dates can be read in two ways', async () => {
    const columns = 'Title;Description;Status;Created at;Resolved at';
    await write('dates.csv', [
      columns,
      'Dots;x;resolved;24.11.2025 14:05;3.12.25',
      'Slashes;x;resolved;03/12/2025 9:05;24/12/2025',
      'Impossible;x;resolved;31.02.2025;',
    ]);
    const { counts, complained } = await importTickets('dates.csv');
    expect(counts).toEqual([2, 0, 1]);
    expect(complained).toEqual([
      'line 4: created_at: Enter an ISO 8601 date or time, such as 2026-11-24T05:00:00Z.',
    ]);
    const times = (await tickets()).map(({ created_at, resolved_at }) => [created_at, resolved_at]);
    expect(times).toEqual([
      ['2025-11-24T14:05:00.000Z', '2025-12-03T00:00:00.000Z'],
      ['2025-12-03T09:05:00.000Z', '2025-12-24T00:00:00.000Z'],
    ]);
    await write('unclear.csv', [columns, 'One;x;open;24.11.2025;', 'Two;x;open;03/04/2025 14:05;']);
    await expect(importTickets('unclear.csv')).rejects.toThrow(
      'Day and month can’t be told apart: 03/04/2025 14:05 in column "created_at" (line 3)',
    );
    expect(await tickets()).toHaveLength(2);
  });

  it('says in plain words what a row or a table lacks', async () => {
    const file = await write('lacking.csv', ['Title;Description', ';x', 'y;', '"\u200b";\u2800', 'z;z;z']);
    expect((await importTickets(file)).complained).toEqual([
      'line 2: title: This field is required.',
      'line 3: description: This field is required.',
      'line 4: title: This field is required. description: This field is required.',
      'line 5: 3 cells, but the header has 2.',
    ]);
    const lines = await write('lacking.jsonl', [{ title: 'x' }, { title: null, description: 'x' }]);
    expect((await importTickets(lines, { format: 'jsonl' })).complained).toEqual([
      'line 1: description: This field is required.',
      'line 2: title: This field is required.',
    ]);
    for (const format of [undefined, 'csv'] as const)
      await expect(
        importTickets(await write('other.csv', ['Summary,Body', 'x,y']), { format }),
      ).rejects.toThrow('column "title" and column "description". Columns found: summary, body.');
  });

  it('refuses times that can’t be, and says which', async () => {
    const now = Date.now();
    const at = (days: number): string => new Date(now + days * 86_400_000).toISOString();
    const ticket = { title: 'T', description: 'x', status: 'resolved', created_at: at(-9) };
    const said = (created_at: string): object => ({ messages: [{ author: 'A', body: 'x', created_at }] });
    const file = await write('times.jsonl', [
      { ...ticket, updated_at: '2206-11-02T00:00:00Z' },
      { ...ticket, resolved_at: '2099-01-01' },
      { ...ticket, created_at: at(1) },
      { ...ticket, first_response_at: at(1) },
      { ...ticket, ...said(at(1)) },
      { ...ticket, updated_at: at(-10) },
      { ...ticket, resolved_at: at(-10) },
      { ...ticket, first_response_at: '2020-01-01T00:00:00Z' },
      { ...ticket, ...said(at(-10)) },
      { ...ticket, updated_at: at(-3), resolved_at: at(-2) },
      { ...ticket, updated_at: at(-3), first_response_at: at(-2) },
      { ...ticket, created_at: '24.11.2026 05:00' },
      { ...ticket, created_at: '1969-12-31T23:59:59Z' },
      { ...ticket, ...said(at(-1)), first_response_at: at(-8), resolved_at: at(-7), updated_at: at(-1) },
      { title: 'U', description: 'x', status: 'resolved', resolved_at: at(-7), ...said(at(-8)) },
    ]);
    const future = 'Choose a time that is not in the future.';
    const before = 'Choose a time that is not before created_at.';
    const { counts, complained } = await importTickets(file);
    expect(complained).toEqual([
      `line 1: updated_at: ${future}`,
      `line 2: resolved_at: ${future}`,
      `line 3: created_at: ${future}`,
      `line 4: first_response_at: ${future}`,
      `line 5: messages.created_at: ${future}`,
      `line 6: updated_at: ${before}`,
      `line 7: resolved_at: ${before}`,
      `line 8: first_response_at: ${before}`,
      `line 9: messages.created_at: ${before}`,
      'line 10: updated_at: Choose a time that is not before resolved_at.',
      'line 11: updated_at: Choose a time that is not before first_response_at.',
      'line 12: created_at: Enter an ISO 8601 date or time, such as 2026-11-24T05:00:00Z.',
      'line 13: created_at: Choose a time that is not before 1970.',
    ]);
    expect(counts).toEqual([2, 0, 13]);
    // Without a time of its own a ticket is as old as what is known of it.
    expect((await tickets()).map(({ title, created_at }) => [title, created_at])).toEqual([
      ['T', at(-9)],
      ['U', at(-8)],
    ]);
  });

  it('keeps texts that are longer than ours may be, whole and in order, and conversations with them', async () => {
    const long = `${'Zeile 1\n'.repeat(5_000)}the end`;
    const unbroken = '😀'.repeat(45_000);
    const created_at = '2025-01-01T00:00:00.000Z';
    const file = await write('long.jsonl', [
      {
        title: `${'w '.repeat(150)}end`,
        description: long,
        created_at,
        requester: { name: `${'n'.repeat(250)}`, email: 'ada@example.org' },
        messages: [{ author: 'a'.repeat(300), body: unbroken, visibility: 'internal', created_at }],
      },
    ]);
    expect((await importTickets(file)).counts).toEqual([1, 0, 0]);
    const [ticket] = await tickets();
    const { body } = await service.api.get<{ results: { body: string; visibility: string }[] }>(
      `/api/tickets/${ticket!.id}/messages`,
    );
    const text = (visibility: string): string =>
      body.results
        .filter((message) => message.visibility === visibility)
        .map((message) => message.body)
        .join('');
    expect(ticket!.title).toBe(`${'w '.repeat(99)}w…`);
    expect(ticket!.description + text('public')).toBe(
      `${'w '.repeat(150)}end\n\n${'n'.repeat(250)}\n\n${long}`,
    );
    expect(text('internal')).toBe(`${'a'.repeat(300)}\n\n${unbroken}`);
  });

  it('takes rejected rows once they are put right, and keeps none of another file', async () => {
    const bad = { title: '', description: 'x' };
    await importTickets(await write('faulty.jsonl', [bad, bad, bad]), { format: 'jsonl' });
    const file = await write('faulty.jsonl', [{ ...bad, id: 1 }]);
    await importTickets(file, { format: 'jsonl' });
    const rejected = `${file}.rejected.jsonl`;
    const text = await readFile(join(directory, rejected), 'utf8');
    await writeFile(join(directory, rejected), text.replace('"title":""', '"title":"Better"'));
    expect((await importTickets(rejected)).counts).toEqual([1, 0, 0]);
    expect((await tickets())[0]!.title).toBe('Better');
  });

  it('reads pages of Zendesk’s API and its JSON export alike', async () => {
    const ticket = {
      id: 1,
      subject: 'Fire',
      description: 'It burns.',
      status: 'hold',
      priority: 'urgent',
      requester_id: 2,
      created_at: '2025-01-01T00:00:00Z',
      updated_at: '2025-01-02T00:00:00Z',
    };
    const users = [{ id: 2, name: 'Ada', email: 'ada@example.org' }];
    const page = await write('page.json', [{ tickets: [ticket], users, count: 1 }]);
    expect((await importTickets(page)).told[0]).toMatch(/as zendesk\.$/);
    const lines = await write('zendesk.json', [ticket, { ...ticket, id: 2, subject: 'Water' }]);
    expect((await importTickets(lines)).counts).toEqual([1, 1, 0]);
    expect(await tickets()).toMatchObject([
      { title: 'Fire', status: 'waiting', priority: 'critical', requester: { name: 'Ada' } },
      { title: 'Water' },
    ]);
  });

  it('reads a list of Zammad’s API', async () => {
    const ticket = {
      id: 1,
      number: '22001',
      title: 'Welcome',
      state: 'closed',
      priority: '2 normal',
      customer: 'nicole@example.org',
    };
    const times = { created_at: '2025-01-01T00:00:00.000Z', close_at: '2025-01-02T00:00:00.000Z' };
    await writeFile(
      join(directory, 'zammad.json'),
      JSON.stringify(
        [
          { ...ticket, ...times },
          { ...ticket, state: 'merged' },
        ],
        null,
        1,
      ),
    );
    const { told, complained } = await importTickets('zammad.json');
    expect(told[0]).toMatch(/as zammad\.$/);
    expect(complained).toEqual([
      'ticket 2: status: Choose one of: open, in_progress, waiting, resolved, closed.',
    ]);
    expect(await tickets()).toMatchObject([
      { title: 'Welcome', status: 'closed', priority: 'medium', resolved_at: '2025-01-02T00:00:00.000Z' },
    ]);
  });

  it('says how it is called', async () => {
    expect(await command('a.csv', '--format', 'xml')).toEqual({
      code: 1,
      told: '',
      complained: `Invalid --format. Use one of: csv, jsonl, zendesk, zammad.
Usage: tickets-import FILE [--format csv|jsonl|zendesk|zammad] [--source NAME] [--encoding NAME]
`,
    });
  });

  it.each([
    ['other.json', '{"name":"x"}', 'could not be detected. Set it with --format.'],
    [
      'latin1.csv',
      Buffer.from('title,description\ncafé,x\n', 'latin1'),
      'is not valid UTF-8. Save it as UTF-8 or set its encoding, such as --encoding windows-1252.',
    ],
    ['names.csv', 'title,description\n', 'has no rows below its header'],
    ['empty.csv', '', 'is empty'],
  ])('refuses %s', async (name, content, message) => {
    await writeFile(join(directory, name), content);
    await expect(importTickets(name)).rejects.toThrow(message);
  });
});

describe('what is exported', () => {
  /** Tickets in every state of their life. */
  async function someTickets(): Promise<void> {
    const settled = await service.api.createSettled({
      title: '=1+1',
      description: 'Line\r\n"two"',
      tags: ['a b', 'c'],
    });
    await service.api.message(settled.id, 'A note.', 'internal');
    await service.api.patch(settled.id, { status: 'resolved', assignee_id: service.admin.id });
    const { id } = await service.api.create({ requester: { name: 'Ada', email: 'ada@example.org' } });
    await service.api.triaged(id);
    await service.query(
      `INSERT INTO tickets (title, description, category, priority, triage_state, triage_source, triage_model,
         suggested_category, suggested_priority, confidence, rationale, evidence, created_at, updated_at)
       SELECT state, 'Which one?', CASE state WHEN 'overridden' THEN 'account' ELSE 'billing' END::ticket_category, 'low',
         state::triage_state, 'gemini', 'gemini-flash', 'billing', 'low', 0.9, 'An invoice.', '{one}',
         '2025-01-01', '2025-01-02'
       FROM unnest('{suggested,accepted,overridden}'::text[]) state`,
    );
  }

  /** Of another system, all that is its own. */
  const comparable = (text: string): unknown[] =>
    text
      .trim()
      .split('\n')
      .map((line) => {
        const {
          id: _,
          version: __,
          channel: ______,
          assignee,
          requester,
          messages,
          last_message: _______,
          ...ticket
        } = JSON.parse(line) as Record<string, unknown>;
        // The agent who decided is not one of the other team.
        const { decided_by: ____, ...triage } = ticket['triage'] as Record<string, unknown>;
        const said = messages as { id: number; author: { name: string } }[];
        return {
          ...ticket,
          triage,
          assignee: (assignee as { email: string } | null)?.email,
          requester: requester && { ...requester, id: null },
          messages: said.map(({ id: ___, author, ...message }) => ({ ...message, author: author.name })),
        };
      });

  it('as JSON Lines comes back the same in another system', async () => {
    await someTickets();
    const { tickets, text } = await exportTickets('all.jsonl');
    expect(tickets).toBe(5);
    expect(text).toBe((await service.api.get('/api/tickets/export.jsonl?sort=created_at')).text);

    const other = await createDataSource(await createDatabase()).initialize();
    await other.query(`INSERT INTO users (name, email, role) VALUES ('Administrator', $1, 'admin')`, [
      service.admin.email,
    ]);
    const { counts, complained } = await importTickets('all.jsonl', { into: other });
    expect({ counts, complained }).toEqual({ counts: [5, 0, 0], complained: [] });
    expect(comparable((await exportTickets('again.jsonl', other)).text)).toEqual(comparable(text));
    await other.destroy();
  });

  it('as CSV comes back, but for the conversation and what a cell does not tell', async () => {
    await someTickets();
    await exportTickets('all.csv');
    const columns = `title, description, status, priority, category, triage_state, triage_source, suggested_category,
      suggested_priority, confidence, requester_name, requester_email, created_at, updated_at, resolved_at`;
    const read = `SELECT ${columns} FROM tickets ORDER BY created_at, title`;
    const before = await service.query(read);
    await service.query('DELETE FROM tickets');
    expect((await importTickets('all.csv')).counts).toEqual([5, 0, 0]);
    expect(await service.query(read)).toEqual(before);
    await expectCountersToEqualAFullCount();
  });

  describe('as CSV, with texts that break tables,', () => {
    const texts = [
      'one line',
      'two\nlines',
      'mac\rlines',
      'windows\r\nlines; and, "quotes"',
      "=cmd|' /C calc'!A0",
      'please help\n=1+1\r\n@SUM(A1)\nthanks',
      '\tindented',
      'a;b\tc|d',
      '""',
      "'",
    ];
    beforeEach(async () => {
      for (const description of texts) await service.api.createSettled({ description, tags: ['floor 2'] });
      await exportTickets('many.csv');
    });

    it('begins with the mark of UTF-8, and comes back by an import', async () => {
      const bytes = await readFile(join(directory, 'many.csv'));
      expect(bytes.subarray(0, 5).toString('latin1')).toBe('\xef\xbb\xbfid');
      await service.query('DELETE FROM tickets');
      expect((await importTickets('many.csv')).counts).toEqual([10, 0, 0]);
      expect((await tickets()).map(({ description, tags }) => [description, tags])).toEqual(
        texts.map((text) => [text, ['floor 2']]),
      );
    });

    const hasPython = spawnSync('python3', ['--version']).status === 0;
    it.runIf(hasPython).each([
      ['', "'excel'"],
      [' that guesses the separator', 'csv.Sniffer().sniff(text)'],
      [' that cuts at semicolons is no way to a formula', 'csv.excel', ';'],
    ])('is read by Python’s reader%s', async (_, dialect, separator = ',') => {
      const program = `import csv, io, json, sys
text = open(sys.argv[1], encoding='utf-8-sig', newline='').read()
reader = csv.reader(io.StringIO(text, newline=''), ${dialect}${separator === ';' ? ", delimiter=';'" : ''})
print(json.dumps(list(reader)))`;
      const { stdout } = await promisify(execFile)('python3', ['-c', program, join(directory, 'many.csv')]);
      const rows = JSON.parse(stdout) as string[][];
      for (const cell of rows.flat()) expect(cell).not.toMatch(/(^|[\r\n])"?[=+@\t-]/);
      if (separator === ';') return;
      const names = rows.shift()!;
      expect(rows.map((row) => row.length)).toEqual(texts.map(() => names.length));
      expect(rows.map((row) => row[names.indexOf('description')])).toEqual(texts.map(escapeFormulas));
    });
  });

  it('goes on where a stop has left it, each ticket once', async () => {
    await service.query(
      `INSERT INTO tickets (title, description, triage_state, created_at)
       SELECT 'T' || i, 'x', 'manual', timestamptz '2025-01-01' + i * interval '1 minute' FROM generate_series(1, 1200) i`,
    );
    const { text: whole } = await exportTickets('whole.csv');
    // As a kill in the middle of the second batch leaves it.
    const first = whole.split('\r\n').slice(0, 501).join('\r\n') + '\r\n';
    await writeFile(join(directory, 'rest.csv.partial'), `${first}a row that was cut o`);
    const [last] = await service.query<{ id: number; at: Date }>(
      `SELECT id, created_at AS at FROM tickets WHERE title = 'T500'`,
    );
    const progress = {
      bytes: Buffer.byteLength(first),
      tickets: 500,
      after: [last!.at.toISOString(), last!.id],
    };
    await writeFile(join(directory, 'rest.csv.partial.json'), JSON.stringify(progress));
    expect(await exportTickets('rest.csv')).toEqual({
      tickets: 1200,
      told: ['Resuming after 500 tickets.'],
      text: whole,
    });
  });
});
