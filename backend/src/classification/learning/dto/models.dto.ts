import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MAX_ID } from '../../../http/path-id.js';
import { IsInteger, Optional, OptionalOrNull } from '../../../http/validation.js';
import { CATEGORIES, PRIORITIES, type Category, type Priority } from '../../../vocabulary/index.js';
import { MODEL_STATES, type TrainedModel, type ModelState } from '../local-models.repository.js';
import { REFUSAL_REASONS, type RefusalReason } from '../train-model.js';

export class ModelChoice {
  /** The trained model to activate; null for the bundled model. */
  @OptionalOrNull()
  @ApiProperty({ example: 3 })
  @IsInteger({ min: 1, max: MAX_ID })
  id: number | null = null;
  /**
   * Activates the model even if it is worse on past decisions.
   * @example false
   */
  @Optional() @IsBoolean() insist: boolean = false;
}

export class ReplayScore {
  /** Category and priority both correct. */
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
  /** The decision of the agent. */
  decided!: ReplayValues;
  before!: ReplayValues;
  after!: ReplayValues;
}

export class ReplayView {
  /** Tickets reviewed by agents that neither model was trained on. */
  @ApiProperty({ type: 'integer', example: 100 }) decisions!: number;
  /** Correct answers of the active model. */
  before!: ReplayScore;
  /** Correct answers of the other model. */
  after!: ReplayScore;
  /** Wrong before, right after. */
  gained!: ReplayTicket[];
  /** Right before, wrong after. */
  lost!: ReplayTicket[];
  @ApiProperty({ enum: ['better', 'same', 'worse'] }) verdict!: 'better' | 'same' | 'worse';
}

export class ModelImpact {
  /** The newest tickets reviewed by agents. */
  @ApiProperty({ type: 'integer', example: 300 }) tickets!: number;
  /** Number of them that get another category or priority than from the model that was active. */
  @ApiProperty({ type: 'integer', example: 42 }) changed!: number;
  /** Number of them whose priority drops from high or critical to a lower one. */
  @ApiProperty({ type: 'integer', example: 3 }) lowered!: number;
}

export const CANDIDATES = ['bundled', 'firm', 'voting'] as const;

export class CandidateScores {
  /** The bundled model. */
  @ApiProperty({ type: 'integer', example: 302 }) bundled!: number;
  /** Adapted cautiously. */
  @ApiProperty({ type: 'integer', example: 331 }) firm!: number;
  /** Adapted faster, with a vote of similar decisions. */
  @ApiProperty({ type: 'integer', example: 352 }) voting!: number;
}

export class HeadGate {
  /** The candidate that answers. A learned one must be better than the bundled model by more than chance. */
  @ApiProperty({ enum: CANDIDATES, enumName: 'ModelCandidate' }) chosen!: (typeof CANDIDATES)[number];
  /** Decisions that the candidates were compared on. No candidate was trained on the decisions that it answered. */
  @ApiProperty({ type: 'integer', example: 400 }) decisions!: number;
  /** Correct answers. */
  right!: CandidateScores;
}

export class ModelGate {
  category!: HeadGate;
  priority!: HeadGate;
  /**
   * Why the model was refused after training. no_better_candidate: no candidate was better than the bundled model by
   * more than chance. not_better_than_active: the active model is as accurate. too_few_evaluated: too few decisions
   * could be compared. Null if it may be activated.
   */
  @ApiProperty({ enum: REFUSAL_REASONS, enumName: 'ModelRefusal', nullable: true, example: null })
  refusal!: RefusalReason | null;
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
   * The bundled model that training started from.
   * @example 'ticketiq-local-2'
   */
  base!: string;
  /**
   * active: in use. waiting: better, but changes many suggestions, so an admin has to approve it. retired: previously
   * active. refused: no improvement, or rejected by an admin.
   */
  @ApiProperty({ enum: MODEL_STATES, enumName: 'LearntModelState' }) state!: ModelState;
  /** Decisions of the team at the time of training. */
  @ApiProperty({ type: 'integer', example: 480 }) decisions!: number;
  /** Comparison with the active model at the time of training. Lists have at most 20 tickets. */
  report!: ReplayView;
  /** Null for a model trained by an earlier version. */
  @ApiProperty({ type: () => ModelImpact, nullable: true }) impact!: ModelImpact | null;
  /** Comparison of the candidates for category and priority. Null for a model trained by an earlier version. */
  @ApiProperty({ type: () => ModelGate, nullable: true }) gate!: ModelGate | null;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  @ApiProperty({ format: 'date-time', nullable: true, example: null }) activated_at!: Date | null;
  /** Who approved or rejected it, if it was waiting for approval. */
  @ApiProperty({ type: () => ReviewerView, nullable: true, example: null }) reviewed_by!: ReviewerView | null;
  @ApiProperty({ format: 'date-time', nullable: true, example: null }) reviewed_at!: Date | null;
}

export class LearntModelList {
  /**
   * The bundled model, used if no trained model is active.
   * @example 'ticketiq-local-2'
   */
  boxed!: string;
  /** Decisions of the team so far. */
  @ApiProperty({ type: 'integer', example: 512 }) decisions!: number;
  /** Decisions needed for training. */
  @ApiProperty({ type: 'integer', example: 25 }) needed!: number;
  /**
   * Whether a model is being trained.
   * @example false
   */
  training!: boolean;
  /** Newest first. */
  results!: LearntModelView[];
}

export function toLearntModelView({
  createdAt,
  activatedAt,
  reviewedBy,
  reviewedAt,
  gate,
  ...model
}: TrainedModel): LearntModelView {
  return {
    ...model,
    gate: gate && { ...gate, category: toHeadGate(gate.category), priority: toHeadGate(gate.priority) },
    created_at: createdAt,
    activated_at: activatedAt,
    reviewed_by: reviewedBy,
    reviewed_at: reviewedAt,
  };
}

function toHeadGate({ chosen, decisions, right }: HeadGate): HeadGate {
  return { chosen, decisions, right };
}
