import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../identity/users/user.entity.js';

/** The first answer to a create that carried an Idempotency-Key, kept for 24 hours. Keys are each caller's own. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_created', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_idempotency_keys_user' })
  user?: Relation<User>;
  @PrimaryColumn('text') key!: string;
  /** SHA-256 of the validated body, so that a repeat can be told from a different request. */
  @Column('text') requestHash!: string;
  /** Without the texts, which each repeat has with it. Null only inside the transaction that is writing the ticket. */
  @Column('json', { nullable: true }) answer!: unknown;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
