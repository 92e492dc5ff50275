import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { TicketMessage } from '../tickets/ticket-message.entity.js';
import { Ticket } from '../tickets/ticket.entity.js';

export const MAIL_DIRECTIONS = ['in', 'out'] as const;
export type MailDirection = (typeof MAIL_DIRECTIONS)[number];

/** Length of a line (RFC 5322, section 2.1.1). */
export const MAX_MESSAGE_ID = 998;

/**
 * A Message-ID of a received or sent mail of a ticket, by which replies are recognized. A mail may have several, if a relay
 * assigned another one, and different mails may have the same.
 */
@Entity('mail_threads')
@Index('ix_mail_threads_message_id', ['messageId'])
@Index('ix_mail_threads_ticket', ['ticketId', 'id'])
@Index('ix_mail_threads_message', ['ticketMessageId'], { where: 'ticket_message_id IS NOT NULL' })
@Check('ck_mail_threads_message_id', `char_length(message_id) BETWEEN 1 AND ${MAX_MESSAGE_ID}`)
export class MailThread {
  @PrimaryGeneratedColumn('identity') id!: number;
  /** Without angle brackets. */
  @Column('text') messageId!: string;
  @Column('enum', { enum: MAIL_DIRECTIONS, enumName: 'mail_direction' }) direction!: MailDirection;
  @Column('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_mail_threads_ticket' })
  ticket?: Relation<Ticket>;
  /** Null for the mail that made the ticket. */
  @Column('integer', { nullable: true }) ticketMessageId!: number | null;
  @ManyToOne(() => TicketMessage, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'ticket_message_id', foreignKeyConstraintName: 'fk_mail_threads_message' })
  ticketMessage?: Relation<TicketMessage> | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
