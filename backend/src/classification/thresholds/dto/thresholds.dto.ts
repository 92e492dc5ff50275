import { ApiProperty } from '@nestjs/swagger';
import { IsConfidence, OptionalOrNull } from '../../../http/validation.js';
import { CATEGORIES, type Category } from '../../../vocabulary/index.js';

export class ThresholdInput {
  /**
   * Auto-fill threshold: suggestions of this category with a lower confidence are shown, but not applied. In [0, 1].
   * @example 0.5
   */
  @IsConfidence() apply_at!: number;
  /**
   * Auto-accept threshold: suggestions with at least this confidence are accepted without an agent. Null (default) to
   * turn it off. Not below `apply_at`.
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
  /** Suggestions accepted by an agent. */
  @ApiProperty({ type: 'integer', example: 41 }) accepted!: number;
  /** Suggestions overridden by an agent. */
  @ApiProperty({ type: 'integer', example: 3 }) overridden!: number;
  /** Suggestions auto-accepted by the threshold and not reviewed. */
  @ApiProperty({ type: 'integer', example: 0 }) self_settled!: number;
}

export class Threshold {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) category!: Category;
  /** @example 0.67 */
  apply_at!: number;
  /**
   * Whether the category has no threshold of its own. Then critical suggestions need a higher confidence.
   * @example true
   */
  is_default!: boolean;
  /** @example 0.98 */
  settle_at!: number | null;
  /**
   * Outcomes of past suggestions of this category in confidence bands of 0.05, from 0 to 1. Shows the effect that a
   * threshold would have had. Excludes suggestions that abstained.
   */
  past!: ConfidenceBand[];
}

export class ThresholdList {
  /** One for each category. */
  results!: Threshold[];
  /**
   * Auto-fill threshold of a category without one of its own. The bundled model is right in two of three cases there.
   * @example 0.67
   */
  default_apply_at!: number;
  /**
   * The same for critical suggestions: right in three of four cases.
   * @example 0.75
   */
  default_critical_apply_at!: number;
}
