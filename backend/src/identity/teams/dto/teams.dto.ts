import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { HasItems, IsInteger, IsOneOf, IsText, Optional, OptionalOrNull } from '../../../http/validation.js';
import { MAX_ID } from '../../../http/path-id.js';
import { MAX_LENGTH, TEAM_ASSIGNMENTS, type TeamAssignment } from '../../../vocabulary/index.js';
import { MAX_AUTO_CLOSE_DAYS } from '../team.entity.js';

export const MAX_MEMBERS = 500;

/** IDs of agents. */
function IsMemberList(): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [
      IsInteger({ min: 1, max: MAX_ID, each: true }),
      HasItems({ max: MAX_MEMBERS }),
      ApiProperty({ type: 'array', items: { type: 'integer', minimum: 1 }, example: [1, 4] }),
    ])
      decorate(target, property);
  };
}

export class UpdateTeamInput {
  /**
   * Trimmed. Unique, regardless of case.
   * @example 'Human resources'
   */
  @Optional() @IsText({ max: MAX_LENGTH.teamName, oneLine: true }) name?: string;
  /**
   * Whether only members and admins see the team’s tickets.
   * @example true
   */
  @Optional() @IsBoolean() confidential?: boolean;
  /** IDs of active agents and admins. Replaces the members. */
  @Optional() @IsMemberList() member_ids?: number[];
  /**
   * Which member is assigned to a new ticket once it is triaged: none, each in turn, or the one with the fewest
   * unresolved tickets.
   */
  @Optional() @IsOneOf(TEAM_ASSIGNMENTS, { name: 'TeamAssignment' }) assignment?: TeamAssignment;
  /**
   * Days after which resolved tickets are closed; null for never.
   * @example 14
   */
  @OptionalOrNull() @IsInteger({ min: 1, max: MAX_AUTO_CLOSE_DAYS }) auto_close_days?: number | null;
}

export class CreateTeamInput {
  /**
   * Trimmed. Unique, regardless of case.
   * @example 'Human resources'
   */
  @IsText({ max: MAX_LENGTH.teamName, oneLine: true }) name!: string;
  /**
   * Whether only members and admins see the team’s tickets.
   * @example true
   */
  @Optional() @IsBoolean() confidential: boolean = false;
  /** IDs of active agents and admins. */
  @Optional() @IsMemberList() member_ids: number[] = [];
  /**
   * Which member is assigned to a new ticket once it is triaged: none, each in turn, or the one with the fewest
   * unresolved tickets.
   */
  @Optional()
  @IsOneOf(TEAM_ASSIGNMENTS, { name: 'TeamAssignment' })
  @ApiProperty({ default: 'off' })
  assignment: TeamAssignment = 'off';
  /**
   * Days after which resolved tickets are closed; null for never.
   * @example 14
   */
  @OptionalOrNull() @IsInteger({ min: 1, max: MAX_AUTO_CLOSE_DAYS }) auto_close_days?: number | null;
}

export class TeamMemberView {
  /** @example 4 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Grace' */
  name!: string;
}

export class TeamView {
  /** @example 2 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Human resources' */
  name!: string;
  /**
   * Whether only members and admins see the team’s tickets.
   * @example true
   */
  confidential!: boolean;
  /** By name. Without members, every agent who sees the team can be assigned its tickets. */
  @ApiProperty({ type: () => [TeamMemberView] }) members!: TeamMemberView[];
  /** How new tickets without an assignee are assigned once they are triaged. */
  @ApiProperty({ enum: TEAM_ASSIGNMENTS, enumName: 'TeamAssignment' }) assignment!: TeamAssignment;
  /**
   * Days after which resolved tickets are closed; null for never.
   * @example 14
   */
  @ApiProperty({ type: 'integer', nullable: true }) auto_close_days!: number | null;
  /**
   * Tickets with status open.
   * @example 12
   */
  @ApiProperty({ type: 'integer' }) open_tickets!: number;
  /** Whether an active mailbox of the team sends public replies by mail. */
  @ApiProperty({ example: true }) sends_mail!: boolean;
}

export class TeamList {
  /** The teams whose tickets the caller can see, by name. */
  results!: TeamView[];
}
