/**
 * The cost of the service's reads with partitions: the statements that it sends, with one table and with the same rows in
 * partitions by month and by id. docs/hundred-million.md has the figures. From the root:
 *
 *     npm run build && nice node backend/bench/partitions.ts 10000000 /folder/with/room
 *
 * It starts a PostgreSQL in that folder, which takes 4 kB per ticket, and deletes it at the end. The cost is the number of
 * blocks of tables and indexes that a statement reads, which is the same on every machine; times show an order of magnitude.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource, Logger } from 'typeorm';
import { startEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import type * as Source from '../src/schema/data-source.js';
import type * as Migrate from '../src/schema/migrate.js';
import type * as ListDto from '../src/tickets/dto/ticket-list.dto.js';
import type * as Cursor from '../src/tickets/ticket-cursor.js';
import type * as Rows from '../src/tickets/ticket-rows.repository.js';
import type * as Queries from '../src/tickets/tickets.repository.js';
import type { Caller } from '../src/identity/users/caller.js';

const built = (file: string): Promise<unknown> => import(new URL(`../dist/${file}`, import.meta.url).href);
const { createDataSource } = (await built('schema/data-source.js')) as typeof Source;
const { migrateDatabase } = (await built('schema/migrate.js')) as typeof Migrate;
const { TicketListQuery } = (await built('tickets/dto/ticket-list.dto.js')) as typeof ListDto;
const { cursorAfter } = (await built('tickets/ticket-cursor.js')) as typeof Cursor;
const { TicketRowsRepository } = (await built('tickets/ticket-rows.repository.js')) as typeof Rows;
const { TicketsRepository } = (await built('tickets/tickets.repository.js')) as typeof Queries;

const tickets = Number(process.argv[2]);
const folder = process.argv[3];
if (!Number.isInteger(tickets) || tickets < 10_000 || !folder) {
  throw new Error('Say how many tickets, at least 10000, and in which folder');
}

const TEXTS = 20_000;
const MONTHS = 36;
const LAYOUTS = ['whole', 'by_month', 'by_id'] as const;
type Layout = (typeof LAYOUTS)[number];

/** The indexes that the reads below use; others would only take time to create. */
const INDEXES = ['created', 'status', 'assignee', 'requester', 'search', 'triage_due'].map(
  (name) => `ix_tickets_${name}`,
);

const AGENT: Caller = {
  type: 'user',
  id: 1,
  name: 'Agent',
  email: 'a@example.org',
  role: 'agent',
  visibleTeams: null,
};
const REQUESTER: Caller = { ...AGENT, id: 9, role: 'requester' };

/** Some words occur in every third ticket, most in one of hundreds. */
const SEED = `
  WITH dice AS (
    SELECT i, hashint4(i)::bigint & 65535 AS a, hashint4(i + 1000000)::bigint & 65535 AS b,
      hashint4(i + 2000000)::bigint & 65535 AS c
    FROM generate_series(1, ${TEXTS}) i
  )
  INSERT INTO tickets (id, title, description, status, priority, category, tags, requester_name, requester_email,
    assignee_id, triage_state, triage_source, suggested_category, suggested_priority, decided_at, resolved_at)
  SELECT i,
    CASE WHEN a % 3 = 0 THEN 'Printer does not print' ELSE 'Cannot log in' END,
    'It stopped with error ' || (power(b / 65536.0, 3) * 3000)::int || ' near word' || (power(c / 65536.0, 3) * 3000)::int
      || ', and since then nobody here can work any more.',
    (CASE WHEN a % 10 > 0 THEN 'closed' WHEN b % 2 = 0 THEN 'open' ELSE 'in_progress' END)::ticket_status,
    (ARRAY['low', 'medium', 'medium', 'medium', 'high', 'high', 'critical'])[1 + b % 7]::ticket_priority,
    (ARRAY['billing', 'technical', 'account', 'general'])[1 + c % 4]::ticket_category,
    ARRAY['tag' || c % 10], 'Person ' || b % 500, 'person' || b % 500 || '@example.org', nullif(1 + c % 8, 8),
    'accepted', 'local', 'general', 'medium', now(), CASE WHEN a % 10 > 0 THEN now() END
  FROM dice`;

