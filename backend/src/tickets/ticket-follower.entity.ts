import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from '../identity/users/user.entity.js';
import { Ticket } from './ticket.entity.js';

/** An agent who is notified of a ticket without being its assignee. */
@Entity('ticket_followers')
@Index('ix_ticket_followers_user', ['userId', 'ticketId'])
export class TicketFollower {
  @PrimaryColumn('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_ticket_followers_ticket' })
  ticket?: Relation<Ticket>;
  @PrimaryColumn('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_ticket_followers_user' })
  user?: Relation<User>;
}
