import { ApiProperty } from '@nestjs/swagger';
import { IsIdFilter, IsFlag, Optional } from '../../http/validation.js';

export class AgentListQuery {
  /** True includes former agents, who can’t be assigned new tickets. */
  @Optional() @IsFlag() former?: boolean;
  /** IDs of teams: lists who can be assigned their tickets, and counts only these. */
  @Optional() @IsIdFilter() team?: number[];
}

export class AgentWorkload {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Grace' */
  name!: string;
  /**
   * False if the account is deactivated or no longer an agent.
   * @example true
   */
  active!: boolean;
  /**
   * Assigned tickets that are open.
   * @example 4
   */
  @ApiProperty({ type: 'integer' }) open!: number;
  /**
   * Assigned tickets that are in progress.
   * @example 2
   */
  @ApiProperty({ type: 'integer' }) in_progress!: number;
  /**
   * Assigned tickets that wait for their requester.
   * @example 1
   */
  @ApiProperty({ type: 'integer' }) waiting!: number;
}

export class AgentList {
  /** Active agents and admins, and former ones if requested, by name. At most 1,000. */
  results!: AgentWorkload[];
}
