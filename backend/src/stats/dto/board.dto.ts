import { ApiProperty } from '@nestjs/swagger';
import { IsOneOf, Optional } from '../../http/validation.js';
import { STATUSES, type Status } from '../../vocabulary/index.js';
import { AssigneeView } from '../../tickets/dto/ticket.dto.js';
import { NumberForEach } from '../breakdown.js';

export const LANES = ['priority', 'assignee', 'none'] as const;
export type Lanes = (typeof LANES)[number];

export class BoardQuery {
  /** Lanes by priority, by assignee, or a single lane. */
  @Optional() @IsOneOf(LANES, { name: 'BoardLanes' }) @ApiProperty({ default: 'none' }) lanes: Lanes = 'none';
}

export class BoardLane {
  /**
   * The priority; the assignee's ID or `none`; or `all`.
   * @example 'critical'
   */
  key!: string;
  /** Only in lanes by assignee; otherwise null. */
  assignee!: AssigneeView | null;
  @NumberForEach(STATUSES) counts!: Record<Status, number>;
}

export class Board {
  /** Priorities: most urgent first. Assignees: those with open or in-progress tickets, by name, then unassigned. */
  lanes!: BoardLane[];
}
