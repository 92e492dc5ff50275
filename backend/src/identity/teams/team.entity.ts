import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { MAX_LENGTH, TEAM_ASSIGNMENTS, type TeamAssignment } from '../../vocabulary/index.js';

export const MAX_AUTO_CLOSE_DAYS = 365;

/** The team of tickets for which no other is given. It cannot be deleted. */
export const DEFAULT_TEAM_ID = 1;

/** A group of agents that works on its own tickets. Each ticket belongs to one team. */
@Entity('teams')
// Names are unique regardless of case. Indexes an expression, which TypeORM cannot describe (see the migration).
@Index('uq_teams_name', { synchronize: false })
@Check('ck_teams_name', `char_length(name) BETWEEN 1 AND ${MAX_LENGTH.teamName}`)
@Check('ck_teams_auto_close_days', `auto_close_days BETWEEN 1 AND ${MAX_AUTO_CLOSE_DAYS}`)
export class Team {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  /** Whether only members see the team's tickets. */
  @Column('boolean', { default: false }) confidential!: boolean;
  /** How tickets without an assignee get one once they are triaged. */
  @Column('enum', { enum: TEAM_ASSIGNMENTS, enumName: 'team_assignment', default: 'off' })
  assignment!: TeamAssignment;
  /** The member who was assigned last by turns. */
  @Column('integer', { nullable: true }) lastAssignedId!: number | null;
  /** Days after which resolved tickets are closed; null for never. */
  @Column('integer', { nullable: true }) autoCloseDays!: number | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