/** Three years of tickets, newest last. None older than a quarter is open; one requester has forty. */
function fill(columns: string[]): string {
  const made: Record<string, string> = {
    id: 'i',
    created_at: 'at',
    updated_at: `at + interval '1 hour'`,
    status: `CASE WHEN i > ${tickets} * 11 / 12 THEN s.status ELSE 'closed' END`,
    resolved_at: `CASE WHEN i > ${tickets} * 11 / 12 THEN s.resolved_at ELSE at + interval '1 hour' END`,
    requester_id: `CASE WHEN i % ${tickets / 40} = 0 THEN 9 END`,
    triage_state: `CASE WHEN i > ${tickets} - 500 THEN 'pending' ELSE s.triage_state END`,
    triage_due_at: `CASE WHEN i > ${tickets} - 500 THEN at END`,
    search_vector: `CASE WHEN i % ${Math.floor(tickets / 3)} = 7 THEN s.search_vector || 'unicorn'::tsvector ELSE s.search_vector END`,
  };
  return `
    INSERT INTO whole.tickets (${columns.join(', ')})
    SELECT ${columns.map((column) => made[column] ?? `s.${column}`).join(', ')}
    FROM (SELECT i, now() - (${tickets} - i) * (interval '${MONTHS * 30} days' / ${tickets}) AS at
          FROM generate_series(1, ${tickets}) i) t
    JOIN public.tickets s ON s.id = 1 + t.i % ${TEXTS}`;
}

const reads: Record<string, (queries: Queries.TicketsRepository, middle: string) => Promise<unknown>> = {
  'a ticket by its number': (queries) => queries.get(Math.floor(tickets / 2), AGENT),
  'the first page': (queries) => queries.list(list({}), AGENT),
  'a page in the middle': (queries, middle) => queries.list(list({ cursor: middle }), AGENT),
  'the open': (queries) => queries.list(list({ status: ['open'] }), AGENT),
  "an agent's": (queries) => queries.list(list({ assignee: ['3'] }), AGENT),
  "a requester's own": (queries) => queries.list(list({}), REQUESTER),
  'a search for a common word': (queries) => queries.list(list({ search: 'printer' }), AGENT),
  'a search for a rare word': (queries) => queries.list(list({ search: 'unicorn' }), AGENT),
  'a search for a word that is nowhere': (queries) => queries.list(list({ search: 'dinosaur' }), AGENT),
};

function list(query: Partial<ListDto.TicketListQuery>): ListDto.TicketListQuery {
  return Object.assign(new TicketListQuery(), query);
}

interface Statement {
  sql: string;
  parameters: unknown[];
}

interface Cost {
  blocks: number;
  planningBlocks: number;
  planningMs: number;
  ms: number;
}

interface Explained {
  Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
  Planning?: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
  'Planning Time': number;
  'Execution Time': number;
}

const directory = join(folder, 'partitions-bench');
const server = await startEmbeddedPostgres(directory, () => undefined);
try {
  await migrateDatabase(server.url, { withQueue: false, report: () => undefined });
  const dataSource = await open('public');
  await prepare(dataSource);
  const costs = new Map<string, Partial<Record<Layout, Cost>>>();
  for (const layout of LAYOUTS) {
    await build(dataSource, layout);
    for (const [name, cost] of await measure(layout)) {
      costs.set(name, { ...costs.get(name), [layout]: cost });
      // Reports progress, since this takes long.
      console.error(`${' '.repeat(12)}${name}: ${cost.blocks}`);
    }
  }
  await dataSource.destroy();
  print(costs);
  await retire();
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}

async function run(dataSource: DataSource, what: string, sql: string): Promise<void> {
  const since = performance.now();
  await dataSource.query(sql);
  console.error(`${((performance.now() - since) / 1000).toFixed(1).padStart(8)} s  ${what}`);
}

