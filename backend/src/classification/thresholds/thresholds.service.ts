import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CATEGORIES, type Category, type Decision } from '../../vocabulary/index.js';
import type { ConfidenceBand, Threshold, ThresholdInput, ThresholdList } from './dto/thresholds.dto.js';
import { ThresholdsReversed } from './thresholds.errors.js';

/** Number of confidence bands that `triage_confidence` counts. */
const BANDS = 20;

/** Confidence thresholds by category. The statement that applies a suggestion reads them from the table itself. */
@Injectable()
export class ThresholdsService {
  constructor(private readonly dataSource: DataSource) {}

  async list(): Promise<ThresholdList> {
    const rows = await this.dataSource.query<ThresholdRow[]>(SELECT_THRESHOLDS, [CATEGORIES]);
    return { results: rows.map(toThreshold) };
  }

  /** @throws ThresholdsReversed */
  async set(category: Category, { apply_at, settle_at }: ThresholdInput): Promise<Threshold> {
    if (settle_at !== null && settle_at < apply_at) throw new ThresholdsReversed();
    await this.dataSource.query(UPDATE_THRESHOLD, [category, apply_at, settle_at]);
    const [row] = await this.dataSource.query<[ThresholdRow]>(SELECT_THRESHOLDS, [[category]]);
    return toThreshold(row);
  }
}

type Outcome = Decision | 'self';

interface ThresholdRow {
  category: Category;
  apply_at: number;
  settle_at: number | null;
  past: { bucket: number; outcome: Outcome; n: number }[] | null;
}

function toThreshold({ category, apply_at, settle_at, past }: ThresholdRow): Threshold {
  const count = (bucket: number, outcome: Outcome): number =>
    past?.find((row) => row.bucket === bucket && row.outcome === outcome)?.n ?? 0;
  const bands: ConfidenceBand[] = Array.from({ length: BANDS }, (_, bucket) => ({
    from: bucket / BANDS,
    to: (bucket + 1) / BANDS,
    accepted: count(bucket, 'accepted'),
    overridden: count(bucket, 'overridden'),
    self_settled: count(bucket, 'self'),
  }));
  return { category, apply_at, settle_at, past: bands };
}

const SELECT_THRESHOLDS = `
  SELECT c.category, coalesce(t.apply_at, 0)::float8 AS apply_at, t.settle_at::float8 AS settle_at, (
    SELECT json_agg(p) FROM (
      SELECT bucket, outcome, sum(n)::int AS n FROM triage_confidence WHERE suggested = c.category
      GROUP BY bucket, outcome
    ) p
  ) AS past
  FROM unnest($1::ticket_category[]) WITH ORDINALITY AS c (category, place) LEFT JOIN triage_thresholds t USING (category)
  ORDER BY c.place`;

const UPDATE_THRESHOLD = `
  INSERT INTO triage_thresholds (category, apply_at, settle_at) VALUES ($1, $2, $3)
  ON CONFLICT (category) DO UPDATE SET apply_at = $2, settle_at = $3`;
