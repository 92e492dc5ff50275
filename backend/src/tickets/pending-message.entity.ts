import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { MessageChanges } from './dto/message-changes.dto.js';
import { User } from '../identity/users/user.entity.js';
import type { Recipients } from './message-recipients.repository.js';
import { Ticket } from './ticket.entity.js';
import { MAX_LENGTH } from '../vocabulary/index.js';

/**
 * A public reply that can still be undone. It has a table of its own, so that statements that read, count or search
 * messages need not exclude it. Once delivered, it is a message with the same id.
 */
@Entity('pending_messages')
@Index('ix_pending_messages_deliver_at', ['deliverAt', 'id'])
@Index('ix_pending_messages_ticket', ['ticketId', 'id'])
@Check('ck_pending_messages_body', `char_length(body) BETWEEN 1 AND ${MAX_LENGTH.text}`)
export class PendingMessage {
  /** From the sequence of the messages table. */
  @PrimaryColumn('integer') id!: number;
  @Column('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_pending_messages_ticket' })
  ticket?: Relation<Ticket>;
  @Column('integer') authorId!: number;
  @ManyToOne(() => User)
  @JoinColumn({ name: 'author_id', foreignKeyConstraintName: 'fk_pending_messages_author' })
  author!: Relation<User>;
  @Column('text') body!: string;
  /** Whether delivery resolves the ticket. */
  @Column('boolean') resolve!: boolean;
  /** Whether delivery moves the ticket to waiting. */
  @Column('boolean', { default: false }) wait!: boolean;
  /** What delivery changes on the ticket. */
  @Column('jsonb', { default: {} }) changes!: Readonly<MessageChanges>;
  /** Whom delivery mails it to; null for the ticket's requester. */
  @Column('jsonb', { nullable: true }) recipients!: Readonly<Recipients> | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3 }) deliverAt!: Date;
  /** The ticket's requester when the reply was written. */
  @Column('integer', { nullable: true }) requesterId!: number | null;
  @Column('text', { nullable: true }) requesterEmail!: string | null;
  /** Whether delivery was stopped because the ticket's requester has changed. */
  @Column('boolean', { default: false }) held!: boolean;
}