async function prepare(dataSource: DataSource): Promise<void> {
  // The pool has one session, so these settings apply to all statements.
  await dataSource.query(`SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'`);
  await dataSource.query(
    `INSERT INTO users (id, name, email, role) SELECT i, 'Person ' || i, i || '@example.org', 'agent'
     FROM generate_series(1, 9) i ON CONFLICT DO NOTHING`,
  );
  await run(dataSource, 'texts', SEED);
  await dataSource.query('ANALYZE');
  // LIKE omits the generation of the search vector; the copies take the seed's, which is equal and faster.
  const like = '(LIKE public.tickets INCLUDING DEFAULTS)';
  await dataSource.query(`
    CREATE SCHEMA whole; CREATE SCHEMA by_month; CREATE SCHEMA by_id;
    CREATE UNLOGGED TABLE whole.tickets ${like};
    CREATE TABLE by_month.tickets ${like} PARTITION BY RANGE (created_at);
    CREATE TABLE by_id.tickets ${like} PARTITION BY RANGE (id)`);
  // One more partition by month, since the newest tickets are of today.
  for (let month = 0; month <= MONTHS; month += 1) {
    await dataSource.query(`
      CREATE UNLOGGED TABLE by_month.tickets_${month} PARTITION OF by_month.tickets
      FOR VALUES FROM ('${day(MONTHS - month)}') TO ('${day(MONTHS - month - 1)}')`);
  }
  const first = (part: number): number => Math.floor((part * tickets) / MONTHS) + 1;
  for (let part = 0; part < MONTHS; part += 1) {
    await dataSource.query(`
      CREATE UNLOGGED TABLE by_id.tickets_${part} PARTITION OF by_id.tickets
      FOR VALUES FROM (${first(part)}) TO (${first(part + 1)})`);
  }
}

