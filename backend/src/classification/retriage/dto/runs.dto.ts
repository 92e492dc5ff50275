import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { IsInstant, IsOneOf, Optional } from '../../../http/validation.js';
import {
  CATEGORIES,
  PRIORITIES,
  TRIAGE_SOURCES,
  type Category,
  type Priority,
  type TriageSource,
} from '../../../vocabulary/index.js';
import {
  RETRIAGE_SOURCES,
  RETRIAGE_STATES,
  type RetriageSource,
  type RetriageState,
  type RetriageTicketState,
} from '../retriage-job.js';

/** Selects tickets that have a suggestion and no decision. Omitted properties match all. */
export class RunFilterInput {
  @Optional() @IsOneOf(CATEGORIES, { each: true, name: 'Category' }) category?: Category[];
  @Optional() @IsOneOf(PRIORITIES, { each: true, name: 'Priority' }) priority?: Priority[];
  /** Source of the current suggestion. */
  @Optional() @IsOneOf(TRIAGE_SOURCES, { each: true, name: 'TriageSource' }) source?: TriageSource[];
  /**
   * Inclusive.
   * @example '2026-11-01T00:00:00.000Z'
   */
  @Optional() @IsInstant() created_after?: Date;
  /**
   * Exclusive.
   * @example '2026-12-01T00:00:00.000Z'
   */
  @Optional() @IsInstant() created_before?: Date;
}

export class RunInput {
  /** The model to run. */
  @IsOneOf(RETRIAGE_SOURCES, { name: 'RunSource' }) source!: RetriageSource;
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => RunFilterInput)
  filter: RunFilterInput = new RunFilterInput();
}

export class RunChange {
  /**
   * True to pause after the current batch, false to resume.
   * @example false
   */
  @IsBoolean() paused!: boolean;
}

export class RunPerson {
  @ApiProperty({ type: 'integer', example: 1 }) id!: number;
  /** @example 'Grace' */
  name!: string;
}

export class RunView {
  @ApiProperty({ type: 'integer', example: 4 }) id!: number;
  /**
   * previewing → previewed, once each ticket has a new suggestion; running → done, once the changes are applied;
   * undoing → undone.
   */
  @ApiProperty({ enum: RETRIAGE_STATES, enumName: 'RunState' }) state!: RetriageState;
  /** @example false */
  paused!: boolean;
  @ApiProperty({ enum: RETRIAGE_SOURCES, enumName: 'RunSource' }) source!: RetriageSource;
  filter!: RunFilterInput;
  created_by!: RunPerson;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  @ApiProperty({ format: 'date-time', nullable: true, example: null }) finished_at!: Date | null;
  /** Tickets that matched the filter when the run started. */
  @ApiProperty({ type: 'integer', example: 1200 }) total!: number;
  /** Tickets processed so far. */
  @ApiProperty({ type: 'integer', example: 350 }) seen!: number;
  /** Tickets without an answer from the model. They are not changed. */
  @ApiProperty({ type: 'integer', example: 0 }) failed!: number;
  /** Cost in US dollars; 0 if no prices are set. */
  @ApiProperty({ example: 0.04 }) cost_usd!: number;
}

class RetriageValues {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) category!: Category;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) priority!: Priority;
}

export class RunMoveView {
  from!: RetriageValues;
  to!: RetriageValues;
  @ApiProperty({ type: 'integer', example: 17 }) tickets!: number;
}

export class RunDetail extends RunView {
  /** Tickets that would change. */
  @ApiProperty({ type: 'integer', example: 60 }) proposed!: number;
  @ApiProperty({ type: 'integer', example: 0 }) applied!: number;
  /** Skipped because the ticket was changed in the meantime. */
  @ApiProperty({ type: 'integer', example: 0 }) skipped!: number;
  @ApiProperty({ type: 'integer', example: 0 }) undone!: number;
  /** Changes from one suggestion to another, most frequent first. */
  moves!: RunMoveView[];
}

export class RunList {
  /** The newest 50, newest first. */
  results!: RunView[];
}

export class RunTicketView {
  @ApiProperty({ type: 'integer', example: 1042 }) id!: number;
  /** @example 'VPN down' */
  title!: string;
  @ApiProperty({ enum: ['proposed', 'applied', 'skipped', 'undone'], enumName: 'RunTicketState' })
  state!: RetriageTicketState;
  from!: RetriageValues;
  to!: RetriageValues;
  /** In [0, 1]. */
  @ApiProperty({ example: 0.91 }) confidence!: number;
  /** @example 'Network access is down for the user.' */
  rationale!: string;
}

export class RunTicketPage {
  results!: RunTicketView[];
  @ApiProperty({ type: 'string', nullable: true, example: 'MTA0Mg' }) next_cursor!: string | null;
}
