import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { ROLES, type Role } from '../../vocabulary/index.js';

/** Somebody who signs in. Nobody is deleted, since the history of tickets names people; they are made inactive. */
@Entity('users')
@Index('uq_users_email', ['email'], { unique: true })
// The assignees that an agent may choose from.
@Index('ix_users_role', ['role', 'id'])
// The administrators' search; of an expression, which TypeORM can't describe (see the migration).
@Index('ix_users_search', { synchronize: false })
@Check('ck_users_email', 'email = lower(email)')
export class User {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  /** In lower case, so that one address is one account. */
  @Column('text') email!: string;
  @Column('enum', { enum: ROLES, enumName: 'user_role' }) role!: Role;
  @Column('boolean', { default: true }) active!: boolean;
  /** argon2id with its parameters; null until a password is set by a reset link. */
  @Column('text', { nullable: true, select: false }) passwordHash?: string | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) lastSignInAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
