import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../users/user.entity.js';

/** A sign-in: the family of refresh tokens that came from it. Ending it deletes the row, and with it every token. */
@Entity('sessions')
@Index('ix_sessions_user', ['userId'])
@Index('ix_sessions_expires', ['expiresAt'])
export class Session {
  @PrimaryColumn('uuid') id!: string;
  @Column('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_sessions_user' })
  user?: Relation<User>;
  /** SHA-256 of the refresh token that is next to be used; the one before it is kept for a moment. */
  @Column('text') tokenHash!: string;
  @Column('text', { nullable: true }) previousTokenHash!: string | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) refreshedAt!: Date;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3 }) expiresAt!: Date;
  @Column('text', { nullable: true }) userAgent!: string | null;
  /** When the password was last given: what makes an account more powerful or lasting needs it anew. */
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) verifiedAt!: Date;
  /** The client's network at the sign-in, by which it is not a stranger there; null before it was kept. */
  @Column('text', { nullable: true }) network!: string | null;
}
