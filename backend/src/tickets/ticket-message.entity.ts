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
import { User } from '../identity/users/user.entity.js';
import { Ticket } from './ticket.entity.js';
import { CHANNELS, MAX_LENGTH, type Channel } from '../vocabulary/index.js';

export const VISIBILITIES = ['public', 'internal'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** A public reply or an internal note. */
@Entity('ticket_messages')
@Index('ix_ticket_messages_ticket', ['ticketId', 'createdAt', 'id'])
@Index('ix_ticket_messages_search', ['searchVector'], { type: 'gin', where: 'search_vector IS NOT NULL' })
@Check('ck_ticket_messages_author', '(author_id IS NULL) = (author_name IS NOT NULL)')
@Check('ck_ticket_messages_body', `char_length(body) BETWEEN 1 AND ${MAX_LENGTH.text}`)
export class TicketMessage {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_ticket_messages_ticket' })
  ticket?: Relation<Ticket>;
  @Column('integer', { nullable: true }) authorId!: number | null;
  @ManyToOne(() => User, { nullable: true })
  @JoinColumn({ name: 'author_id', foreignKeyConstraintName: 'fk_ticket_messages_author' })
  author!: Relation<User> | null;
  /** Author of an imported message without an account. */
  @Column('text', { nullable: true }) authorName!: string | null;
  @Column('text') body!: string;
  @Column('enum', { enum: VISIBILITIES, enumName: 'message_visibility' }) visibility!: Visibility;
  @Column('enum', { enum: CHANNELS, enumName: 'ticket_channel', default: 'web' }) channel!: Channel;
  /** The sanitized HTML text of a mail; null if it has none. */
  @Column('text', { nullable: true, select: false }) html?: string | null;
  /** The address that a mail claims to be from. Proves nothing. */
  @Column('text', { nullable: true }) mailFrom!: string | null;
  /**
   * Search words of the body, derived by a trigger. Null until the backfill has derived them in an upgraded database.
   */
  @Column({ type: 'tsvector', nullable: true, select: false, insert: false, update: false }) searchVector?:
    string | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
