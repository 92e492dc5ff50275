import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { MAX_LENGTH } from '../../vocabulary/index.js';

/** The team of tickets for which no other is given. It is open and cannot be deleted. */
export const DEFAULT_TEAM_ID = 1;

/** A group of agents that works on its own tickets. Each ticket belongs to one team. */
@Entity('teams')
// Names are unique regardless of case. Indexes an expression, which TypeORM cannot describe (see the migration).
@Index('uq_teams_name', { synchronize: false })
@Check('ck_teams_name', `char_length(name) BETWEEN 1 AND ${MAX_LENGTH.teamName}`)
export class Team {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  /** Whether only members see the team's tickets. */
  @Column('boolean', { default: false }) confidential!: boolean;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
