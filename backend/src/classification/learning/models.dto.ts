import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MAX_ID } from '../../http/path-id.js';
import { IsInteger, Optional, OptionalOrNull } from '../../http/validation.js';
import { CATEGORIES, PRIORITIES, type Category, type Priority } from '../../vocabulary/index.js';
import { MODEL_STATES, type LearntModel, type ModelState } from './local-models.store.js';

export class ModelChoice {
  /** The learnt model that shall answer; null for the one in the box. */
  @OptionalOrNull()
  @ApiProperty({ example: 3 })
  @IsInteger({ min: 1, max: MAX_ID })
  id: number | null = null;
  /**
   * Takes it even though it is worse on past decisions.
   * @example false
   */
  @Optional() @IsBoolean() insist: boolean = false;
}

export class ReplayScore {
  /** In category and priority both. */
  @ApiProperty({ type: 'integer', example: 80 }) right!: number;
  @ApiProperty({ type: 'integer', example: 91 }) category!: number;
  @ApiProperty({ type: 'integer', example: 86 }) priority!: number;
}

export class ReplayValues {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) category!: Category;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) priority!: Priority;
}

export class ReplayTicket {
  @ApiProperty({ type: 'integer', example: 1042 }) id!: number;
  /** @example 'VPN down' */
  title!: string;
  /** As an agent has decided it. */
  decided!: ReplayValues;
  before!: ReplayValues;
  after!: ReplayValues;
}

export class ReplayView {
  /** Tickets that agents have decided about and no model has learnt from. */
  @ApiProperty({ type: 'integer', example: 100 }) decisions!: number;
  /** How many of them the model of now gets right. */
  before!: ReplayScore;
  /** How many the other one would. */
  after!: ReplayScore;
  /** Wrong before, right after. */
  gained!: ReplayTicket[];
  /** Right before, wrong after. */
  lost!: ReplayTicket[];
  @ApiProperty({ enum: ['better', 'same', 'worse'] }) verdict!: 'better' | 'same' | 'worse';
}

export class ModelImpact {
  /** The newest tickets that agents have decided about. */
  @ApiProperty({ type: 'integer', example: 300 }) tickets!: number;
  /** So many of them would get another category or priority than from the model of then. */
  @ApiProperty({ type: 'integer', example: 42 }) changed!: number;
  /** So many would be less than high, and were high or critical. */
  @ApiProperty({ type: 'integer', example: 3 }) lowered!: number;
}

export class ReviewerView {
  @ApiProperty({ type: 'integer', example: 1 }) id!: number;
  /** @example 'Grace' */
  name!: string;
}

export class LearntModelView {
  @ApiProperty({ type: 'integer', example: 3 }) id!: number;
  /** @example 'ticketiq-local-2 + team of 2026-11-24 05:00:00' */
  name!: string;
  /**
   * The model in the box that it started from.
   * @example 'ticketiq-local-2'
   */
  base!: string;
  /**
   * active answers; waiting is better, changes many answers, and needs an administrator's approval; retired answered
   * before; refused was not better than the one of then, or was rejected.
   */
  @ApiProperty({ enum: MODEL_STATES, enumName: 'LearntModelState' }) state!: ModelState;
  /** Decisions that the team had made by then. */
  @ApiProperty({ type: 'integer', example: 480 }) decisions!: number;
  /** When it was made, against the model of then; at most 20 tickets are told in each list. */
  report!: ReplayView;
  /** Null for a model of an earlier version. */
  @ApiProperty({ type: () => ModelImpact, nullable: true }) impact!: ModelImpact | null;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  @ApiProperty({ format: 'date-time', nullable: true, example: null }) activated_at!: Date | null;
  /** Who approved or rejected it, where it waited for that. */
  @ApiProperty({ type: () => ReviewerView, nullable: true, example: null }) reviewed_by!: ReviewerView | null;
  @ApiProperty({ format: 'date-time', nullable: true, example: null }) reviewed_at!: Date | null;
}

export class LearntModelList {
  /**
   * The model in the box, which answers where no other is active.
   * @example 'ticketiq-local-2'
   */
  boxed!: string;
  /** Decisions that the team has made by now. */
  @ApiProperty({ type: 'integer', example: 512 }) decisions!: number;
  /** The least to learn from. */
  @ApiProperty({ type: 'integer', example: 30 }) needed!: number;
  /** The newest first. */
  results!: LearntModelView[];
}

export function learntModelView({
  createdAt,
  activatedAt,
  reviewedBy,
  reviewedAt,
  ...model
}: LearntModel): LearntModelView {
  return {
    ...model,
    created_at: createdAt,
    activated_at: activatedAt,
    reviewed_by: reviewedBy,
    reviewed_at: reviewedAt,
  };
}
