import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Ticket } from './ticket.entity.js';

export const ACTOR_TYPES = ['user', 'triage', 'system', 'rule', 'mail'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/** Why a change happened that no one made: a snoozed ticket returned, or a resolved one was closed. */
export const HISTORY_REASONS = ['snooze_ended', 'auto_closed'] as const;
export type HistoryReason = (typeof HISTORY_REASONS)[number];

/** Who changed a ticket. The name is the one at that time. */
export interface Actor {
  type: ActorType;
  id: number | null;
  name: string;
}

/**
 * Field → [before, after], by the names of the API. Long descriptions are reduced to their difference (see
 * text-diff.ts).
 */
export type Changes = Record<string, [unknown, unknown]>;

/** One row per change of a ticket, including its creation. */
@Entity('ticket_history')
@Index('ix_ticket_history_ticket', ['ticketId', 'id'])
export class TicketHistory {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: string;
  @Column('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_ticket_history_ticket' })
  ticket?: Relation<Ticket>;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) at!: Date;
  @Column('enum', { enum: ACTOR_TYPES, enumName: 'actor_type' }) actorType!: ActorType;
  @Column('integer', { nullable: true }) actorId!: number | null;
  @Column('text') actorName!: string;
  @Column('jsonb') changes!: Changes;
  @Column('text', { nullable: true }) reason!: HistoryReason | null;
}
