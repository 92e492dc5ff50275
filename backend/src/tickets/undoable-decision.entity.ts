import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Ticket } from './ticket.entity.js';

/** The values that a ticket's first triage decision overwrote, stored while the decision can be undone. */
@Entity('undoable_decisions')
export class UndoableDecision {
  @PrimaryColumn('integer') ticketId!: number;
  @OneToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_undoable_decisions_ticket' })
  ticket?: Relation<Ticket>;
  @Column('jsonb') before!: Partial<Ticket>;
  /** The ticket's `decidedAt`, which distinguishes the decision from a later one. */
  @Column('timestamp with time zone', { precision: 3 }) decidedAt!: Date;
}
