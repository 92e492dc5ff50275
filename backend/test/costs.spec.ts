import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataSource, type Logger } from 'typeorm';
import { parseSettings } from '../src/config/settings.js';
import { createDataSource } from '../src/schema/data-source.js';
import { readTriageBacklog } from '../src/classification/triage-backlog.repository.js';
import { BoardService } from '../src/stats/board.service.js';
import { QueueService } from '../src/stats/queue.service.js';
import { ReportService } from '../src/stats/report.service.js';
import { StatsRepository } from '../src/stats/stats.repository.js';
import { StatsService } from '../src/stats/stats.service.js';
import { WorkloadService } from '../src/stats/workload.service.js';
import { TicketFilter, TicketListQuery } from '../src/tickets/dto/ticket-list.dto.js';
import { cursorAfter } from '../src/tickets/ticket-cursor.js';
import { TicketRowsRepository } from '../src/tickets/ticket-rows.repository.js';
import { TicketsRepository } from '../src/tickets/tickets.repository.js';
import { UserListQuery } from '../src/identity/users/dto/users.dto.js';
import { UsersService } from '../src/identity/users/users.service.js';
import { ViewsService } from '../src/views/views.service.js';
import type { Caller } from '../src/identity/users/caller.js';
import { createDatabase } from './support/service.ts';

/**
 * Invariant 6: the cost of a page, a search or the statistics does not grow with the number of tickets. Cost is how
 * many pages of tables and indexes a query touches, which is the same on every machine, however busy.
 */
const FEW = 2_000;
/** `PLANS=1000000` looks at a million of them, and keeps each query's plan in docs/plans.md. */
const MANY = Number(process.env.PLANS ?? 100_000);
/** The sizes that grow are judged at 100,000. */
const SCALE = MANY / 100_000;
const PLANS = new URL('../../docs/plans.md', import.meta.url);
const kept: string[] = [];

/** An index is a level or two deeper at the larger size, and a row of it lies on another page than its neighbour. */
const SLACK = 40;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
}

interface Query {
  sql: string;
  parameters: unknown[];
  /** What begins its transaction, and says how it is planned. */
  begin?: string;
}

/** A database with so many tickets, and the service's own readers over it. */
class Store {
  readonly stats: StatsRepository;

  private constructor(
    readonly dataSource: DataSource,
    private readonly sent: Query[],
    /** Cursors of the tickets that are the oldest but thirty, and in the middle. */
    readonly places: { last: string; urgent: string },
  ) {
    this.stats = new StatsRepository(dataSource);
  }

  static async with(tickets: number): Promise<Store> {
    const sent: Query[] = [];
    let begin: string | undefined;
    const logQuery = (sql: string, parameters: unknown[] = []): void => {
      if (!sql.startsWith('BEGIN')) sent.push({ sql, parameters, begin });
      begin = sql.startsWith('BEGIN') ? sql : undefined;
    };
    const logger = { logQuery };
    const dataSource = await createDataSource(await createDatabase())
      .setOptions({ logging: ['query'], logger: logger as unknown as Logger, extra: {} })
      .initialize();
    await dataSource.query(PEOPLE);
    await dataSource.query(TEAMS);
    await dataSource.query(REQUESTERS, [tickets]);
    await dataSource.query(TICKETS, [tickets]);
    while (await folds(dataSource));
    // Tables that are written to are vacuumed now and then; without it the search would still be sorting its index.
    await dataSource.query('VACUUM ANALYZE');
    // A tag that is newer than PostgreSQL's statistics, which know ten of them, each in a tenth of the tickets.
    await dataSource.query(`UPDATE tickets SET tags = '{vip}' WHERE id <= 5`);
    while (await folds(dataSource));
    await dataSource.query(VIEWS);
    const rows = new TicketRowsRepository(dataSource);
    const [oldest, middle] = [await rows.findById(tickets - 30), await rows.findById(tickets / 2)];
    const places = { last: cursorAfter('-created_at', oldest!), urgent: cursorAfter('-priority', middle!) };
    return new Store(dataSource, sent, places);
  }

