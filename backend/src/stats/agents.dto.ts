import { ApiProperty } from '@nestjs/swagger';

export class AgentWorkload {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Grace' */
  name!: string;
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
  /** Active agents and administrators, by name; at most 1,000. */
  results!: AgentWorkload[];
}
