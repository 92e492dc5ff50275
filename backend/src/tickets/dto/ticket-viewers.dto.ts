import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Optional } from '../../http/validation.js';

export class PresenceInput {
  /**
   * Whether the agent is editing the ticket.
   * @example true
   */
  @Optional() @IsBoolean() editing?: boolean;
  /**
   * Whether the agent is writing a public reply.
   * @example false
   */
  @Optional() @IsBoolean() replying?: boolean;
}

export class ViewerView {
  /** @example 2 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Grace' */
  name!: string;
  /** @example true */
  editing!: boolean;
  /** @example false */
  replying!: boolean;
  /** @example '2026-11-24T05:00:00.000Z' */
  since!: Date;
}

export class ViewerList {
  /** Other agents viewing the ticket, longest first. */
  viewers!: ViewerView[];
}
