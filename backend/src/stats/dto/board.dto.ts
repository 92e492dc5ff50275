import { ApiProperty } from '@nestjs/swagger';
import { IsOneOf, Optional } from '../../http/validation.js';
import { STATUSES, type Status } from '../../vocabulary/index.js';
import { TeamQuery } from './team-query.dto.js';
import { AssigneeView, ReferenceView } from '../../tickets/dto/ticket.dto.js';
import { NumberForEach } from '../breakdown.js';

export const LANES = ['priority', 'assignee', 'team', 'none'] as const;
export type Lanes = (typeof LANES)[number];

export class BoardQuery extends TeamQuery {
  /** Lanes by priority, by assignee, by team, or a single lane. */
  @Optional() @IsOneOf(LANES, { name: 'BoardLanes' }) @ApiProperty({ default: 'none' }) lanes: Lanes = 'none';
}

export class BoardLane {
  /**
   * The priority; the assignee's ID or `none`; the team's ID; or `all`.
   * @example 'critical'
   */
  key!: string;
  /** Only in lanes by assignee; otherwise null. */
  assignee!: AssigneeView | null;
  /** Only in lanes by team; otherwise null. */
  team!: ReferenceView | null;
  @NumberForEach(STATUSES) counts!: Record<Status, number>;
}

export class Board {
  /** Priorities: most urgent first. Assignees: those with open or in-progress tickets, by name, then unassigned.
   * Teams: by name. */
  lanes!: BoardLane[];
}
