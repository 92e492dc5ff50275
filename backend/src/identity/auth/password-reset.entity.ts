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

/** The one link by which a person may set a password; using it deletes the row. */
@Entity('password_resets')
@Index('uq_password_resets_hash', ['tokenHash'], { unique: true })
export class PasswordReset {
  /** One link a person: a new one voids the older. */
  @PrimaryColumn('integer') userId!: number;
  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_password_resets_user' })
  user?: Relation<User>;
  @Column('text') tokenHash!: string;
  @Column('timestamp with time zone', { precision: 3 }) expiresAt!: Date;
  /** Null where the operator issued it on the command line. */
  @Index('ix_password_resets_issuer')
  @Column('integer', { nullable: true })
  issuedBy!: number | null;
  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'issued_by', foreignKeyConstraintName: 'fk_password_resets_issuer' })
  issuer?: Relation<User> | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) issuedAt!: Date;
}
