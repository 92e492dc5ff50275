import { ApiProperty } from '@nestjs/swagger';
import { IsConfidence, OptionalOrNull } from '../../http/validation.js';
import { CATEGORIES, type Category } from '../../vocabulary/index.js';

export class ThresholdInput {
  /**
   * A suggestion of this category that is less sure is only shown: the ticket stands at general/medium. In [0, 1].
   * @example 0.5
   */
  @IsConfidence() apply_at!: number;
  /**
   * One that is as sure as this is accepted without an agent; null (the default) for never. Not below `apply_at`.
   * @example 0.98
   */
  @OptionalOrNull() @IsConfidence() settle_at: number | null = null;
}

/** Tickets whose suggestion had a confidence in [from, to), in the last one including 1. */
export class ConfidenceBand {
  /** @example 0.9 */
  from!: number;
  /** @example 0.95 */
  to!: number;
  /** An agent took the suggestion over. */
  @ApiProperty({ type: 'integer', example: 41 }) accepted!: number;
  /** An agent chose otherwise. */
  @ApiProperty({ type: 'integer', example: 3 }) overridden!: number;
  /** Settled by the threshold, seen by nobody. */
  @ApiProperty({ type: 'integer', example: 0 }) self_settled!: number;
}

export class Threshold {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) category!: Category;
  /** @example 0.5 */
  apply_at!: number;
  /** @example 0.98 */
  settle_at!: number | null;
  /**
   * What became of suggestions of this category, by their confidence in twentieths, from 0 up: what a threshold would
   * have done is read from it. Without those that abstained.
   */
  past!: ConfidenceBand[];
}

export class ThresholdList {
  /** One for each category. */
  results!: Threshold[];
}