  /** The very statements that the service sends for a read. */
  async statements(read: (store: Store) => Promise<unknown>): Promise<Query[]> {
    this.sent.length = 0;
    await read(this);
    // The count and the page are sent side by side, in no certain order.
    return this.sent.toSorted((a, b) => (a.sql < b.sql ? -1 : 1));
  }

  async explain({ sql, parameters, begin = 'BEGIN' }: Query): Promise<Plan> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query(begin);
      const [row] = (await runner.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, parameters)) as [
        { 'QUERY PLAN': [{ Plan: Plan }] },
      ];
      await runner.query('COMMIT');
      return row['QUERY PLAN'][0].Plan;
    } finally {
      await runner.release();
    }
  }

  views(): ViewsService {
    return new ViewsService(this.dataSource, new TicketsRepository(this.dataSource));
  }

  users(query: Partial<UserListQuery>, caller = ADMIN): Promise<unknown> {
    return new UsersService(this.dataSource, parseSettings({})).list(
      Object.assign(new UserListQuery(), query),
      caller,
    );
  }

  /** Its first batch. */
  export(filter: TicketFilter): Promise<unknown> {
    return new TicketsRepository(this.dataSource)
      .streamBatches(filter, AGENT, { sort: '-created_at' })
      .next();
  }

  list(query: Partial<TicketListQuery>, caller = AGENT): Promise<unknown> {
    return new TicketsRepository(this.dataSource).list(Object.assign(new TicketListQuery(), query), caller);
  }
}

/** Whether there was something to fold. */
async function folds(dataSource: DataSource): Promise<boolean> {
  const [{ folded }] = await dataSource.query<[{ folded: number }]>(
    'SELECT fold_ticket_counters() AS folded',
  );
  return folded > 0;
}

const AGENT: Caller = {
  ...{ type: 'user', id: 1, name: 'Agent 1', email: '1@example.org' },
  ...{ role: 'agent', visibleTeams: null },
};
const ADMIN: Caller = { ...AGENT, role: 'admin' };
/** An agent who sees two teams of sixty tickets each, and not the two that have all others. */
const LIMITED: Caller = { ...AGENT, visibleTeams: [3, 4] };
const REQUESTER: Caller = { ...AGENT, id: 9, role: 'requester' };

const LONG_AGO = (days: number): Date => new Date(Date.now() - days * 86_400_000);

const PEOPLE = `
  INSERT INTO users (id, name, email, role)
  SELECT i, 'Person ' || i, i || '@example.org', CASE WHEN i = 9 THEN 'requester' ELSE 'agent' END::user_role
  FROM generate_series(1, 9) i`;

const TEAMS = `INSERT INTO teams (id, name, confidential) VALUES (2, 'Large', true), (3, 'Small', false), (4, 'Tiny', false)`;

/** One for every second ticket; three of them are called Zebra. */
const REQUESTERS = `
  INSERT INTO users (id, name, email, role)
  SELECT i, CASE WHEN i % ($1::int / 6) = 0 THEN 'Zebra ' ELSE 'Requester ' END || i, 'r' || i || '@example.org', 'requester'
  FROM generate_series(10, $1::int / 2) i`;

/**
 * A year of tickets: nine of ten are closed, few of the others are urgent. Of the words some stand in every third
 * ticket, most in one of hundreds, one in three tickets in all. One requester has 40 of them, however many there are. The
 * oldest quarter has a word, a tag and an agent, the eighth, of its own.
 */
