import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { ROLES, type Role } from '../../vocabulary/index.js';

/**
 * A person: an agent, or a requester with or without an account. They are deactivated rather than deleted, since tickets
 * and their history refer to them.
 */
@Entity('users')
@Index('uq_users_email', ['email'], { unique: true })
// For listing the available assignees.
@Index('ix_users_role', ['role', 'id'])
// For the members of an organization.
@Index('ix_users_organization', ['organizationId', 'id'], { where: 'organization_id IS NOT NULL' })
// For the search by parts of names and addresses. Indexes an expression, which TypeORM cannot describe (see the migration).
@Index('ix_users_search', { synchronize: false })
@Check('ck_users_email', 'email = lower(email)')
export class User {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  /** In lower case, so that all spellings of an address belong to one account. */
  @Column('text') email!: string;
  @Column('enum', { enum: ROLES, enumName: 'user_role' }) role!: Role;
  @Column('boolean', { default: true }) active!: boolean;
  /** Whether it was created as an account. Without one, tickets named their address. */
  @Column('boolean', { default: true }) hasAccount!: boolean;
  /** The other addresses (`user_emails`), each after a space, for the search. */
  @Column('text', { default: '', select: false }) otherEmails!: string;
  @Column('integer', { nullable: true }) organizationId!: number | null;
  @ManyToOne(() => Organization, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'organization_id', foreignKeyConstraintName: 'fk_users_organization' })
  organization?: Relation<Organization> | null;
  /** For agents. */
  @Column('text', { default: '', select: false }) notes!: string;
  /** argon2id hash with its parameters; null until a password is set by a reset link. */
  @Column('text', { nullable: true, select: false }) passwordHash?: string | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) lastSignInAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
