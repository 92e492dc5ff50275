import { ApiProperty } from '@nestjs/swagger';
import { IsText, Optional } from '../../http/validation.js';
import {
  CATEGORIES,
  MAX_LENGTH,
  PRIORITIES,
  RATIONALE_CODES,
  TRIAGE_SOURCES,
  type Category,
  type Priority,
  type RationaleCode,
  type TriageSource,
} from '../../vocabulary/index.js';
import { RationaleParams, ReferenceView } from '../../tickets/dto/ticket.dto.js';
import { DEGRADED_REASONS, type DegradedReason } from '../classifier.js';

export class ClassifyInput {
  /** @example 'My internet is down and I cannot access the VPN.' */
  @IsText({ max: MAX_LENGTH.text }) description!: string;
  /** @example 'VPN down' */
  @Optional() @IsText({ max: MAX_LENGTH.title, oneLine: true }) title?: string;
}

export class ClassifyAnswer {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) suggested_category!: Category;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) suggested_priority!: Priority;
  suggested_topic!: ReferenceView | null;
  /**
   * In [0, 1].
   * @example 0.93
   */
  confidence!: number;
  /** @example 'Network access is down for the user.' */
  rationale!: string;
  /** Code of the rationale, for translation. Null if a remote model wrote it. */
  @ApiProperty({ enum: RATIONALE_CODES, enumName: 'RationaleCode', nullable: true })
  rationale_code!: RationaleCode | null;
  rationale_params!: RationaleParams | null;
  /** @example ['cannot access the VPN'] */
  evidence!: string[];
  /**
   * Whether the confidence is too low for a suggestion.
   * @example false
   */
  abstained!: boolean;
  @ApiProperty({ enum: TRIAGE_SOURCES, enumName: 'TriageSource' }) source!: TriageSource;
  /** @example 'gemini-flash-latest' */
  model!: string;
  /**
   * Why a better classifier did not answer. `analysis_timeout`: the text could not be analyzed within the time limit.
   * `interrupted`: two triage attempts ended without an answer. Both need manual triage.
   */
  @ApiProperty({ enum: DEGRADED_REASONS, enumName: 'DegradedReason', nullable: true })
  degraded_reason!: DegradedReason | null;
}