const TICKETS = `
  WITH dice AS (
    SELECT i, now() - i * (interval '365 days' / $1::int) AS at,
      hashint4(i)::bigint & 65535 AS a, hashint4(i + 1000000)::bigint & 65535 AS b, hashint4(i + 2000000)::bigint & 65535 AS c
    FROM generate_series(1, $1::int) i
  )
  INSERT INTO tickets (title, description, status, priority, category, tags, requester_name, requester_email, requester_id, person_id, assignee_id,
    team_id, triage_state, triage_source, suggested_category, suggested_priority, created_at, updated_at, resolved_at)
  SELECT
    CASE WHEN a % 3 = 0 THEN 'Printer does not print' ELSE 'Cannot log in' END,
    'It stopped with error ' || (power(b / 65536.0, 3) * 3000)::int || ' near word' || (power(c / 65536.0, 3) * 3000)::int
      || CASE WHEN b % 100 = 0 THEN ' overheating' ELSE '' END || CASE WHEN i <= 3 THEN ' unicorn' ELSE '' END
      || CASE WHEN i > 3 * $1::int / 4 AND b % 5 = 0 THEN ' easter' ELSE '' END,
    (CASE WHEN a % 10 > 0 THEN 'closed' WHEN b % 3 = 0 THEN 'open' WHEN b % 3 = 1 THEN 'in_progress' ELSE 'resolved' END)::ticket_status,
    (ARRAY['low', 'medium', 'medium', 'medium', 'high', 'high', 'critical'])[1 + b % 7]::ticket_priority,
    (ARRAY['billing', 'technical', 'account', 'general'])[1 + c % 4]::ticket_category,
    ARRAY['tag' || c % 10] || CASE WHEN i > 3 * $1::int / 4 AND b % 5 = 0 THEN ARRAY['campaign'] ELSE '{}' END,
    'Person ' || b % 500, 'person' || b % 500 || '@example.org', CASE WHEN i % ($1::int / 40) = 0 THEN 9 END,
    CASE WHEN i % ($1::int / 40) = 0 THEN 9 END,
    CASE WHEN c % 12 = 7 AND i < 3 * $1::int / 4 THEN 7 ELSE nullif(1 + c % 12, 9 + c % 4) END,
    CASE i % ($1::int / 60) WHEN 1 THEN 3 WHEN 2 THEN 4 ELSE 1 + i % 2 END,
    (CASE WHEN a % 10 = 0 THEN 'suggested' WHEN b % 8 = 0 THEN 'overridden' ELSE 'accepted' END)::triage_state,
    'local', 'general', 'medium', at, at + interval '1 hour', CASE WHEN a % 10 > 0 OR b % 3 = 2 THEN at + interval '1 hour' END
  FROM dice`;

const VIEWS = `
  INSERT INTO saved_views (owner_id, name, query) VALUES
    (1, 'Open', '{"status": ["open"]}'),
    (1, 'Mine to do', '{"assignee": ["me"], "status": ["open", "in_progress"]}'),
    (1, 'Mine', '{"assignee": ["me"]}'),
    (1, 'Common', '{"search": "printer"}'),
    (1, 'Rare', '{"search": "unicorn"}'),
    (1, 'Tagged', '{"tag": ["tag3"]}')`;

function blocks(plan: Plan): number {
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

/** Indented as Markdown shows it as it is. */
function drawn(plan: Plan, depth = 0): string[] {
  const on = [plan['Relation Name'], plan['Index Name']].filter(Boolean).join(' by ');
  const times = plan['Actual Loops'] > 1 ? ` × ${plan['Actual Loops']}` : '';
  const line = `${'  '.repeat(depth + 2)}${plan['Node Type']}${on && ` ${on}`} → ${Math.round(plan['Actual Rows'])} rows${times}`;
  return [line, ...(plan.Plans ?? []).flatMap((below) => drawn(below, depth + 1))];
}

function nodes(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodes)];
}

let few: Store;
let many: Store;
beforeAll(async () => {
  [few, many] = await Promise.all([Store.with(FEW), Store.with(MANY)]);
}, 3_600_000);
afterAll(() => {
  if (process.env.PLANS) writeFileSync(PLANS, `${[...HEAD, ...kept].join('\n')}\n`);
});
afterAll(() => Promise.all([few, many].map(({ dataSource }) => dataSource.destroy())));

