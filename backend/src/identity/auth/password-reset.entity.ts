import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { User } from '../users/user.entity.js';

/** A password reset link. Using it deletes the row. */
@Entity('password_resets')
@Index('uq_password_resets_hash', ['tokenHash'], { unique: true })
export class PasswordReset {
  /** One link per user: a new link replaces the previous one. */
  @PrimaryColumn('integer') userId!: number;
  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_password_resets_user' })
  user?: Relation<User>;
  @Column('text') tokenHash!: string;
  @Column('timestamp with time zone', { precision: 3 }) expiresAt!: Date;
  /** The administrator who issued the link. Null if it was issued on the command line. */
  @Index('ix_password_resets_issuer')
  @Column('integer', { nullable: true })
  issuedBy!: number | null;
  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'issued_by', foreignKeyConstraintName: 'fk_password_resets_issuer' })
  issuer?: Relation<User> | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) issuedAt!: Date;
}
