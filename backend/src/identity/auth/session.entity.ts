import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../users/user.entity.js';

/** A sign-in and its family of refresh tokens. Ending the session deletes the row, which revokes all of them. */
@Entity('sessions')
@Index('ix_sessions_user', ['userId'])
@Index('ix_sessions_expires', ['expiresAt'])
export class Session {
  @PrimaryColumn('uuid') id!: string;
  @Column('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_sessions_user' })
  user?: Relation<User>;
  /** SHA-256 of the current refresh token. The previous one stays valid for a short grace period. */
  @Column('text') tokenHash!: string;
  @Column('text', { nullable: true }) previousTokenHash!: string | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) refreshedAt!: Date;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3 }) expiresAt!: Date;
  @Column('text', { nullable: true }) userAgent!: string | null;
  /**
   * When the password was last entered. Actions that extend an account's privileges or lifetime require it to be
   * recent.
   */
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) verifiedAt!: Date;
  /**
   * The client's network at sign-in, which is treated as known to the account. Null for sessions created before it was
   * recorded.
   */
  @Column('text', { nullable: true }) network!: string | null;
}
