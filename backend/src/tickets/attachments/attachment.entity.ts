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
import { Blob } from '../../blobs/blob.entity.js';
import { User } from '../../identity/users/user.entity.js';
import { PendingMessage } from '../pending-message.entity.js';
import { TicketMessage } from '../ticket-message.entity.js';
import { Ticket } from '../ticket.entity.js';

export const MAX_FILE_NAME = 255;

/**
 * A file of a message, of a reply that can still be undone, or of a ticket's description. With none of them, it was
 * uploaded and not sent yet.
 */
@Entity('attachments')
@Index('ix_attachments_blob', ['blobId'])
@Index('ix_attachments_ticket', ['ticketId'], { where: 'ticket_id IS NOT NULL' })
@Index('ix_attachments_message', ['messageId'], { where: 'message_id IS NOT NULL' })
@Index('ix_attachments_pending_message', ['pendingMessageId'], { where: 'pending_message_id IS NOT NULL' })
@Index('ix_attachments_unattached', ['createdAt'], {
  where: 'ticket_id IS NULL AND message_id IS NULL AND pending_message_id IS NULL',
})
@Check('ck_attachments_name', `char_length(name) BETWEEN 1 AND ${MAX_FILE_NAME}`)
@Check('ck_attachments_place', 'num_nonnulls(ticket_id, message_id, pending_message_id) <= 1')
export class Attachment {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  @Column('integer') blobId!: number;
  @ManyToOne(() => Blob)
  @JoinColumn({ name: 'blob_id', foreignKeyConstraintName: 'fk_attachments_blob' })
  blob?: Relation<Blob>;
  /** Null for an imported one. */
  @Column('integer', { nullable: true }) uploaderId!: number | null;
  @ManyToOne(() => User, { nullable: true })
  @JoinColumn({ name: 'uploader_id', foreignKeyConstraintName: 'fk_attachments_uploader' })
  uploader?: Relation<User> | null;
  /** Of whose description it is. */
  @Column('integer', { nullable: true }) ticketId!: number | null;
  @ManyToOne(() => Ticket, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_attachments_ticket' })
  ticket?: Relation<Ticket> | null;
  @Column('integer', { nullable: true }) messageId!: number | null;
  @ManyToOne(() => TicketMessage, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'fk_attachments_message' })
  message?: Relation<TicketMessage> | null;
  @Column('integer', { nullable: true }) pendingMessageId!: number | null;
  @ManyToOne(() => PendingMessage, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'pending_message_id', foreignKeyConstraintName: 'fk_attachments_pending_message' })
  pendingMessage?: Relation<PendingMessage> | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
