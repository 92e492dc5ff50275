import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { LINK_TYPES, type LinkType } from '../vocabulary/index.js';
import { Ticket } from './ticket.entity.js';

/** A link between two tickets. Stored with both of them, each with the type as seen from it. */
@Entity('ticket_links')
@Index('ix_ticket_links_linked', ['linkedId'])
@Check('ck_ticket_links_other', 'ticket_id <> linked_id')
export class TicketLink {
  @PrimaryColumn('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_ticket_links_ticket' })
  ticket?: Relation<Ticket>;
  @PrimaryColumn('integer') linkedId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'linked_id', foreignKeyConstraintName: 'fk_ticket_links_linked' })
  linked?: Relation<Ticket>;
  @Column('enum', { enum: LINK_TYPES, enumName: 'ticket_link_type' }) type!: LinkType;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
