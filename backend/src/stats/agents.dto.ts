import { ApiProperty } from '@nestjs/swagger';
import { IsFlag, Optional } from '../http/validation.js';

export class AgentListQuery {
  /** True lists former agents, too: nothing can be assigned to them, but tickets may be. */
  @Optional() @IsFlag() former?: boolean;
}

export class AgentWorkload {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Grace' */
  name!: string;
  /**
   * False where the account is deactivated, or is no agent any more.
   * @example true
   */
  active!: boolean;
  /**
   * Tickets assigned to them that are open.
   * @example 4
   */
  @ApiProperty({ type: 'integer' }) open!: number;
  /**
   * Tickets assigned to them that are in progress.
   * @example 2
   */
  @ApiProperty({ type: 'integer' }) in_progress!: number;
}

export class AgentList {
  /** Active agents and administrators, and former ones if asked for, by name; at most 1,000. */
  results!: AgentWorkload[];
}
