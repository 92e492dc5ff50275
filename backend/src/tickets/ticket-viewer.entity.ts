import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../identity/users/user.entity.js';
import { Ticket } from './ticket.entity.js';

/** An agent who has a ticket open. An unlogged table, since its rows are obsolete after a crash. */
@Entity('ticket_viewers')
@Index('ix_ticket_viewers_seen', ['seenAt'])
export class TicketViewer {
  @PrimaryColumn('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_ticket_viewers_ticket' })
  ticket?: Relation<Ticket>;
  @PrimaryColumn('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_ticket_viewers_user' })
  user!: Relation<User>;
  @Column('boolean', { default: false }) editing!: boolean;
  @Column('boolean', { default: false }) replying!: boolean;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) since!: Date;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) seenAt!: Date;
}
