import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from './user.entity.js';

/**
 * An address of a person. A trigger keeps the one of `users.email`. An unverified address proves nothing: it leads to the
 * person, but opens no ticket to them. Verifying it does, by a trigger.
 */
@Entity('user_emails')
@Index('ix_user_emails_user', ['userId'])
@Check('ck_user_emails_address', 'address = lower(address)')
export class UserEmail {
  /** Normalized. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'user_emails_pkey' }) address!: string;
  @Column('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_user_emails_user' })
  user?: Relation<User>;
  @Column('boolean', { default: false }) verified!: boolean;
}
