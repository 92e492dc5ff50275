import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
  type Relation,
} from 'typeorm';
import { TicketMessage } from '../../tickets/ticket-message.entity.js';
import { Ticket } from '../../tickets/ticket.entity.js';
import { Mailbox } from '../mailboxes/mailbox.entity.js';
import { MAIL_KINDS, type MailKind } from '../parsing/parsed-mail.js';

export const INBOUND_SOURCES = ['imap', 'http'] as const;
export type InboundSource = (typeof INBOUND_SOURCES)[number];

/** What became of a mail: a new ticket, part of a ticket, waiting for an administrator, or ignored for a reason. */
export const INBOUND_STATES = ['pending', 'ticketed', 'appended', 'quarantined', 'ignored'] as const;
export type InboundState = (typeof INBOUND_STATES)[number];

/** Why a mail was quarantined or ignored. */
export const INBOUND_REASONS = [
  ...(['too_large', 'rate_limit', 'spam', 'unreadable'] as const),
  ...(['duplicate', 'own_mail', 'loop', 'bounce', 'auto_reply', 'receipt', 'reaction'] as const),
  ...(['calendar', 'complaint', 'deleted'] as const),
] as const;
export type InboundReason = (typeof INBOUND_REASONS)[number];

/**
 * A mail as received, stored before it is read. A pending row is its own job: a worker claims it by moving `dueAt`, and
 * writes what became of it in one transaction with the ticket.
 */
@Entity('inbound_mails')
@Unique('uq_inbound_mails_uid', ['mailboxId', 'uidValidity', 'uid'])
@Index('ix_inbound_mails_due', ['dueAt', 'id'], { where: `state = 'pending'` })
@Index('ix_inbound_mails_state', ['mailboxId', 'state', 'id', 'reason'])
@Index('ix_inbound_mails_quarantined', ['id'], { where: `state = 'quarantined'` })
@Index('ix_inbound_mails_message_id', ['messageId', 'sha256'], { where: 'message_id IS NOT NULL' })
@Index('ix_inbound_mails_sha256', ['sha256'], { where: 'message_id IS NULL' })
// For the rate limit of a sender.
@Index('ix_inbound_mails_sender', ['fromAddress', 'processedAt'])
@Index('ix_inbound_mails_ticket', ['ticketId'], { where: 'ticket_id IS NOT NULL' })
@Index('ix_inbound_mails_message', ['ticketMessageId'], { where: 'ticket_message_id IS NOT NULL' })
@Check('ck_inbound_mails_sha256', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check('ck_inbound_mails_due_at', `(state = 'pending') = (due_at IS NOT NULL)`)
@Check('ck_inbound_mails_reason', `reason IS NOT NULL OR state NOT IN ('quarantined', 'ignored')`)
export class InboundMail {
  @PrimaryGeneratedColumn('identity') id!: number;
  /** Null once the mailbox is deleted. */
  @Column('integer', { nullable: true }) mailboxId!: number | null;
  @ManyToOne(() => Mailbox, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'mailbox_id', foreignKeyConstraintName: 'fk_inbound_mails_mailbox' })
  mailbox?: Relation<Mailbox> | null;
  @Column('enum', { enum: INBOUND_SOURCES, enumName: 'inbound_mail_source' }) source!: InboundSource;
  /** Where IMAP found it. */
  @Column('bigint', { nullable: true }) uidValidity!: string | null;
  @Column('bigint', { nullable: true }) uid!: string | null;
  /** Of the body and the headers that its author wrote, without those that servers add on the way. */
  @Column('text') sha256!: string;
  /** Without angle brackets; null if it has none. */
  @Column('text', { nullable: true }) messageId!: string | null;
  /** In bytes. */
  @Column('integer') size!: number;
  /** Null if it was too large, and once its ticket is deleted for good. */
  @Column('bytea', { nullable: true, select: false }) raw!: Buffer | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) receivedAt!: Date;
  @Column('enum', { enum: INBOUND_STATES, enumName: 'inbound_mail_state', default: 'pending' })
  state!: InboundState;
  @Column('text', { nullable: true }) reason!: InboundReason | null;
  @Column('enum', { enum: MAIL_KINDS, enumName: 'mail_kind', nullable: true }) kind!: MailKind | null;
  /** Normalized. Known once the mail was read, like the subject. */
  @Column('text', { nullable: true }) fromAddress!: string | null;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('integer', { nullable: true }) ticketId!: number | null;
  @ManyToOne(() => Ticket, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_inbound_mails_ticket' })
  ticket?: Relation<Ticket> | null;
  @Column('integer', { nullable: true }) ticketMessageId!: number | null;
  @ManyToOne(() => TicketMessage, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'ticket_message_id', foreignKeyConstraintName: 'fk_inbound_mails_message' })
  ticketMessage?: Relation<TicketMessage> | null;
  /** Attempts to process it that started. */
  @Column('smallint', { default: 0 }) attempts!: number;
  /** Whether an administrator released it from quarantine, so that it becomes a ticket in any case. */
  @Column('boolean', { default: false }) released!: boolean;
  /** When it is processed, or processed again after a crash. Null once it was. */
  @Column('timestamp with time zone', { precision: 3, nullable: true, default: () => 'now()' })
  dueAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) processedAt!: Date | null;
}
