import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Semaphore } from '../common/semaphore.js';

const TIMESTAMPTZ = pg.types.builtins.TIMESTAMPTZ;
const parseTimestamp = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

const TYPE_PARSERS: pg.CustomTypesConfig = {
  getTypeParser: (type, format): unknown =>
    type === TIMESTAMPTZ ? toIsoInstant : pg.types.getTypeParser(type, format),
};

/** The values of a statement, each by the name that the statement has for it. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** `$1`, `$2` and so on. */
  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/**
 * For what is read all day: over the data source's own connections, past TypeORM's query runner, and with each time as
 * the text that the API answers with, which saves making a Date of it and a text of that. Errors are the driver's own.
 */
export function sqlQuery<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return execute(dataSource, { text, values });
}

/**
 * Invalid and duplicate name of a prepared statement, and one whose columns have another type than when it was prepared: a
 * migration has been there since.
 */
const UNPREPARED_SQLSTATES = ['26000', '42P05', '0A000'];

/**
 * Data sources over a pooler that gives one connection to many clients and knows nothing of what they have prepared, or
 * over a database that is ahead of this process.
 */
const unpreparedDataSources = new WeakSet<DataSource>();

/**
 * A plain query that PostgreSQL plans once for each connection, where planning takes as long as reading: of a text that is
 * always the same, and whose plan does not depend on its values: what has no name is planned each time. Outside of
 * transactions alone, since it may be sent twice.
 */
export async function preparedQuery<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  name: string | undefined,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  if (name === undefined || unpreparedDataSources.has(dataSource)) return sqlQuery(dataSource, text, values);
  try {
    return await execute(dataSource, { name, text, values });
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && UNPREPARED_SQLSTATES.includes(error.code ?? ''))) throw error;
    unpreparedDataSources.add(dataSource);
    return sqlQuery(dataSource, text, values);
  }
}

/**
 * Of the pool's twenty connections. However slow the lists, searches, counts and exports are that run, the others are for what
 * takes no time: a ticket by its id, a reply.
 */
const LIST_CONNECTIONS = 12;

const listConnections = new WeakMap<DataSource, Semaphore>();

/** A statement of a list that takes longer is cancelled: its connection is one of the few that all lists share. */
export const LIST_TIMEOUT_MS = 5_000;

/**
 * A query of a list, a search, a count or an export, which waits while as many run as may. With a plan, it is cancelled after
 * {@link LIST_TIMEOUT_MS}; without one, it has to be quick by its nature, such as the first page or a sum of counters.
 */
export async function listQuery<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  text: string,
  values: unknown[],
  { name, plan }: { name?: string; plan?: PlanHint } = {},
): Promise<Row[]> {
  const connections = listConnections.get(dataSource) ?? new Semaphore({ limit: LIST_CONNECTIONS });
  listConnections.set(dataSource, connections);
  const release = await connections.acquire();
  try {
    return await (plan
      ? queryWithPlan<Row>(dataSource, plan, text, values)
      : preparedQuery<Row>(dataSource, name, text, values));
  } finally {
    release();
  }
}

/**
 * How PostgreSQL finds rows where its estimate fails: it knows how common a word is only of the commonest ones, takes any
 * other for more common than it is, and would scan the whole table until a limit is reached.
 */
export type PlanHint = keyof typeof PLAN_HINTS;

const PLAN_HINTS = {
  /** As PostgreSQL estimates. */
  estimated: '',
  /** By an index, whatever its estimate. */
  indexed: 'SET LOCAL enable_seqscan = off',
  /** By bitmaps of the indexes that the conditions name: all that match are found before any is read, in one process. */
  gathered: `SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL work_mem = '32MB';
    SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off`,
};

async function queryWithPlan<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  plan: PlanHint,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const begin = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${LIST_TIMEOUT_MS}; ${PLAN_HINTS[plan]}`;
  dataSource.logger.logQuery(begin);
  dataSource.logger.logQuery(text, values);
  const client = await poolOf(dataSource).connect();
  let failed = true;
  try {
    await client.query(begin);
    const { rows } = await client.query<Row>({ text, values, types: TYPE_PARSERS });
    await client.query('COMMIT');
    failed = false;
    return rows;
  } finally {
    // A connection within a transaction that failed is closed.
    client.release(failed);
  }
}

async function execute<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  query: { name?: string; text: string; values: unknown[] },
): Promise<Row[]> {
  dataSource.logger.logQuery(query.text, query.values);
  return (await poolOf(dataSource).query<Row>({ ...query, types: TYPE_PARSERS })).rows;
}

function poolOf({ driver }: DataSource): pg.Pool {
  return (driver as unknown as { master: pg.Pool }).master;
}

/** ISO 8601 to the millisecond, of what PostgreSQL says: `2026-11-24 05:00:00.12+00`. */
export function toIsoInstant(text: string): string {
  const [day, time] = [text.slice(0, 10), text.slice(11, -3)];
  // Another time zone than UTC, or a year that has not four digits.
  if (!text.endsWith('+00') || text[10] !== ' ') return parseTimestamp(text).toISOString();
  return `${day}T${time.slice(0, 8)}.${time.slice(9, 12).padEnd(3, '0')}Z`;
}
