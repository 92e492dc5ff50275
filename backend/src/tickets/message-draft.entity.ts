import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../identity/users/user.entity.js';
import { VISIBILITIES, type Visibility } from './ticket-message.entity.js';
import { Ticket } from './ticket.entity.js';

/** Longer than a message may be, so that a text that is too long to send is still saved. */
export const MAX_DRAFT = 100_000;

/** An unsent message of a user on a ticket, visible only to its author. */
@Entity('message_drafts')
@Index('ix_message_drafts_ticket', ['ticketId'])
@Check('ck_message_drafts_body', 'char_length(body) BETWEEN 1 AND 100000')
@Check('ck_message_drafts_other_body', 'char_length(other_body) BETWEEN 1 AND 100000')
export class MessageDraft {
  @PrimaryColumn('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_message_drafts_user' })
  user?: Relation<User>;
  @PrimaryColumn('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_message_drafts_ticket' })
  ticket?: Relation<Ticket>;
  @Column('text') body!: string;
  @Column('enum', { enum: VISIBILITIES, enumName: 'message_visibility' }) visibility!: Visibility;
  /** Draft for the other visibility: a note beside a public reply, or a public reply beside a note. */
  @Column('text', { nullable: true }) otherBody!: string | null;
  /** Unsent uploads of the author that belong to the body. */
  @Column('integer', { array: true, default: '{}' }) attachmentIds!: number[];
  @Column('integer', { array: true, default: '{}' }) otherAttachmentIds!: number[];
  /** The ticket's last message when the draft was started; null if unknown. */
  @Column('integer', { nullable: true }) afterMessageId!: number | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) updatedAt!: Date;
}
