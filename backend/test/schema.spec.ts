import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/database/data-source.js';
import { createDatabase } from './support/service.ts';

let dataSource: DataSource;
beforeAll(async () => (dataSource = await createDataSource(await createDatabase()).initialize()));
afterAll(() => dataSource.destroy());

/** Takes back the named migration and all that came after it. */
async function undoFrom(migrated: DataSource, name: string): Promise<void> {
  for (let last = ''; last !== name;) {
    [{ name: last }] = await migrated.query<[{ name: string }]>(
      'SELECT name FROM migrations ORDER BY id DESC LIMIT 1',
    );
    await migrated.undoLastMigration();
  }
}

it('the migrations make what the entities describe', async () => {
  // The one column is compared with an expression that TypeORM keeps by database name, and this database is a copy.
  await dataSource.query('UPDATE typeorm_metadata SET database = current_database()');
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

it('the last migration can be taken back and applied again', async () => {
  await dataSource.undoLastMigration();
  expect(await dataSource.showMigrations()).toBe(true);
  await dataSource.runMigrations();
  expect(await dataSource.showMigrations()).toBe(false);
});

it('no count is lost when counters are kept in another way, whatever is not folded yet', async () => {
  const migrated = await createDataSource(await createDatabase()).initialize();
  const rows = (table: string): Promise<unknown> =>
    migrated.query(`SELECT status, sum(n)::int AS n FROM ${table} GROUP BY status ORDER BY status`);
  const file = (status: string, count: number): Promise<unknown> =>
    migrated.query(
      `INSERT INTO tickets (title, description, triage_state, status)
       SELECT 'title', 'description', 'manual', $1 FROM generate_series(1, $2)`,
      [status, count],
    );
  // More than one fold takes.
  await file('open', 20_010);
  await undoFrom(migrated, 'TicketDifferences1764500000000');
  await file('in_progress', 2);
  await migrated.runMigrations();
  await file('open', 1);
  const expected = [
    { status: 'open', n: 20_011 },
    { status: 'in_progress', n: 2 },
  ];
  for (const counter of ['ticket_counts', 'ticket_workload', 'ticket_backlog']) {
    expect([counter, await rows(counter)]).toEqual([counter, expected]);
  }
  await migrated.destroy();
});

it('the counter of tags begins with what is there, whatever is not folded yet', async () => {
  const before = await createDataSource(await createDatabase()).initialize();
  await undoFrom(before, 'TicketTags1764600000000');
  const file = (tags: string[], deletedAt: string | null = null): Promise<unknown> =>
    before.query(
      `INSERT INTO tickets (title, description, triage_state, tags, deleted_at)
       VALUES ('title', 'description', 'manual', $1, $2)`,
      [tags, deletedAt],
    );
  await file(['vpn', 'printer']);
  await file(['printer']);
  await file(['printer'], '2026-03-06');
  await before.runMigrations();
  await file(['printer', 'new']);
  const counted = (): Promise<unknown> =>
    before.query(`SELECT tag, sum(n)::int AS n FROM ticket_tags GROUP BY tag ORDER BY tag`);
  const expected = [
    { tag: 'new', n: 1 },
    { tag: 'printer', n: 3 },
    { tag: 'vpn', n: 1 },
  ];
  expect(await counted()).toEqual(expected);
  await before.query('SELECT fold_ticket_counters()');
  expect(await counted()).toEqual(expected);
  expect(await before.query('SELECT sum(n)::int AS n FROM ticket_counts')).toEqual([{ n: 3 }]);
  await before.destroy();
});

it('accounts come to a database with tickets: nothing is lost, and nobody can be who everybody was', async () => {
  const before = await createDataSource(await createDatabase()).initialize();
  await undoFrom(before, 'Accounts1764100000000');
  await before.query(
    `INSERT INTO tickets (title, description, status, triage_due_at, assignee_id)
     SELECT 'title', 'description', CASE WHEN i = 1 THEN 'in_progress' ELSE 'open' END::ticket_status, now(), u.id
     FROM generate_series(1, 3) i, users u`,
  );
  await before.query(
    `INSERT INTO ticket_messages (ticket_id, author_id, body, visibility) SELECT t.id, u.id, 'Hello.', 'public' FROM tickets t, users u`,
  );
  await before.runMigrations();
  expect(await before.query('SELECT email, active, password_hash FROM users')).toEqual([
    { email: 'agent@localhost', active: false, password_hash: null },
  ]);
  expect(await before.query('SELECT status, n::int FROM ticket_workload ORDER BY status')).toEqual([
    { status: 'open', n: 2 },
    { status: 'in_progress', n: 1 },
  ]);
  expect(await before.query('SELECT count(*)::int AS n FROM ticket_messages')).toEqual([{ n: 3 }]);
  await before.destroy();
});

it('the counters of the report, the queue and the board begin with what is there, each decision on its day', async () => {
  const before = await createDataSource(await createDatabase()).initialize();
  await undoFrom(before, 'Console1764200000000');
  await before.query(`
    INSERT INTO tickets (title, description, status, category, triage_state, triage_source, suggested_category,
      suggested_priority, created_at, updated_at, resolved_at, deleted_at)
    SELECT 'title', 'description', status::ticket_status, category::ticket_category, triage::triage_state, 'local',
      'billing', 'medium', '2026-03-01T12:00:00Z', '2026-03-05T12:00:00Z', resolved::timestamptz, deleted::timestamptz
    FROM (VALUES
      ('open', 'billing', 'accepted', NULL, NULL),
      ('closed', 'account', 'overridden', '2026-03-02T12:00:00Z', NULL),
      ('in_progress', 'billing', 'accepted', NULL, '2026-03-06'),
      ('open', 'billing', 'manual', NULL, NULL)
    ) t (status, category, triage, resolved, deleted)`);
  // When the closed one was decided about is known; of the others, only when they were last changed.
  await before.query(`
    INSERT INTO classifications (ticket_id, source, model, category, priority, confidence, rationale, latency_ms, applied,
      decision, decided_category, decided_priority, decided_at)
    SELECT id, 'local', 'local', 'billing', 'medium', 1, '', 1, true, 'overridden', 'account', 'medium',
      '2026-03-03T12:00:00Z' FROM tickets WHERE status = 'closed'`);
  await before.runMigrations();
  const rows = (columns: string, table: string): Promise<unknown> =>
    before.query(`SELECT ${columns}, n::int FROM ${table} ORDER BY 1, 2`);
  expect(await rows('day::text, category', 'ticket_filings')).toEqual([
    { day: '2026-03-01', category: 'billing', n: 2 },
    { day: '2026-03-01', category: 'account', n: 1 },
  ]);
  expect(await rows('day::text, status, priority', 'ticket_backlog')).toEqual([
    { day: '2026-03-01', status: 'open', priority: 'medium', n: 2 },
  ]);
  expect(await rows('day::text, seconds::int', 'ticket_solutions')).toEqual([
    { day: '2026-03-02', seconds: 86_400, n: 1 },
  ]);
  expect(await rows('day::text, decision, source, suggested, chosen', 'triage_category_decisions')).toEqual([
    {
      day: '2026-03-03',
      decision: 'overridden',
      source: 'local',
      suggested: 'billing',
      chosen: 'account',
      n: 1,
    },
    {
      day: '2026-03-05',
      decision: 'accepted',
      source: 'local',
      suggested: 'billing',
      chosen: 'billing',
      n: 1,
    },
  ]);
  expect(await rows('day::text, suggested, chosen', 'triage_priority_decisions')).toEqual([
    { day: '2026-03-03', suggested: 'medium', chosen: 'medium', n: 1 },
    { day: '2026-03-05', suggested: 'medium', chosen: 'medium', n: 1 },
  ]);
  expect(await rows('status, assignee_id', 'ticket_workload')).toEqual([
    { status: 'open', assignee_id: null, n: 2 },
    { status: 'closed', assignee_id: null, n: 1 },
  ]);
  await before.destroy();
});

it.each([
  ['a resolved ticket without a time', `status = 'resolved'`],
  ['an empty title', `title = ''`],
  ['a title of 201 characters', `title = repeat('x', 201)`],
  ['a description of 20,001 characters', `description = repeat('x', 20001)`],
  ['a confidence above 1', `confidence = 1.1`],
  ['a pending ticket that no sweeper would find', `triage_state = 'pending', triage_due_at = NULL`],
  ['an accepted suggestion that there is not', `triage_state = 'accepted', triage_due_at = NULL`],
])('the database itself refuses %s', async (_name, assignment) => {
  await dataSource.query(
    `INSERT INTO tickets (title, description, triage_due_at) VALUES ('title', 'description', now())`,
  );
  await expect(dataSource.query(`UPDATE tickets SET ${assignment}`)).rejects.toThrow('check constraint');
});
