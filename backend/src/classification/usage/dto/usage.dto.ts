import { ApiProperty } from '@nestjs/swagger';
import { TRIAGE_SOURCES, type TriageSource } from '../../../vocabulary/index.js';

export class Usage {
  /**
   * Responses of the model, valid or not. Calls without a response are not billed.
   * @example 41
   */
  @ApiProperty({ type: 'integer' }) calls!: number;
  /**
   * Tickets in these calls. Several can share a call.
   * @example 180
   */
  @ApiProperty({ type: 'integer' }) tickets!: number;
  /** @example 91200 */
  @ApiProperty({ type: 'integer' }) input_tokens!: number;
  /** @example 21600 */
  @ApiProperty({ type: 'integer' }) output_tokens!: number;
  /**
   * In US dollars, by the prices that were set at the time of the calls; 0 if none were set.
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
  /** Only sources that were called. */
  by_source!: UsageOfSource[];
}

export class BudgetToday {
  /**
   * The day, in UTC.
   * @example '2026-11-24'
   */
  date!: string;
  /**
   * Budget in US dollars; null for no limit.
   * @example 2
   */
  budget_usd!: number | null;
  /**
   * Spent so far in US dollars; null if no prices are set.
   * @example 0.081
   */
  spent_usd!: number | null;
}

export class TriageUsage {
  today!: BudgetToday;
  /** Every day of the range, oldest first. */
  daily!: UsageOfDay[];
}
