import { ApiProperty } from '@nestjs/swagger';
import {
  CATEGORIES,
  PRIORITIES,
  TRIAGE_SOURCES,
  type Category,
  type Priority,
  type TriageSource,
} from '../../vocabulary/index.js';
import { NumberForEach, OneForEach } from '../breakdown.js';
import { ResolutionTimes } from './stats.dto.js';

export class Decisions {
  /** @example 41 */
  @ApiProperty({ type: 'integer' }) accepted!: number;
  /** @example 4 */
  @ApiProperty({ type: 'integer' }) overridden!: number;
}

export class DecisionRate extends Decisions {
  /**
   * accepted / (accepted + overridden), to two decimals; null without decisions.
   * @example 0.91
   */
  acceptance_rate!: number | null;
}

export class DecisionsOfDay {
  /** By source of the suggestion. */
  @OneForEach(TRIAGE_SOURCES, Decisions) by_source!: Record<TriageSource, Decisions>;
  /** By suggested category. */
  @OneForEach(CATEGORIES, Decisions) by_category!: Record<Category, Decisions>;
}

export class ReportDay {
  /** @example '2026-11-24' */
  date!: string;
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) created!: number;
  /**
   * Tickets resolved on that day and still resolved.
   * @example 9
   */
  @ApiProperty({ type: 'integer' }) resolved!: number;
  /**
   * Median time to resolution, within 4.9 % of the exact value; null if there are none.
   * @example 5000
   */
  @ApiProperty({ type: 'integer', nullable: true }) p50_seconds!: number | null;
  /**
   * 90th percentile; precision as `p50_seconds`.
   * @example 30000
   */
  @ApiProperty({ type: 'integer', nullable: true }) p90_seconds!: number | null;
  /** Suggestions whose latest decision was on that day. */
  decisions!: DecisionsOfDay;
}

export class CategoryPair {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) suggested!: Category;
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) chosen!: Category;
  /** @example 3 */
  @ApiProperty({ type: 'integer' }) n!: number;
}

export class PriorityPair {
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) suggested!: Priority;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) chosen!: Priority;
  /** @example 3 */
  @ApiProperty({ type: 'integer' }) n!: number;
}

export class TriageReport {
  /** By source of the suggestion. */
  @OneForEach(TRIAGE_SOURCES, DecisionRate) by_source!: Record<TriageSource, DecisionRate>;
  /** By suggested category. */
  @OneForEach(CATEGORIES, DecisionRate) by_category!: Record<Category, DecisionRate>;
  /** Every pair of suggested and final category, including pairs without tickets. */
  category_confusion!: CategoryPair[];
  /** Every pair of suggested and final priority, including pairs without tickets. */
  priority_confusion!: PriorityPair[];
}

export class Report {
  /**
   * The first day, in UTC.
   * @example '2026-11-24'
   */
  from!: string;
  /**
   * The last day, in UTC.
   * @example '2026-11-24'
   */
  to!: string;
  /**
   * Tickets created in this period.
   * @example 250
   */
  @ApiProperty({ type: 'integer' }) created!: number;
  /**
   * Tickets resolved in this period and still resolved.
   * @example 230
   */
  @ApiProperty({ type: 'integer' }) resolved!: number;
  /** Tickets created in this period. */
  @NumberForEach(PRIORITIES) priority_breakdown!: Record<Priority, number>;
  /** Tickets created in this period. */
  @NumberForEach(CATEGORIES) category_breakdown!: Record<Category, number>;
  /** Tickets resolved in this period and still resolved. */
  resolution!: ResolutionTimes;
  /** Every day of the range, oldest first. */
  daily!: ReportDay[];
  /**
   * Decisions of agents on suggestions in this period. Each suggestion counts once, with its latest decision, on the
   * day of that decision.
   */
  triage!: TriageReport;
}
