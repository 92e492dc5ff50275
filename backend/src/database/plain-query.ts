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
export async function plainQuery<Row extends pg.QueryResultRow>(
  { driver, logger }: DataSource,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  logger.logQuery(text, values);
  const { master: pool } = driver as unknown as { master: pg.Pool };
  return (await pool.query<Row>({ text, values, types: TYPES })).rows;
}

/** ISO 8601 to the millisecond, of what PostgreSQL says: `2026-11-24 05:00:00.12+00`. */
export function instant(text: string): string {
  const [day, time] = [text.slice(0, 10), text.slice(11, -3)];
  // Another time zone than UTC, or a year that has not four digits.
  if (!text.endsWith('+00') || text[10] !== ' ') return date(text).toISOString();
  return `${day}T${time.slice(0, 8)}.${time.slice(9, 12).padEnd(3, '0')}Z`;
}
