import { ApiProperty } from '@nestjs/swagger';
import { IsOneOf, Optional } from '../http/validation.js';
import { STATUSES, type Status } from '../vocabulary/index.js';
import { AssigneeView } from '../tickets/dto/ticket.dto.js';
import { NumberForEach } from './breakdown.js';

export const LANES = ['priority', 'assignee', 'none'] as const;
export type Lanes = (typeof LANES)[number];

export class BoardQuery {
  /** What a lane is: a priority, an assignee, or all tickets. */
  @Optional() @IsOneOf(LANES, { name: 'BoardLanes' }) @ApiProperty({ default: 'none' }) lanes: Lanes = 'none';
}

export class BoardLane {
  /**
   * The priority; the assignee's id, or none; or all.
   * @example 'critical'
   */
  key!: string;
  /** Null but in a lane of an assignee. */
  assignee!: AssigneeView | null;
  @NumberForEach(STATUSES) counts!: Record<Status, number>;
}

export class Board {
  /** Priorities: the most urgent first. Assignees: who has anything open or in progress, by name; then nobody. */
  lanes!: BoardLane[];
}
