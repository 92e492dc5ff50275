import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource } from 'typeorm';
import { boolean, double, enumeration, json, nullable, type RowOf } from '../../database/columns.js';
import { db, execute, query, statement } from '../../database/query.js';
import { DEFAULT_APPLY_AT, type Category, type Decision } from '../../vocabulary/index.js';

export type Outcome = Decision | 'self';

const THRESHOLD = {
  category: enumeration('ticket_category'),
  apply_at: double,
  is_default: boolean,
  settle_at: nullable(double),
  past: nullable(json<{ bucket: number; outcome: Outcome; n: number }[]>()),
};
export type ThresholdRow = RowOf<typeof THRESHOLD>;

@Injectable()
export class ThresholdsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Thresholds of these categories, in their order, with the counted outcomes of suggestions by confidence. */
  find(categories: readonly Category[]): Promise<ThresholdRow[]> {
    const thresholds = sql`
      SELECT c.category, coalesce(t.apply_at::numeric, ${DEFAULT_APPLY_AT.any})::float8 AS apply_at,
        t.apply_at IS NULL AS is_default, t.settle_at::numeric::float8 AS settle_at, (
        SELECT json_agg(p) FROM (
          SELECT bucket, outcome, sum(n)::int AS n FROM triage_confidence WHERE suggested = c.category
          GROUP BY bucket, outcome
        ) p
      ) AS past
      FROM unnest(${categories}::ticket_category[]) WITH ORDINALITY AS c (category, place)
        LEFT JOIN triage_thresholds t USING (category)
      ORDER BY c.place`;
    return query(this.dataSource, statement(THRESHOLD, thresholds));
  }

  async set(category: Category, applyAt: number, settleAt: number | null): Promise<void> {
    const values = { apply_at: applyAt, settle_at: settleAt };
    const set = db
      .insertInto('triage_thresholds')
      .values({ category, ...values })
      .onConflict((conflict) => conflict.column('category').doUpdateSet(values));
    await execute(this.dataSource, set);
  }
}
