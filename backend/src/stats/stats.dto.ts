import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';
import { isDay, Optional } from '../http/validation.js';
import {
  CATEGORIES,
  PRIORITIES,
  STATUSES,
  TRIAGE_SOURCES,
  type Category,
  type Priority,
  type Status,
  type TriageSource,
} from '../tickets/ticket.values.js';

/** A calendar day in UTC, given to the code as its first moment. */
function IsDay(): PropertyDecorator {
  return (target, property) => {
    ApiProperty({ type: 'string', format: 'date', example: '2026-11-24' })(target, property);
    IsDate({ message: 'must be a date, such as 2026-11-24' })(target, property);
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && isDay(value) ? new Date(value) : value,
    )(target, property);
  };
}

export class StatsQuery {
  /** The first day of `daily`; 30 days up to `to` by default. */
  @Optional() @IsDay() from?: Date;
  /** The last day of `daily`; today by default. At most 366 days in all. */
  @Optional() @IsDay() to?: Date;
}

const breakdownOf = (values: readonly string[]): ReturnType<typeof ApiProperty> =>
  ApiProperty({
    type: 'object',
    properties: Object.fromEntries(values.map((value) => [value, { type: 'integer', example: 250 }])),
    required: [...values],
    selfRequired: true,
    additionalProperties: false,
  });

export class DayCount {
  /** @example '2026-11-24' */
  date!: string;
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) created!: number;
  /**
   * Tickets that were resolved on that day and still are.
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
   * Exact; null where nothing is resolved.
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
  /** Tickets that have a suggestion, by who made it. */
  @breakdownOf(TRIAGE_SOURCES) by_source!: Record<TriageSource, number>;
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
   * Over the days from the first ticket to today, at least one.
   * @example 31.2
   */
  avg_tickets_per_day!: number;
  @breakdownOf(PRIORITIES) priority_breakdown!: Record<Priority, number>;
  @breakdownOf(CATEGORIES) category_breakdown!: Record<Category, number>;
  @breakdownOf(STATUSES) status_breakdown!: Record<Status, number>;
  /** Every day of the range, oldest first, in UTC. */
  daily!: DayCount[];
  resolution!: ResolutionTimes;
  triage!: TriageStats;
}
