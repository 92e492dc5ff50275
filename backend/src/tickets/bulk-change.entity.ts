import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { User } from '../identity/users/user.entity.js';
import type { UpdateTicketInput } from './dto/ticket-input.dto.js';
import type { Ticket } from './ticket.entity.js';

/** A ticket of a bulk change, with the values of the changed columns before and after it. */
export interface BulkChangedTicket {
  id: number;
  before: Partial<Ticket>;
  after: Partial<Ticket>;
}

/** A bulk change of tickets, stored while it can be undone. */
@Entity('bulk_changes')
@Index('ix_bulk_changes_user', ['userId', 'id'])
@Index('ix_bulk_changes_created', ['createdAt'])
export class BulkChange {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_bulk_changes_user' })
  user?: Relation<User>;
  @Column('jsonb') changes!: UpdateTicketInput;
  @Column('jsonb') tickets!: BulkChangedTicket[];
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) undoneAt!: Date | null;
}
