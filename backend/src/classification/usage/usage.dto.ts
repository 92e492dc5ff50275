import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';
import { isDay, Optional } from '../../http/validation.js';
import { TRIAGE_SOURCES, type TriageSource } from '../../tickets/ticket.values.js';

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

export class UsageQuery {
  /** The first day of `daily`; 30 days up to `to` by default. */
  @Optional() @IsDay() from?: Date;
  /** The last day of `daily`; today by default. At most 366 days in all. */
  @Optional() @IsDay() to?: Date;
}

export class Usage {
  /**
   * Answers of the model, of use or not; calls that failed without one are not billed.
   * @example 41
   */
  @ApiProperty({ type: 'integer' }) calls!: number;
  /**
   * Tickets that they were about; several may share a call.
   * @example 180
   */
  @ApiProperty({ type: 'integer' }) tickets!: number;
  /** @example 91200 */
  @ApiProperty({ type: 'integer' }) input_tokens!: number;
  /** @example 21600 */
  @ApiProperty({ type: 'integer' }) output_tokens!: number;
  /**
   * In US dollars, by the prices that were set when the calls were made; 0 where there were none.
   * @example 0.081
   */
  cost_usd!: number;
}

export class UsageOfSource extends Usage {
  @ApiProperty({ enum: TRIAGE_SOURCES, enumName: 'TriageSource' }) source!: TriageSource;
}

export class UsageOfDay extends Usage {
  /** @example '2026-11-24' */
  date!: string;
  /** Only those that were asked. */
  by_source!: UsageOfSource[];
}

export class BudgetToday {
  /**
   * The day, in UTC.
   * @example '2026-11-24'
   */
  date!: string;
  /**
   * What may be spent on it in US dollars; null for no limit.
   * @example 2
   */
  budget_usd!: number | null;
  /**
   * What has been spent on it, in US dollars; null where no prices are set.
   * @example 0.081
   */
  spent_usd!: number | null;
}

export class TriageUsage {
  today!: BudgetToday;
  /** Every day of the range, the earliest first. */
  daily!: UsageOfDay[];
}
