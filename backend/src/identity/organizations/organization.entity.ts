import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { MAX_LENGTH } from '../../vocabulary/index.js';

/** A customer's company, school or household, to which requesters belong. */
@Entity('organizations')
// Names are unique regardless of case. Indexes an expression, which TypeORM cannot describe (see the migration).
@Index('uq_organizations_name', { synchronize: false })
// For the search by parts of the name. Indexes an expression.
@Index('ix_organizations_search', { synchronize: false })
@Check('ck_organizations_name', `char_length(name) BETWEEN 1 AND ${MAX_LENGTH.name}`)
export class Organization {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  @Column('text', { default: '' }) notes!: string;
  /** Whether the members see each other's tickets. */
  @Column('boolean', { default: false }) sharesTickets!: boolean;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