const reads: Record<string, (store: Store) => Promise<unknown>> = {
  'the first page': (store) => store.list({}),
  'a page of 100': (store) => store.list({ limit: 100 }),
  'the last page': (store) => store.list({ cursor: store.places.last }),
  'the oldest first': (store) => store.list({ sort: 'created_at' }),
  'the latest changed first': (store) => store.list({ sort: '-updated_at' }),
  'the most urgent first': (store) => store.list({ sort: '-priority' }),
  'a page in the middle of the most urgent first': (store) =>
    store.list({ sort: '-priority', cursor: store.places.urgent }),
  'one status': (store) => store.list({ status: ['open'] }),
  'the common status': (store) => store.list({ status: ['closed'] }),
  'several statuses': (store) => store.list({ status: ['open', 'in_progress'] }),
  'one priority': (store) => store.list({ priority: ['critical'] }),
  'several priorities': (store) => store.list({ priority: ['high', 'critical'] }),
  'one category': (store) => store.list({ category: ['billing'] }),
  'one state of triage': (store) => store.list({ triage_state: ['suggested'] }),
  'triage to decide': (store) => store.list({ triage_state: ['pending', 'suggested'] }),
  'a state of triage without tickets': (store) => store.list({ triage_state: ['manual'] }),
  'an agent': (store) => store.list({ assignee: ['3'] }),
  'assigned to me': (store) => store.list({ assignee: ['me'] }),
  'assigned to me, unresolved': (store) => store.list({ assignee: ['me'], status: ['open', 'in_progress'] }),
  unassigned: (store) => store.list({ assignee: ['none'] }),
  'unassigned and unresolved': (store) => store.list({ assignee: ['none'], status: ['open', 'in_progress'] }),
  'a common tag': (store) => store.list({ tag: ['tag3'] }),
  'a common tag among the open': (store) => store.list({ tag: ['tag3'], status: ['open'] }),
  'a rare tag': (store) => store.list({ tag: ['vip'] }),
  'a tag without tickets': (store) => store.list({ tag: ['nowhere'] }),
  'recent days': (store) => store.list({ created_after: new Date(Date.now() - 86_400_000) }),
  'days long ago': (store) => store.list({ created_before: new Date(Date.now() - 300 * 86_400_000) }),
  'the board: open, urgent first': (store) => store.list({ status: ['open'], sort: '-priority' }),
  'the board: in progress, urgent first': (store) =>
    store.list({ status: ['in_progress'], sort: '-priority' }),
  'the board: resolved, latest change first': (store) =>
    store.list({ status: ['resolved'], sort: '-updated_at' }),
  'the board: closed, latest change first': (store) =>
    store.list({ status: ['closed'], sort: '-updated_at' }),
  'open billing': (store) => store.list({ status: ['open'], category: ['billing'] }),
  'open and critical': (store) => store.list({ status: ['open'], priority: ['critical'] }),
  'a search for a common word': (store) => store.list({ search: 'printer' }),
  'a search for a rare word': (store) => store.list({ search: 'unicorn' }),
  'a search for a word without tickets': (store) => store.list({ search: 'dinosaur' }),
  'a search for a word in one of a hundred': (store) => store.list({ search: 'overheating' }),
  'a search for a common and a rare word': (store) => store.list({ search: 'printer unicorn' }),
  'a search for the beginning of a common word': (store) => store.list({ search: 'print' }),
  'a search for the beginning of many words': (store) => store.list({ search: 'word1' }),
  'a search for a rare word and the beginning of a common one': (store) =>
    store.list({ search: 'unicorn print' }),
  'a search among the open': (store) => store.list({ search: 'printer', status: ['open'] }),
  'no results, known from a counter': (store) =>
    store.list({ status: ['closed'], triage_state: ['suggested'] }),
  'no results, the latest changed first': (store) =>
    store.list({ status: ['closed'], triage_state: ['suggested'], sort: '-updated_at' }),
  'a former agent': (store) => store.list({ assignee: ['8'] }),
  'a former agent, critical': (store) => store.list({ assignee: ['8'], priority: ['critical'] }),
  'a former agent, the latest changed first': (store) =>
    store.list({ assignee: ['8'], priority: ['medium'], sort: '-updated_at' }),
  'an agent and a category': (store) => store.list({ assignee: ['3'], category: ['billing'] }),
  'a day long ago, the latest changed first': (store) =>
    store.list({ created_after: LONG_AGO(301), created_before: LONG_AGO(300), sort: '-updated_at' }),
  'an old tag': (store) => store.list({ tag: ['campaign'] }),
  'an old tag, the latest changed first': (store) => store.list({ tag: ['campaign'], sort: '-updated_at' }),
  'an old tag among the open': (store) => store.list({ tag: ['campaign'], status: ['open'] }),
  'a search for an old word': (store) => store.list({ search: 'easter' }),
  'a search for an old word, the most urgent first': (store) =>
    store.list({ search: 'easter', sort: '-priority' }),
  'a search for an old and a common word': (store) => store.list({ search: 'easter printer' }),
  'a search among those of a former agent': (store) => store.list({ assignee: ['8'], search: 'overheating' }),
  'a search for a phrase of common words': (store) => store.list({ search: '"printer stopped"' }),
  'a search for a phrase of common words and a rare word': (store) =>
    store.list({ search: '"printer stopped" unicorn' }),
  'a search without a common word': (store) => store.list({ search: '-stopped' }),
  'an export of few': (store) => store.export({ search: 'unicorn' }),
  'the unresolved that are not snoozed': (store) =>
    store.list({ status: ['open', 'in_progress', 'waiting'], snoozed: false }),
  'the snoozed': (store) => store.list({ snoozed: true }),
  'by due time': (store) => store.list({ sort: 'due_at' }),
  'the unresolved by due time': (store) =>
    store.list({ status: ['open', 'in_progress', 'waiting'], sort: 'due_at' }),
  'an export of none': (store) => store.export({ status: ['closed'], triage_state: ['suggested'] }),
  'an export of an old tag': (store) => store.export({ tag: ['campaign'] }),
  "a requester's own": (store) => store.list({}, REQUESTER),
  "a requester's own and open": (store) => store.list({ status: ['open'] }, REQUESTER),
  "a search among a requester's own": (store) => store.list({ search: 'printer' }, REQUESTER),
  'a small team': (store) => store.list({ team: [3] }),
  'a small team, open': (store) => store.list({ team: [3], status: ['open'] }),
  'two small teams': (store) => store.list({}, LIMITED),
  'two small teams, the second page': (store) => store.list({ cursor: store.places.last }, LIMITED),
  'two small teams, unresolved': (store) =>
    store.list({ status: ['open', 'in_progress', 'waiting'] }, LIMITED),
  'two small teams, by urgency': (store) => store.list({ sort: '-priority' }, LIMITED),
  'two small teams, by last update': (store) => store.list({ sort: '-updated_at' }, LIMITED),
  'two small teams, open by last update': (store) =>
    store.list({ sort: '-updated_at', status: ['open'] }, LIMITED),
  'two small teams, by reply': (store) => store.list({ sort: '-customer_replied_at' }, LIMITED),
  'two small teams, a category and a priority': (store) =>
    store.list({ category: ['billing'], priority: ['critical'] }, LIMITED),
  'two small teams, a search for a common word': (store) => store.list({ search: 'printer' }, LIMITED),
  'two small teams, the statistics': (store) => new StatsService(store.stats).read({}, LIMITED),
  "two small teams, the board's teams": (store) =>
    new BoardService(store.stats).board({ lanes: 'team' }, LIMITED),
  'the agents and their workload': (store) => new WorkloadService(store.stats).agents({}, AGENT),
  'the users': (store) => store.users({}),
  'the agents among the users': (store) => store.users({ role: ['agent', 'admin'] }),
  'a search for a user': (store) => store.users({ search: 'ebra' }),
  'requesters whom an agent searches': (store) => store.users({ search: 'ebra' }, AGENT),
  'the tickets of a person': (store) => store.list({ requester: [9] }),
  'a search for many users': (store) => store.users({ search: 'ques' }),
  'a ticket': (store) => new TicketsRepository(store.dataSource).get(1, AGENT),
  'the statistics': (store) => new StatsService(store.stats).read({}, AGENT),
  'the report': (store) => new ReportService(store.stats).read({}, AGENT),
  'the report of a year': (store) =>
    new ReportService(store.stats).read({ from: new Date(Date.now() - 365 * 86_400_000) }, AGENT),
  'the queue': (store) => new QueueService(store.stats).read({}, AGENT),
  'the board': (store) => new BoardService(store.stats).board({ lanes: 'none' }, AGENT),
  "the board's priorities": (store) => new BoardService(store.stats).board({ lanes: 'priority' }, AGENT),
  "the board's assignees": (store) => new BoardService(store.stats).board({ lanes: 'assignee' }, AGENT),
  'the views': (store) => store.views().list(AGENT),
  'the counts of the views': (store) => store.views().counts(AGENT),
  'the metrics of triage': (store) => readTriageBacklog(store.dataSource),
};

