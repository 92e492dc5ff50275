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
import { Ticket } from '../tickets/ticket.entity.js';
import {
  CATEGORIES,
  DECISIONS,
  PRIORITIES,
  TRIAGE_SOURCES,
  type Category,
  type Decision,
  type Priority,
  type TriageSource,
} from '../vocabulary/index.js';

/**
 * A classifier's answer for a ticket and the agent's decision on it: the basis of the quality statistics.
 *
 * The decision is written by a trigger on `tickets` (`record_triage_decision`, first migration) in the transaction of
 * the decision, so that `tickets` does not depend on this table.
 */
@Entity('classifications')
@Index('ix_classifications_ticket', ['ticketId', 'id'])
@Check('ck_classifications_confidence', 'confidence BETWEEN 0 AND 1')
export class ClassificationRecord {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: string;
  @Column('integer') ticketId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'ticket_id', foreignKeyConstraintName: 'fk_classifications_ticket' })
  ticket?: Relation<Ticket>;
  @Column('enum', { enum: TRIAGE_SOURCES, enumName: 'triage_source' }) source!: TriageSource;
  @Column('text') model!: string;
  @Column('text', { nullable: true }) promptVersion!: string | null;
  @Column('enum', { enum: CATEGORIES, enumName: 'ticket_category' }) category!: Category;
  @Column('enum', { enum: PRIORITIES, enumName: 'ticket_priority' }) priority!: Priority;
  @Column('real') confidence!: number;
  @Column('text') rationale!: string;
  @Column('text', { array: true, default: () => "'{}'" }) evidence!: string[];
  @Column('boolean', { default: false }) abstained!: boolean;
  @Column('integer') latencyMs!: number;
  @Column('integer', { nullable: true }) inputTokens!: number | null;
  @Column('integer', { nullable: true }) outputTokens!: number | null;
  /** This ticket's share of the call's cost; null if the model has no price. */
  @Column('double precision', { nullable: true }) costUsd!: number | null;
  @Column('text', { nullable: true }) degradedReason!: string | null;
  /** False for an answer that came after a decision or a better classifier's answer. */
  @Column('boolean') applied!: boolean;
  @Column('enum', { enum: DECISIONS, enumName: 'triage_decision', nullable: true })
  decision!: Decision | null;
  @Column('enum', { enum: CATEGORIES, enumName: 'ticket_category', nullable: true })
  decidedCategory!: Category | null;
  @Column('enum', { enum: PRIORITIES, enumName: 'ticket_priority', nullable: true })
  decidedPriority!: Priority | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) decidedAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
