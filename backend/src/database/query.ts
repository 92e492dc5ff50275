import { channel } from 'node:diagnostics_channel';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type Compilable,
  type CompiledQuery,
  type RawBuilder,
} from 'kysely';
import { DataSource, EntityManager, type QueryResult } from 'typeorm';
import type { Columns, RowOf } from './columns.js';
import { listQuery, preparedQuery, type ListOptions } from './sql.js';
import type { Database } from './tables.js';

export type { ListOptions } from './sql.js';

class BuildOnlyDriver extends DummyDriver {
  override acquireConnection(): Promise<never> {
    return Promise.reject(new Error('Execute statements with the functions of database/query.ts.'));
  }
}

/**
 * Builds statements and does not execute them: {@link query} and the functions below do, over the pool of a data source or
 * in the transaction of an entity manager.
 */
export const db = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new BuildOnlyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/**
 * A statement written in SQL, with the columns of its result. `statements.spec.ts` compares them with those that
 * PostgreSQL describes for the statement.
 */
export class SqlStatement<Row> implements Compilable<Row> {
  constructor(
    readonly columns: Columns,
    private readonly fragment: RawBuilder<unknown>,
  ) {}

  compile(): CompiledQuery<Row> {
    return this.fragment.compile(db);
  }
}

/** A statement written in SQL, for what the builder cannot express. */
export function statement<Of extends Columns>(
  columns: Of,
  fragment: RawBuilder<unknown>,
): SqlStatement<RowOf<Of>> {
  return new SqlStatement(columns, fragment);
}

/** A part of a statement. */
export type Sql = RawBuilder<unknown>;

/** Conditions that must all be met. */
export function and(conditions: readonly Sql[]): Sql {
  return conditions.length > 0 ? sql.join(conditions, sql` AND `) : sql`true`;
}

/** Values for `IN (…)`. Only for closed sets of the product; other values are parameters. */
export function literals(values: readonly string[]): RawBuilder<unknown> {
  return sql.join(values.map((value) => sql.lit(value)));
}

type IntervalUnit = 'secs' | 'mins' | 'hours' | 'days';

/** A time before the start of the transaction. */
export function ago(count: number, unit: IntervalUnit): RawBuilder<Date> {
  return sql`now() - make_interval(${sql.raw(unit)} => ${count})`;
}

/** A time after the start of the transaction; null for a count of null. */
export function fromNow(count: number | null, unit: IntervalUnit): RawBuilder<Date> {
  return sql`now() + make_interval(${sql.raw(unit)} => ${count})`;
}

/** A data source executes a statement on a connection of its pool, an entity manager in its transaction. */
export type Connection = DataSource | EntityManager;

/** Returns the rows of a statement. */
export async function query<Row>(connection: Connection, selecting: Compilable<Row>): Promise<Row[]> {
  const { records } = await run(connection, selecting);
  return records as Row[];
}

/** Returns the first row of a statement, if there is one. */
export async function queryFirst<Row>(
  connection: Connection,
  selecting: Compilable<Row>,
): Promise<Row | undefined> {
  const [row] = await query(connection, selecting);
  return row;
}

/** Returns the row of a statement that always has one, such as an aggregate or an insert. */
export async function queryOne<Row>(connection: Connection, selecting: Compilable<Row>): Promise<Row> {
  const row = await queryFirst(connection, selecting);
  if (row === undefined) throw new Error('The statement returned no row.');
  return row;
}

/** Returns the number of rows that a statement changed. */
export async function execute(connection: Connection, changing: Compilable): Promise<number> {
  const { affected } = await run(connection, changing);
  return affected ?? 0;
}

/** Asks the database for an answer. Rejects if it is unavailable. */
export async function ping(connection: Connection): Promise<void> {
  await run(connection, statement({}, sql`SELECT`));
}

/** Takes an advisory lock until the transaction ends; waits for it. */
export async function lockUntilCommit(manager: EntityManager, lock: number): Promise<void> {
  await run(manager, statement({}, sql`SELECT FROM pg_advisory_xact_lock(${lock})`));
}

/** Times in ISO 8601, as {@link preparedRows} and {@link listRows} return them. */
export type WithIsoTimes<Row> = {
  [Name in keyof Row]:
    Exclude<Row[Name], Date> | ([Extract<Row[Name], Date>] extends [never] ? never : string);
};

/** Returns the rows of a prepared statement, see {@link preparedQuery}. */
export function preparedRows<Row>(
  dataSource: DataSource,
  name: string | undefined,
  selecting: Compilable<Row>,
): Promise<WithIsoTimes<Row>[]> {
  const { sql: text, parameters } = compile(selecting);
  return preparedQuery(dataSource, name, text, [...parameters]);
}

/** Returns the rows of a list, search, count or export, see {@link listQuery}. */
export function listRows<Row>(
  dataSource: DataSource,
  selecting: Compilable<Row>,
  options: ListOptions = {},
): Promise<WithIsoTimes<Row>[]> {
  const { sql: text, parameters } = compile(selecting);
  return listQuery(dataSource, text, [...parameters], options);
}

/** A statement that is about to be executed. */
export interface BuiltStatement {
  sql: string;
  parameters: readonly unknown[];
  /** Declared columns of a statement written in SQL. */
  columns?: Columns;
}

/** For tests, which write the statements to files and compare them with the database. */
export const builtStatements = channel('ticketiq:statement');

function compile<Row>(built: Compilable<Row>): CompiledQuery<Row> {
  const compiled = built.compile();
  if (builtStatements.hasSubscribers) {
    const { sql, parameters } = compiled;
    const columns = built instanceof SqlStatement ? built.columns : undefined;
    builtStatements.publish({ sql, parameters, columns } satisfies BuiltStatement);
  }
  return compiled;
}

async function run(connection: Connection, built: Compilable): Promise<QueryResult> {
  const { sql: text, parameters } = compile(built);
  const transaction = connection instanceof EntityManager ? connection.queryRunner : undefined;
  if (transaction) return transaction.query(text, [...parameters], true);
  const dataSource = connection instanceof EntityManager ? connection.connection : connection;
  const runner = dataSource.createQueryRunner();
  try {
    return await runner.query(text, [...parameters], true);
  } finally {
    await runner.release();
  }
}