/**
 * What grows between the two sizes, and why it ends.
 *
 * A page under a filter without an index of its own walks the sort's index until it is full: page size divided by the
 * share of tickets that match, however many tickets there are. Among few tickets all matches are read instead, which
 * is less than that. Each ticket of the page is read with its team, topic, followers and links.
 */
const WALKS = 600 * SCALE;
const walking = new Set([
  'assigned to me, unresolved',
  'a search for a word in one of a hundred',
  'an agent and a category',
  'an export of an old tag',
  'a search among those of a former agent',
]);

/**
 * The latest tickets that are looked through for a tag or a word, of which each may lie on a page of its own, and the
 * index that leads to them.
 */
const LATEST = 1_001 + SLACK;
/** For a tag, a phrase or the latest change, which cost less to look at or more to find. */
const LOOKED_THROUGH = 5_000 + SLACK;

/** The index gathers all that begins with a prefix, which must not be asked of it where that is common. */
const byNoPrefix = new Set([
  'a search for a common word',
  'a search for the beginning of a common word',
  'a search for the beginning of many words',
  'a search for a rare word and the beginning of a common one',
  'a search among the open',
]);

/**
 * A total that no counter keeps is counted up to 10,000, of words and of tags up to 1,000. Each match may lie on a page of
 * its own.
 */
