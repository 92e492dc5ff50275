import { ApiProperty } from '@nestjs/swagger';
import {
  CATEGORIES,
  PRIORITIES,
  TRIAGE_SOURCES,
  type Category,
  type Priority,
  type TriageSource,
} from '../vocabulary/index.js';
import { NumberForEach, OneForEach } from './breakdown.js';
import { ResolutionTimes } from './stats.dto.js';

export class Decisions {
  /** @example 41 */
  @ApiProperty({ type: 'integer' }) accepted!: number;
  /** @example 4 */
  @ApiProperty({ type: 'integer' }) overridden!: number;
}

export class DecisionRate extends Decisions {
  /**
   * accepted / (accepted + overridden), to two decimals; null where nothing was decided.
   * @example 0.91
   */
  acceptance_rate!: number | null;
}

export class DecisionsOfDay {
  /** By who made the suggestion. */
  @OneForEach(TRIAGE_SOURCES, Decisions) by_source!: Record<TriageSource, Decisions>;
  /** By the category that was suggested. */
  @OneForEach(CATEGORIES, Decisions) by_category!: Record<Category, Decisions>;
}

export class ReportDay {
  /** @example '2026-11-24' */
  date!: string;
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) created!: number;
  /**
   * Tickets that were resolved on that day and still are.
   * @example 9
   */
  @ApiProperty({ type: 'integer' }) resolved!: number;
  /**
   * Of these, within 4.9 % of the exact value; null where there are none.
   * @example 5000
   */
  @ApiProperty({ type: 'integer', nullable: true }) p50_seconds!: number | null;
  /**
   * As p50_seconds.
   * @example 30000
   */
  @ApiProperty({ type: 'integer', nullable: true }) p90_seconds!: number | null;
  /** Of the suggestions that were last decided about on that day. */
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
  /** By who made the suggestion. */
  @OneForEach(TRIAGE_SOURCES, DecisionRate) by_source!: Record<TriageSource, DecisionRate>;
  /** By the category that was suggested. */
  @OneForEach(CATEGORIES, DecisionRate) by_category!: Record<Category, DecisionRate>;
  /** Every pair of a suggested category and the one that the agent chose, those without a ticket included. */
  category_confusion!: CategoryPair[];
  /** Every pair of a suggested priority and the one that the agent chose, those without a ticket included. */
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
   * Tickets created in these days.
   * @example 250
   */
  @ApiProperty({ type: 'integer' }) created!: number;
  /**
   * Tickets resolved in these days that still are.
   * @example 230
   */
  @ApiProperty({ type: 'integer' }) resolved!: number;
  /** Of the tickets created in these days. */
  @NumberForEach(PRIORITIES) priority_breakdown!: Record<Priority, number>;
  /** Of the tickets created in these days. */
  @NumberForEach(CATEGORIES) category_breakdown!: Record<Category, number>;
  /** Of the tickets resolved in these days that still are. */
  resolution!: ResolutionTimes;
  /** Every day of the range, oldest first. */
  daily!: ReportDay[];
  /** What agents decided in these days about suggestions: each counts once, as it now stands, on the day of the last decision. */
  triage!: TriageReport;
}
