import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Settings } from '../config/settings.js';
import { Problems } from '../http/problem.js';
import { IsText, Optional } from '../http/validation.js';
import {
  CATEGORIES,
  PRIORITIES,
  TRIAGE_SOURCES,
  type Category,
  type Priority,
  type TriageSource,
} from '../tickets/ticket.values.js';
import { DEGRADED_REASONS, type DegradedReason } from './classifier.js';
import { TriageChain } from './triage-chain.js';

/** Left of the deadline for the fallback and the way back to the caller. */
const FALLBACK_TAKES_MS = 100;

export class ClassifyInput {
  /** @example 'My internet is down and I cannot access the VPN.' */
  @IsText({ max: 20_000 }) description!: string;
  /** @example 'VPN down' */
  @Optional() @IsText({ max: 200, trim: true }) title?: string;
}

export class ClassifyAnswer {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) suggested_category!: Category;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) suggested_priority!: Priority;
  /**
   * In [0, 1].
   * @example 0.93
   */
  confidence!: number;
  /** @example 'Network access is down for the user.' */
  rationale!: string;
  @ApiProperty({ enum: TRIAGE_SOURCES, enumName: 'TriageSource' }) source!: TriageSource;
  /** @example 'gemini-flash-latest' */
  model!: string;
  /** Why a better classifier did not answer. */
  @ApiProperty({ enum: DEGRADED_REASONS, enumName: 'DegradedReason', nullable: true })
  degraded_reason!: DegradedReason | null;
}

@ApiTags('tickets')
@Controller('tickets')
export class ClassificationController {
  constructor(
    private readonly chain: TriageChain,
    private readonly settings: Settings,
  ) {}

  /**
   * Suggest category and priority for a text
   * @remarks Stores nothing. Answers within `CLASSIFY_DEADLINE_MS`, by the local model where Gemini is not quick enough.
   */
  @Post('classify')
  @HttpCode(200)
  @ApiResponse({ status: 200, type: ClassifyAnswer })
  @Problems(400, 413, 415)
  async classify(@Body() { title = '', description }: ClassifyInput): Promise<ClassifyAnswer> {
    const signal = AbortSignal.timeout(Math.max(this.settings.CLASSIFY_DEADLINE_MS - FALLBACK_TAKES_MS, 1));
    const answer = await this.chain.classify({ title, description }, signal);
    return {
      suggested_category: answer.category,
      suggested_priority: answer.priority,
      confidence: answer.confidence,
      rationale: answer.rationale,
      source: answer.source,
      model: answer.model,
      degraded_reason: answer.degradedReason,
    };
  }
}