const COUNTED = 10_000;
/** Of what is common in old tickets alone, a sample is read and what stands before a page's end: at 100,000, up to 4,000. */
const GATHERED = 5_000 * SCALE;

const HEAD = [
  '# Query plans',
  '',
  `The plan of each read with ${MANY.toLocaleString('en')} tickets, written by`,
  `\`PLANS=${MANY} npx vitest run -c vitest.e2e.config.ts test/costs.spec.ts\` in \`backend\`. With 100,000 tickets the same test fails`,
  'if a read scans all tickets, or reads more blocks than with 2,000.',
  '',
];

it.skipIf(process.env.PLANS)('each read has its plan kept in docs/plans.md', () => {
  const headings = readFileSync(PLANS, 'utf8').match(/^## .*$/gm) ?? [];
  expect(headings.map((heading) => heading.slice(3).toLowerCase())).toEqual(
    Object.keys(reads).map((name) => name.toLowerCase()),
  );
});

describe.each(Object.keys(reads))('%s', (name) => {
  it('costs the same among 100,000 tickets as among 2,000', async () => {
    const statements = (store: Store): Promise<Query[]> => store.statements(reads[name]!);
    const [before, after] = [await statements(few), await statements(many)];
    expect(after.length).toBeGreaterThan(0);
    const ofKind = (sent: Query[], kind: string): Query[] =>
      sent.filter((statement) => kindOf(statement) === kind);
    for (const [i, statement] of after.entries()) {
      const plan = await many.explain(statement);
      const kind = kindOf(statement);
      if (i === 0) kept.push(`## ${name[0]!.toUpperCase()}${name.slice(1)}`, '');
      kept.push(`${kind}, ${blocks(plan)} blocks:`, '', ...drawn(plan), '');
      if (byNoPrefix.has(name)) {
        const searched = nodes(plan).filter((node) => node['Index Name'] === 'ix_tickets_search');
        const conditions = searched.map((node) => node['Index Cond'] ?? '');
        expect(conditions.filter((condition) => condition.includes(':*'))).toEqual([]);
      }
      expect(
        nodes(plan)
          .filter((node) => node['Node Type'] === 'Seq Scan')
          .map((node) => node['Relation Name'])
          .filter((relation) => relation === 'tickets' || relation === 'users'),
      ).toEqual([]);
      if (kind === 'count' || kind === 'matches') {
        expect(blocks(plan)).toBeLessThan(kind === 'count' ? COUNTED : GATHERED);
        continue;
      }
      if (kind === 'latest') {
        expect(blocks(plan)).toBeLessThanOrEqual(
          statement.sql.includes('LIMIT 5000') ? LOOKED_THROUGH : LATEST,
        );
        continue;
      }
      // Among few tickets, more of those that match are among the latest.
      const same = ofKind(before, kind)[ofKind(after, kind).indexOf(statement)];
      const atMost =
        1.5 * (same ? blocks(await few.explain(same)) : SLACK) + (walking.has(name) ? WALKS : SLACK);
      expect(blocks(plan), kind).toBeLessThanOrEqual(atMost);
    }
  });
});

describe('among ten thousand messages, a search for', () => {
  beforeAll(async () => {
    await many.dataSource.query(`
      INSERT INTO ticket_messages (ticket_id, author_id, body, visibility)
      SELECT i, 1, 'Thank you, we look into error ' || i % 3000 || CASE WHEN i <= 3 THEN ' pterodactyl' ELSE '' END,
        CASE WHEN i % 2 = 0 THEN 'public' ELSE 'internal' END::message_visibility
      FROM generate_series(1, 10000) i`);
    await many.dataSource.query('VACUUM ANALYZE ticket_messages');
  }, 120_000);

  it.each([
    ['a word in three of them', 'pterodactyl', AGENT],
    ['a word in all of them', 'thank', AGENT],
    ['the beginning of a word in all of them', 'than', AGENT],
    ['a word in three and the beginning of one in all', 'pterodactyl than', AGENT],
    ['a word in none', 'dinosaur', AGENT],
    ["a word in a requester's own", 'thank', REQUESTER],
  ])('%s looks up little', async (_, search, caller) => {
    const [lookUp] = (await many.statements((store) => store.list({ search }, caller))).filter(
      ({ sql }) => sql.includes('ticket_messages') && !sql.includes('lastMessage'),
    );
    const plan = await many.explain(lookUp!);
    const whole = nodes(plan).filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0);
    expect(whole).toEqual([]);
    // Rows of the latest messages, and of what the index finds.
    expect(blocks(plan)).toBeLessThanOrEqual(LATEST / 4);
  });
});

it('a write leaves nothing for another one to sort into an index', async () => {
  await few.dataSource.query(TICKETS, [FEW]);
  await few.dataSource.query(
    `UPDATE tickets SET status = 'closed', resolved_at = now() WHERE status = 'open'`,
  );
  await few.dataSource.query(
    `INSERT INTO ticket_messages (ticket_id, author_id, body, visibility) SELECT id, 1, title, 'public' FROM tickets`,
  );
  for (const index of ['ix_tickets_search', 'ix_ticket_messages_search']) {
    const [pending] = await few.dataSource.query<unknown[]>(
      `SELECT gin_clean_pending_list('${index}')::int AS pages`,
    );
    expect([index, pending]).toEqual([index, { pages: 0 }]);
  }
});

function kindOf({ sql }: Query): string {
  if (sql.includes('capped')) return 'count';
  if (sql.includes(' AS place FROM tickets t')) return 'start';
  if (/^WITH .*matching AS MATERIALIZED|\) matching/s.test(sql)) return 'matches';
  if (sql.includes('SELECT t.*')) return 'latest';
  return /ticket_(counts|tags|workload)/.test(sql) ? 'counters' : 'page';
}
