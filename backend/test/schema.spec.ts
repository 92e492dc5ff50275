import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/schema/data-source.js';
import { TicketListQuery } from '../src/tickets/dto/ticket-list.dto.js';
import { SearchBackfillRepository } from '../src/tickets/search-backfill.repository.js';
import { SearchBackfill } from '../src/tickets/search-backfill.js';
import { TicketsRepository } from '../src/tickets/tickets.repository.js';
import type { Caller } from '../src/identity/users/caller.js';
import { readColumns } from './support/database-types.ts';
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

it('each table has an entity with its columns, their types and whether they can be null', async () => {
  const declared = dataSource.entityMetadatas.flatMap(({ tableName, columns }) =>
    columns.map((column) => ({
      table: tableName,
      name: column.databaseName,
      type: `${column.enumName ?? dataSource.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`,
      isNullable: column.isNullable,
    })),
  );
  const existing = (await readColumns(dataSource))
    .filter(({ isView }) => !isView)
    .map(({ table, name, type, isNullable }) => ({ table, name, type, isNullable }));
  const byName = (columns: typeof existing): typeof existing =>
    columns.toSorted((a, b) => `${a.table}.${a.name}`.localeCompare(`${b.table}.${b.name}`));
  expect(byName(declared)).toEqual(byName(existing));
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

it('who has decided is known of tickets from before, as far as their history tells it', async () => {
  const before = await createDataSource(await createDatabase()).initialize();
  await undoFrom(before, 'TriageDeciders1765400000000');
  const [ada, eve, former] = await before.query<{ id: number }[]>(
    `INSERT INTO users (name, email, role) VALUES ('Ada', 'ada@x.org', 'agent'), ('Eve', 'eve@x.org', 'requester'),
       ('Former', 'former@x.org', 'requester') RETURNING id`,
  );
  const file = async (
    title: string,
    state: string,
    history: [type: string, actor: number | null, changes: object][],
    requester: number | null = null,
  ): Promise<void> => {
    const [{ id }] = await before.query<[{ id: number }]>(
      `INSERT INTO tickets (title, description, triage_state, triage_source, suggested_category, suggested_priority,
         requester_id, updated_at)
       VALUES ($1, 'x', $2, $3, $4, $5, $6, '2026-03-05T12:00:00Z') RETURNING id`,
      [
        title,
        state,
        ...(state === 'manual' ? [null, null, null] : ['local', 'general', 'medium']),
        requester,
      ],
    );
    for (const [type, actor, changes] of history) {
      await before.query(
        `INSERT INTO ticket_history (ticket_id, at, actor_type, actor_id, actor_name, changes)
         VALUES ($1, '2026-03-04T12:00:00Z', $2, $3, 'x', $4)`,
        [id, type, actor, changes],
      );
    }
  };
  const filed = { status: [null, 'open'], category: [null, 'general'], priority: [null, 'medium'] };
  const accepted = { triage_state: ['suggested', 'accepted'] };
  await file('a requester’s claim', 'manual', [['user', eve!.id, filed]], eve!.id);
  await file('an agent’s own', 'manual', [['user', ada!.id, filed]]);
  await file(
    'accepted',
    'accepted',
    [
      ['user', eve!.id, filed],
      ['user', ada!.id, accepted],
      ['user', eve!.id, { message: [null, 'public'] }],
    ],
    eve!.id,
  );
  await file('edited since', 'accepted', [
    ['user', ada!.id, accepted],
    ['user', eve!.id, { description: ['y', 'x'] }],
  ]);
  await file('by an agent of before', 'overridden', [['user', former!.id, accepted]]);
  await file('imported', 'accepted', [['system', null, filed]]);
  await file('without a history', 'accepted', []);
  await before.runMigrations();
  expect(
    await before.query(`SELECT title, decided_by AS by, decided_by_id AS id, decision_outdated AS outdated,
      to_char(decided_at AT TIME ZONE 'UTC', 'MM-DD') AS on FROM tickets ORDER BY tickets.id`),
  ).toEqual([
    { title: 'a requester’s claim', by: 'requester', id: null, outdated: false, on: null },
    { title: 'an agent’s own', by: 'agent', id: ada!.id, outdated: false, on: '03-04' },
    { title: 'accepted', by: 'agent', id: ada!.id, outdated: false, on: '03-04' },
    { title: 'edited since', by: 'agent', id: ada!.id, outdated: true, on: '03-04' },
    { title: 'by an agent of before', by: 'requester', id: null, outdated: false, on: null },
    { title: 'imported', by: 'import', id: null, outdated: false, on: null },
    { title: 'without a history', by: null, id: null, outdated: false, on: '03-05' },
  ]);
  const counted = (): Promise<unknown> =>
    before.query(
      `SELECT state, sum(n)::int AS n FROM triage_decision_counts GROUP BY state HAVING sum(n) <> 0 ORDER BY state`,
    );
  const expected = [
    { state: 'accepted', n: 3 },
    { state: 'manual', n: 1 },
  ];
  expect(await counted()).toEqual(expected);
  await before.query('SELECT fold_ticket_counters()');
  expect(await counted()).toEqual(expected);
  expect(
    await before.query(
      `SELECT decision, sum(n)::int AS n FROM triage_category_decisions GROUP BY decision HAVING sum(n) <> 0`,
    ),
  ).toEqual([{ decision: 'accepted', n: 3 }]);
  await undoFrom(before, 'TriageDeciders1765400000000');
  expect(
    await before.query(`SELECT decision, sum(n)::int AS n FROM triage_category_decisions
      GROUP BY decision HAVING sum(n) <> 0 ORDER BY decision`),
  ).toEqual([
    { decision: 'accepted', n: 4 },
    { decision: 'overridden', n: 1 },
  ]);
  await before.destroy();
});

it('what was there before is searched by its new words once it is derived again, in turns', async () => {
  const before = await createDataSource(await createDatabase()).initialize();
  await undoFrom(before, 'SearchWords1765500000000');
  await before.query(
    `INSERT INTO users (name, email, role) VALUES ('Ada', 'ada@x.org', 'agent'), ('Eve', 'eve@x.org', 'requester')`,
  );
  await before.query(
    `INSERT INTO tickets (title, description, triage_state, tags)
     SELECT 'ORD-4711 of Zoë', 'login/password', 'manual', '{zebra}' FROM generate_series(1, 450)`,
  );
  await before.query(
    `INSERT INTO ticket_messages (ticket_id, author_id, body, visibility)
     SELECT t.id, u.id, 'quagga', 'public' FROM tickets t, users u WHERE u.name = 'Ada' AND t.id <= 3`,
  );
  await before.runMigrations();
  const agent: Caller = { type: 'user', id: 1, name: 'Ada', email: 'ada@x.org', role: 'agent' };
  const found = async (search: string): Promise<number> =>
    (await new TicketsRepository(before).list(Object.assign(new TicketListQuery(), { search }), agent)).total
      .value;
  const totals = async (): Promise<number[]> =>
    Promise.all(['login', 'zoë', 'ord-4711', 'password', '4711', 'zebra', 'quagga'].map(found));
  // By the old words alone.
  expect(await totals()).toEqual([450, 450, 450, 0, 0, 0, 0]);
  const backfill = (): SearchBackfill => new SearchBackfill(new SearchBackfillRepository(before));
  const [first, second] = [backfill(), backfill()];
  await first.derive();
  expect(await totals()).toEqual([450, 450, 450, 200, 200, 200, 0]);
  await before.query(`UPDATE tickets SET title = 'edited 4711', tags = '{okapi}' WHERE id = 1`);
  // Another process goes on where the first one stopped.
  await Promise.all([first.run(), second.run()]);
  await second.run();
  expect(await totals()).toEqual([450, 449, 449, 450, 450, 449, 3]);
  expect(await before.query('SELECT FROM search_backfill')).toEqual([]);
  const [{ derived }] = await before.query<[{ derived: number }]>(
    `SELECT count(*)::int AS derived FROM tickets
     WHERE search_vector = ticket_search_words(title, description, requester_name, requester_email, tags)`,
  );
  expect(derived).toBe(450);
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
