import pg from 'pg';
import type { DataSource } from 'typeorm';

const TIMESTAMPTZ = pg.types.builtins.TIMESTAMPTZ;
const date = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (type, format): unknown =>
    type === TIMESTAMPTZ ? instant : pg.types.getTypeParser(type, format),
};

/** The values of a statement, each by the name that the statement has for it. */
export class Parameters {
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
export function plainQuery<Row extends pg.QueryResultRow>(
  dataSource: DataSource,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return send(dataSource, { text, values });
}

/**
 * Invalid and duplicate name of a prepared statement, and one whose columns have another type than when it was prepared: a
 * migration has been there since.
 */
const NOT_PREPARED = ['26000', '42P05', '0A000'];

/**
 * Data sources over a pooler that gives one connection to many clients and knows nothing of what they have prepared, or
 * over a database that is ahead of this process.
 */
const unprepared = new WeakSet<DataSource>();

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
  if (name === undefined || unprepared.has(dataSource)) return plainQuery(dataSource, text, values);
  try {
    return await send(dataSource, { name, text, values });
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && NOT_PREPARED.includes(error.code ?? ''))) throw error;
    unprepared.add(dataSource);
    return plainQuery(dataSource, text, values);
  }
}

async function send<Row extends pg.QueryResultRow>(
  { driver, logger }: DataSource,
  query: { name?: string; text: string; values: unknown[] },
): Promise<Row[]> {
  logger.logQuery(query.text, query.values);
  const { master: pool } = driver as unknown as { master: pg.Pool };
  return (await pool.query<Row>({ ...query, types: TYPES })).rows;
}

/** ISO 8601 to the millisecond, of what PostgreSQL says: `2026-11-24 05:00:00.12+00`. */
export function instant(text: string): string {
  const [day, time] = [text.slice(0, 10), text.slice(11, -3)];
  // Another time zone than UTC, or a year that has not four digits.
  if (!text.endsWith('+00') || text[10] !== ' ') return date(text).toISOString();
  return `${day}T${time.slice(0, 8)}.${time.slice(9, 12).padEnd(3, '0')}Z`;
}