async function build(dataSource: DataSource, layout: Layout): Promise<void> {
  const columns = await dataSource.query<{ name: string }[]>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = 'tickets' ORDER BY ordinal_position`,
  );
  const indexes = await dataSource.query<{ indexname: string; indexdef: string }[]>(
    `SELECT indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename = 'tickets' AND indexname = ANY ($1)`,
    [INDEXES],
  );
  const rows =
    layout === 'whole'
      ? fill(columns.map(({ name }) => name))
      : `INSERT INTO ${layout}.tickets SELECT * FROM whole.tickets`;
  await run(dataSource, `${layout}: ${tickets} tickets`, rows);
  const key = layout === 'by_month' ? 'id, created_at' : 'id';
  await run(dataSource, `${layout}: key`, `ALTER TABLE ${layout}.tickets ADD PRIMARY KEY (${key})`);
  for (const { indexname, indexdef } of indexes) {
    const sql = indexdef.replace('ON public.tickets', `ON ${layout}.tickets`);
    await run(dataSource, `${layout}: ${indexname}`, sql);
  }
  await run(dataSource, `${layout}: vacuum`, `VACUUM ANALYZE ${layout}.tickets`);
}

/** The first day of a partition, that many months of thirty days ago. */
function day(monthsAgo: number): string {
  return new Date(Date.UTC(2000, 0, 1) + (epochDay() - monthsAgo * 30) * 86_400_000).toISOString();
}

function epochDay(): number {
  return Math.floor((Date.now() - Date.UTC(2000, 0, 1)) / 86_400_000);
}

function open(layout: Layout | 'public', sent: Statement[] = []): Promise<DataSource> {
  const logger = { logQuery: (sql: string, parameters: unknown[] = []) => sent.push({ sql, parameters }) };
  return createDataSource(server.url)
    .setOptions({
      logging: ['query'],
      logger: logger as unknown as Logger,
      poolSize: 1,
      extra: { options: `-c search_path=${layout},public` },
    })
    .initialize();
}

async function measure(layout: Layout): Promise<[string, Cost][]> {
  const sent: Statement[] = [];
  const dataSource = await open(layout, sent);
  const queries = new TicketsRepository(dataSource);
  const half = (await new TicketRowsRepository(dataSource).findById(Math.floor(tickets / 2)))!;
  const middle = cursorAfter('-created_at', half);
  const halfWay = new Date(half.createdAt);
  const explain = async ({ sql, parameters }: Statement): Promise<Cost> => {
    const [row] = await dataSource.query<[{ 'QUERY PLAN': [Explained] }]>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
      parameters,
    );
    const [{ Plan, Planning, ...times }] = row['QUERY PLAN'];
    return {
      blocks: touched(Plan),
      planningBlocks: Planning ? touched(Planning) : 0,
      planningMs: times['Planning Time'],
      ms: times['Execution Time'],
    };
  };
  const costs: [string, Cost][] = [];
  const add = async (name: string, statement: Statement): Promise<void> => {
    await explain(statement);
    costs.push([name, await explain(statement)]);
  };
  for (const [name, read] of Object.entries(reads)) {
    sent.length = 0;
    await read(queries, middle);
    const ofTickets = [...sent].filter(({ sql }) => /FROM tickets /.test(sql));
    const page = ofTickets.find(({ sql }) => !sql.includes('capped'))!;
    const count = ofTickets.find(({ sql }) => sql.includes('capped'));
    await add(name, page);
    if (count) await add(`${name}: its count`, count);
    if (name === 'a ticket by its number') {
      await add(`${name}, its month known`, narrowed(page, halfWay));
    }
    if (name === 'the first page') {
      await add(`${name}, sorted by number`, {
        ...page,
        sql: page.sql.replace(/ORDER BY .* LIMIT/, 'ORDER BY t.id DESC LIMIT'),
      });
    }
    if (name === 'a page in the middle') {
      await add(`${name}, bounded by its date`, narrowed(page, halfWay));
    }
  }
  await add('pending triage', {
    sql: `SELECT id FROM tickets WHERE triage_state = 'pending' AND triage_due_at <= now() AND deleted_at IS NULL
          ORDER BY triage_due_at LIMIT 200`,
    parameters: [],
  });
  await dataSource.destroy();
  return costs;
}

/** Adds a bound on the date, with which PostgreSQL can exclude partitions. */
function narrowed({ sql, parameters }: Statement, at: Date): Statement {
  const n = parameters.length + 1;
  return {
    sql: sql.replace(/WHERE /, `WHERE t.created_at <= $${n} AND t.created_at > $${n + 1} AND `),
    parameters: [...parameters, at, new Date(at.getTime() - 30 * 86_400_000)],
  };
}

function touched(blocks: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number }): number {
  return blocks['Shared Hit Blocks'] + blocks['Shared Read Blocks'];
}

function print(costs: Map<string, Partial<Record<Layout, Cost>>>): void {
  console.log(`| read | one table | by month | by id | planning, ms (blocks) | execution, ms |`);
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const [name, byLayout] of costs) {
    const { whole, by_month, by_id } = byLayout as Record<Layout, Cost>;
    const ratio = ({ blocks }: Cost): string => `${blocks} (${(blocks / whole.blocks).toFixed(1)} ×)`;
    const all = [whole, by_month, by_id];
    const planning = all.map(
      ({ planningMs, planningBlocks }) => `${planningMs.toFixed(1)} (${planningBlocks})`,
    );
    const execution = all.map(({ ms }) => ms.toFixed(2));
    console.log(
      `| ${name} | ${whole.blocks} | ${ratio(by_month)} | ${ratio(by_id)} | ${planning.join(' / ')} | ${execution.join(' / ')} |`,
    );
  }
}

/** Removes the oldest month by deleting its rows, and by detaching its partition. */
async function retire(): Promise<void> {
  const dataSource = await open('public');
  const size = async (layout: Layout): Promise<string> => {
    const [row] = await dataSource.query<[{ table: string; indexes: string }]>(
      `SELECT pg_size_pretty(sum(pg_table_size(c.oid))) AS table, pg_size_pretty(sum(pg_indexes_size(c.oid))) AS indexes
       FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'`,
      [layout],
    );
    return `${row.table}, indexes ${row.indexes}`;
  };
  for (const layout of LAYOUTS) console.log(`\n${layout}: ${await size(layout)}`);
  const time = async (sql: string): Promise<string> => {
    const since = performance.now();
    await dataSource.query(sql);
    return `${(performance.now() - since).toFixed(0)} ms`;
  };
  console.log(
    `\nThe oldest month: DELETE ${await time(`DELETE FROM whole.tickets WHERE created_at < '${day(MONTHS - 1)}'`)}, ` +
      `DETACH and DROP ${await time(`ALTER TABLE by_month.tickets DETACH PARTITION by_month.tickets_0; DROP TABLE by_month.tickets_0`)}`,
  );
  await dataSource.destroy();
}
