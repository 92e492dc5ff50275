import { ApiProperty } from '@nestjs/swagger';
import {
  CATEGORIES,
  PRIORITIES,
  REMOTE_SOURCES,
  STATUSES,
  TRIAGE_SOURCES,
  type Category,
  type FallbackSource,
  type Priority,
  type RemoteSource,
  type Status,
} from '../../vocabulary/index.js';
import { NumberForEach } from '../breakdown.js';

/** Sources that are only returned once they have answered. */
export const OCCASIONAL_SOURCES: readonly string[] = REMOTE_SOURCES.filter((source) => source !== 'gemini');

export class DayCount {
  /** @example '2026-11-24' */
  date!: string;
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) created!: number;
  /**
   * Tickets resolved on that day and still resolved.
   * @example 9
   */
  @ApiProperty({ type: 'integer' }) resolved!: number;
}

export class ResolutionTimes {
  /**
   * Tickets that are resolved or closed.
   * @example 700
   */
  @ApiProperty({ type: 'integer' }) resolved!: number;
  /**
   * Exact; null if nothing is resolved.
   * @example 8000
   */
  @ApiProperty({ type: 'integer', nullable: true }) mean_seconds!: number | null;
  /**
   * From a histogram: within 4.9 % of the exact value.
   * @example 5000
   */
  @ApiProperty({ type: 'integer', nullable: true }) p50_seconds!: number | null;
  /**
   * From a histogram: within 4.9 % of the exact value.
   * @example 30000
   */
  @ApiProperty({ type: 'integer', nullable: true }) p90_seconds!: number | null;
}

export class TriageStats {
  /** @example 0 */
  @ApiProperty({ type: 'integer' }) pending!: number;
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) suggested!: number;
  /** @example 700 */
  @ApiProperty({ type: 'integer' }) accepted!: number;
  /** @example 60 */
  @ApiProperty({ type: 'integer' }) overridden!: number;
  /**
   * accepted / (accepted + overridden), to two decimals; null before the first decision.
   * @example 0.92
   */
  acceptance_rate!: number | null;
  /** Tickets with a suggestion, by source. `openai` only if that source has answered. */
  @NumberForEach(TRIAGE_SOURCES, OCCASIONAL_SOURCES)
  by_source!: Record<'gemini' | FallbackSource, number> & Partial<Record<RemoteSource, number>>;
}

export class Stats {
  /** @example 1000 */
  @ApiProperty({ type: 'integer' }) total_tickets!: number;
  /**
   * Tickets in the status open.
   * @example 120
   */
  @ApiProperty({ type: 'integer' }) open_tickets!: number;
  /**
   * Average over the days from the first ticket to today, at least one day.
   * @example 31.2
   */
  avg_tickets_per_day!: number;
  @NumberForEach(PRIORITIES) priority_breakdown!: Record<Priority, number>;
  @NumberForEach(CATEGORIES) category_breakdown!: Record<Category, number>;
  @NumberForEach(STATUSES) status_breakdown!: Record<Status, number>;
  /** Every day of the range, oldest first, in UTC. */
  daily!: DayCount[];
  resolution!: ResolutionTimes;
  triage!: TriageStats;
}
