import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  Unique,
  type Relation,
} from 'typeorm';
import { TicketMessage } from '../../tickets/ticket-message.entity.js';
import { Mailbox } from '../mailboxes/mailbox.entity.js';

/**
 * Outbox of a public reply that is sent by mail. It is committed with the message; the mail module delivers it and keeps
 * the state of each recipient in `message_recipients`.
 */
@Entity('outgoing_mails')
@Index('ix_outgoing_mails_due_at', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Index('ix_outgoing_mails_mailbox', ['mailboxId', 'sentAt'])
@Unique('uq_outgoing_mails_header_id', ['headerId'])
export class OutgoingMail {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'PK_outgoing_mails' }) messageId!: number;
  @OneToOne(() => TicketMessage, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'fk_outgoing_mails_message' })
  message?: Relation<TicketMessage>;
  /** The mailbox that sends it; null once that is deleted. */
  @Column('integer', { nullable: true }) mailboxId!: number | null;
  @ManyToOne(() => Mailbox, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'mailbox_id', foreignKeyConstraintName: 'fk_outgoing_mails_mailbox' })
  mailbox?: Relation<Mailbox> | null;
  /** Message-ID without angle brackets. The same in each attempt, so that a server can drop repeats. */
  @Column('text') headerId!: string;
  /** When to send it next; null when nothing is left to send. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) dueAt!: Date | null;
  @Column('smallint', { default: 0 }) attempts!: number;
  /** Start of the period in which it is retried. */
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) queuedAt!: Date;
  /** When a server last accepted it. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) sentAt!: Date | null;
}
