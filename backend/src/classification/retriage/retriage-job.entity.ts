import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { User } from '../../identity/users/user.entity.js';
import { Ticket } from '../../tickets/ticket.entity.js';
import { TRIAGE_SOURCES } from '../../vocabulary/index.js';
import type { PreviousSuggestion } from '../triage.repository.js';
import type {
  RetriageFilter,
  RetriageSource,
  RetriageState,
  RetriageTicket,
  RetriageTicketState,
} from './retriage-job.js';

/** Triage that is run again for many tickets, with its progress. */
@Entity('triage_runs')
@Check('ck_triage_runs_state', `state IN ('previewing', 'previewed', 'running', 'done', 'undoing', 'undone')`)
@Index('ix_triage_runs_due', ['id'], {
  where: `state IN ('previewing', 'running', 'undoing') AND NOT paused`,
})
export class RetriageJobEntity {
  @PrimaryGeneratedColumn('identity', { primaryKeyConstraintName: 'triage_runs_pkey' }) id!: number;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('integer', { name: 'created_by' }) createdBy!: number;
  @ManyToOne(() => User)
  @JoinColumn({ name: 'created_by', foreignKeyConstraintName: 'triage_runs_created_by_fkey' })
  creator?: Relation<User>;
  @Column('enum', { enum: TRIAGE_SOURCES, enumName: 'triage_source' }) source!: RetriageSource;
  @Column('jsonb') filter!: RetriageFilter;
  @Column('text') state!: RetriageState;
  @Column('boolean', { default: false }) paused!: boolean;
  /** Number of tickets that matched the filter when the job was created. */
  @Column('integer') total!: number;
  /** The last ticket at that time. */
  @Column('integer') upTo!: number;
  /** The last ticket that the current step has processed. */
  @Column('integer', { default: 0 }) cursor!: number;
  @Column('integer', { default: 0 }) seen!: number;
  @Column('integer', { default: 0 }) failed!: number;
  @Column('double precision', { default: 0 }) costUsd!: number;
  /** Until when a process holds the job. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) leasedUntil!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) finishedAt!: Date | null;
}

/** A ticket whose suggestion a retriage job changes. */
@Entity('triage_run_tickets')
@Check('ck_triage_run_tickets_state', `state IN ('proposed', 'applied', 'skipped', 'undone')`)
@Index('ix_triage_run_tickets_ticket', ['ticketId'])
export class RetriageTicketEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'triage_run_tickets_pkey' }) runId!: number;
  @ManyToOne(() => RetriageJobEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', foreignKeyConstraintName: 'triage_run_tickets_run_id_fkey' })
  run?: Relation<RetriageJobEntity>;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'triage_run_tickets_pkey' }) ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'triage_run_tickets_ticket_id_fkey' })
  ticket?: Relation<Ticket>;
  @Column('jsonb') before!: PreviousSuggestion;
  @Column('jsonb') after!: RetriageTicket['after'];
  @Column('text') state!: RetriageTicketState;
}
