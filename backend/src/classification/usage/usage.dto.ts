import { ApiProperty } from '@nestjs/swagger';
import { TRIAGE_SOURCES, type TriageSource } from '../../vocabulary/index.js';

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
