import { Injectable } from '@nestjs/common';
import { CATEGORIES, DEFAULT_APPLY_AT, type Category } from '../../vocabulary/index.js';
import type { ConfidenceBand, Threshold, ThresholdInput, ThresholdList } from './dto/thresholds.dto.js';
import { ThresholdsReversed } from './thresholds.errors.js';
import { ThresholdsRepository, type Outcome, type ThresholdRow } from './thresholds.repository.js';

/** Number of confidence bands that `triage_confidence` counts. */
const BANDS = 20;

/** Confidence thresholds by category. The statement that applies a suggestion reads them from the table itself. */
@Injectable()
export class ThresholdsService {
  constructor(private readonly thresholds: ThresholdsRepository) {}

  async list(): Promise<ThresholdList> {
    const rows = await this.thresholds.find(CATEGORIES);
    return {
      results: rows.map(toThreshold),
      default_apply_at: DEFAULT_APPLY_AT.any,
      default_critical_apply_at: DEFAULT_APPLY_AT.critical,
    };
  }

  /** @throws ThresholdsReversed */
  async set(category: Category, { apply_at, settle_at }: ThresholdInput): Promise<Threshold> {
    if (settle_at !== null && settle_at < apply_at) throw new ThresholdsReversed();
    await this.thresholds.set(category, apply_at, settle_at);
    const [row] = await this.thresholds.find([category]);
    return toThreshold(row!);
  }
}

function toThreshold({ category, apply_at, is_default, settle_at, past }: ThresholdRow): Threshold {
  const count = (bucket: number, outcome: Outcome): number =>
    past?.find((row) => row.bucket === bucket && row.outcome === outcome)?.n ?? 0;
  const bands: ConfidenceBand[] = Array.from({ length: BANDS }, (_, bucket) => ({
    from: bucket / BANDS,
    to: (bucket + 1) / BANDS,
    accepted: count(bucket, 'accepted'),
    overridden: count(bucket, 'overridden'),
    self_settled: count(bucket, 'self'),
  }));
  return { category, apply_at, is_default, settle_at, past: bands };
}
