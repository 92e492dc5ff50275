import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../identity/users/user.entity.js';

/** The response to a create request with an Idempotency-Key, stored for 24 hours. Keys are scoped to the user. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_created', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_idempotency_keys_user' })
  user?: Relation<User>;
  @PrimaryColumn('text') key!: string;
  /** SHA-256 of the validated body, which distinguishes a repeated request from a different one with the same key. */
  @Column('text') requestHash!: string;
  /**
   * The response without the texts, which a repeated request contains. Null only within the transaction that creates
   * the ticket.
   */
  @Column('json', { nullable: true }) answer!: unknown;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
