import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Ticket } from '../tickets/ticket.entity.js';

/** An address that wrote or received a mail of a ticket, other than those of mailboxes. */
@Entity('mail_participants')
@Check('ck_mail_participants_address', 'address = lower(address)')
export class MailParticipant {
  @PrimaryColumn('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_mail_participants_ticket' })
  ticket?: Relation<Ticket>;
  /** Normalized. */
  @PrimaryColumn('text') address!: string;
  @Column('text', { default: '' }) name!: string;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
