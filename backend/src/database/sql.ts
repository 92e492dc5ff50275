import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Semaphore } from '../common/semaphore.js';

const TIMESTAMPTZ = pg.types.builtins.TIMESTAMPTZ;
const parseTimestamp = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

const TYPE_PARSERS: pg.CustomTypesConfig = {
  getTypeParser: (type, format): unknown =>
    type === TIMESTAMPTZ ? toIsoInstant : pg.types.getTypeParser(type, format),
};

/** Collects the parameters of a statement. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** Adds a value and returns its placeholder, such as `$1`. */
  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/**
 * Queries the pool of the data source directly, for frequent reads: it skips TypeORM's query runner and returns times
 * as ISO 8601 text, which saves converting them to Date and back. Errors are those of the driver.
 */
export function sqlQuery<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return execute(dataSource, { text, values });
}

/** Unknown or duplicate prepared statement, or a result type that a migration has changed since it was prepared. */
const UNPREPARED_SQLSTATES = ['26000', '42P05', '0A000'];

/**
 * Data sources behind a pooler that does not support prepared statements, or whose schema is newer than this process.
 */
const unpreparedDataSources = new WeakSet<DataSource>();

/**
 * Runs a prepared statement, which PostgreSQL plans once per connection. For constant texts whose planning takes as
 * long as their execution and whose plan does not depend on the values. Without a name, the statement is planned each
 * time. Not for transactions, since the statement may be sent twice.
 */
export function preparedQuery<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  name: string | undefined,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return withPreparedName(dataSource, name, (name) => execute(dataSource, { name, text, values }));
}

/** Runs a statement under its name, and again without one if the name is unsupported. */
async function withPreparedName<Row>(
  dataSource: DataSource,
  name: string | undefined,
  run: (name?: string) => Promise<Row[]>,
): Promise<Row[]> {
  if (name === undefined || unpreparedDataSources.has(dataSource)) return run();
  try {
    return await run(name);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && UNPREPARED_SQLSTATES.includes(error.code ?? ''))) throw error;
    unpreparedDataSources.add(dataSource);
    return run();
  }
}

/**
 * Pool connections (of twenty) available to lists, searches, counts and exports. The others are reserved for fast
 * requests such as a ticket by id or a reply.
 */
const LIST_CONNECTIONS = 12;

const listConnections = new WeakMap<DataSource, Semaphore>();

/** Timeout of a list statement in milliseconds. Its connection is shared by all lists. */
export const LIST_TIMEOUT_MS = 5_000;

export interface ListOptions {
  /** Name of a prepared statement, see {@link preparedQuery}. */
  name?: string;
  /** For statements that may be slow. */
  plan?: PlanHint;
}

/**
 * Runs a query of a list, search, count or export, waiting for a free list connection. With a plan hint, it is
 * cancelled after {@link LIST_TIMEOUT_MS}; without one, it must be fast by design, such as the first page or a sum of
 * counters.
 */
export async function listQuery<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  text: string,
  values: unknown[],
  { name, plan }: ListOptions = {},
): Promise<Row[]> {
  const connections = listConnections.get(dataSource) ?? new Semaphore({ limit: LIST_CONNECTIONS });
  listConnections.set(dataSource, connections);
  const release = await connections.acquire();
  try {
    return await withPreparedName(dataSource, name, (name) => {
      const statement = { name, text, values };
      return plan ? queryWithPlan<Row>(dataSource, plan, statement) : execute<Row>(dataSource, statement);
    });
  } finally {
    release();
  }
}

/**
 * Planner settings for statements whose row counts PostgreSQL misestimates: its statistics cover only the most common
 * words, so it overestimates all others and would scan the table up to the limit.
 */
export type PlanHint = keyof typeof PLAN_HINTS;

const PLAN_HINTS = {
  /** PostgreSQL's own plan. */
  estimated: '',
  /** Uses an index regardless of the estimated cost. */
  indexed: 'SET LOCAL enable_seqscan = off',
  /**
   * Uses bitmap scans of the indexes in the conditions, which find all matches before any row is read, without parallel
   * workers.
   */
  gathered: `SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL work_mem = '32MB';
    SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off`,
};

async function queryWithPlan<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  plan: PlanHint,
  statement: Statement,
): Promise<Row[]> {
  const begin = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${LIST_TIMEOUT_MS}; ${PLAN_HINTS[plan]}`;
  dataSource.logger.logQuery(begin);
  dataSource.logger.logQuery(statement.text, statement.values);
  const client = await poolOf(dataSource).connect();
  let failed = true;
  try {
    // Sent in one packet, see `pipeline` of the data source: three round trips would take longer than most lists.
    client.connection.stream.cork();
    const answers = Promise.all([
      client.query(begin),
      client.query<Row>({ ...statement, types: TYPE_PARSERS }),
      client.query('COMMIT'),
    ]);
    client.connection.stream.uncork();
    const [, { rows }] = await answers;
    failed = false;
    return rows;
  } finally {
    // After an error, the state of the connection is unknown.
    client.release(failed);
  }
}

interface Statement {
  /** Of a prepared statement. */
  name?: string;
  text: string;
  values: unknown[];
}

async function execute<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  statement: Statement,
): Promise<Row[]> {
  dataSource.logger.logQuery(statement.text, statement.values);
  return (await poolOf(dataSource).query<Row>({ ...statement, types: TYPE_PARSERS })).rows;
}

function poolOf({ driver }: DataSource): pg.Pool {
  return (driver as unknown as { master: pg.Pool }).master;
}

/** Converts PostgreSQL's `2026-11-24 05:00:00.12+00` to ISO 8601 with milliseconds. */
export function toIsoInstant(text: string): string {
  const [day, time] = [text.slice(0, 10), text.slice(11, -3)];
  // A time zone other than UTC, or a year without four digits.
  if (!text.endsWith('+00') || text[10] !== ' ') return parseTimestamp(text).toISOString();
  return `${day}T${time.slice(0, 8)}.${time.slice(9, 12).padEnd(3, '0')}Z`;
}
