import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The first answer to a create that carried an Idempotency-Key, kept for 24 hours. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_created', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('text') key!: string;
  /** SHA-256 of the validated body, so that a repeat can be told from a different request. */
  @Column('text') requestHash!: string;
  /** Null only inside the transaction that is writing the ticket. */
  @Column('json', { nullable: true }) answer!: unknown;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
