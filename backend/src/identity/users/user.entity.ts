import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { ROLES, type Role } from '../../vocabulary/index.js';

/** A user account. Accounts are deactivated rather than deleted, since the history of tickets refers to them. */
@Entity('users')
@Index('uq_users_email', ['email'], { unique: true })
// For listing the available assignees.
@Index('ix_users_role', ['role', 'id'])
// For the administrators' search. Indexes an expression, which TypeORM cannot describe (see the migration).
@Index('ix_users_search', { synchronize: false })
@Check('ck_users_email', 'email = lower(email)')
export class User {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  /** In lower case, so that all spellings of an address belong to one account. */
  @Column('text') email!: string;
  @Column('enum', { enum: ROLES, enumName: 'user_role' }) role!: Role;
  @Column('boolean', { default: true }) active!: boolean;
  /** argon2id hash with its parameters; null until a password is set by a reset link. */
  @Column('text', { nullable: true, select: false }) passwordHash?: string | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) lastSignInAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
