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
import {
  CATEGORIES,
  DECIDED_STATES,
  DEFAULT_CATEGORY,
  DEFAULT_PRIORITY,
  INITIAL_STATUS,
  MAX_LENGTH,
  PRIORITIES,
  RESOLVED_STATUSES,
  STATES_WITHOUT_SUGGESTION,
  STATUSES,
  TRIAGE_DECIDERS,
  TRIAGE_SOURCES,
  TRIAGE_STATES,
  UNDECIDED_STATES,
  sqlList,
  type Category,
  type Priority,
  type Status,
  type TriageDecider,
  type TriageSource,
  type TriageState,
} from '../vocabulary/index.js';

const MAINTAINED_BY_TRIGGER = { nullable: true, insert: false, update: false };
const NOT_DELETED = { where: 'deleted_at IS NULL' };
const TRIAGED = ['category', 'triageState', 'assigneeId'];

/**
 * A request for help, and the triage that is owed or was done for it.
 * Triggers on the table keep the statistics and the classifications' decisions (see the first migration).
 */
@Entity('tickets')
// Lists are read in keyset order; each index ends in the sort that the list has under that filter, and behind it in what
// other filters ask for, so that tickets are left out without reading them.
@Index('ix_tickets_created', ['createdAt', 'id', 'status', 'priority', ...TRIAGED], NOT_DELETED)
@Index('ix_tickets_updated', ['updatedAt', 'id', 'status', 'priority', ...TRIAGED, 'createdAt'], NOT_DELETED)
@Index('ix_tickets_priority', ['priority', 'createdAt', 'id', 'status', ...TRIAGED], NOT_DELETED)
@Index('ix_tickets_status', ['status', 'createdAt', 'id', 'priority', ...TRIAGED], NOT_DELETED)
// The board's columns, the most urgent first; and the inbox narrowed to both.
@Index('ix_tickets_status_priority', ['status', 'priority', 'createdAt', 'id', ...TRIAGED], NOT_DELETED)
@Index(
  'ix_tickets_category',
  ['category', 'createdAt', 'id', 'status', 'priority', 'triageState', 'assigneeId'],
  NOT_DELETED,
)
@Index(
  'ix_tickets_triage_state',
  ['triageState', 'createdAt', 'id', 'status', 'priority', 'category', 'assigneeId'],
  NOT_DELETED,
)
@Index(
  'ix_tickets_assignee',
  ['assigneeId', 'createdAt', 'id', 'status', 'priority', 'category', 'triageState'],
  NOT_DELETED,
)
// A requester's own tickets, in the order of their list; without this, each would search everybody's.
@Index('ix_tickets_requester', ['requesterId', 'createdAt', 'id'], NOT_DELETED)
// What nobody has read yet, and who waits for an answer first: by an expression, see the migration.
@Index('ix_tickets_unread', ['createdAt', 'id'], { where: 'deleted_at IS NULL AND unread' })
@Index('ix_tickets_customer_replied', { synchronize: false })
// Words and tags, and the places in a list of the tickets that have them: with an expression, see the migration.
@Index('ix_tickets_search', { synchronize: false })
// The sweeper's: only rows to which an answer is owed are in it.
@Index('ix_tickets_triage_due', ['triageState', 'triageDueAt'], {
  where: 'triage_due_at IS NOT NULL AND deleted_at IS NULL',
})
// The newest decisions of agents: what the local model learns from, and Gemini's examples.
@Index('ix_tickets_decided', ['decidedAt', 'id'], {
  where: `deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated`,
})
// An import's: who comes a second time is known.
@Index('uq_tickets_external', ['externalSource', 'externalId'], {
  unique: true,
  where: 'external_id IS NOT NULL',
})
// The purge's: only deleted rows are in it.
@Index('ix_tickets_deleted', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Check('ck_tickets_title', `char_length(title) BETWEEN 1 AND ${MAX_LENGTH.title}`)
@Check('ck_tickets_description', `char_length(description) BETWEEN 1 AND ${MAX_LENGTH.text}`)
@Check('ck_tickets_resolved_at', `(status IN (${sqlList(RESOLVED_STATUSES)})) = (resolved_at IS NOT NULL)`)
@Check('ck_tickets_confidence', 'confidence BETWEEN 0 AND 1')
@Check('ck_tickets_external', 'external_id IS NULL OR external_source IS NOT NULL')
@Check('ck_tickets_suggestion', '(suggested_category IS NULL) = (suggested_priority IS NULL)')
@Check('ck_tickets_triage_owed', `triage_state <> 'pending' OR triage_due_at IS NOT NULL`)
@Check('ck_tickets_triage_settled', `triage_state IN (${sqlList(UNDECIDED_STATES)}) OR triage_due_at IS NULL`)
@Check(
  'ck_tickets_decided_at',
  `decided_at IS NULL OR triage_state IN (${sqlList(DECIDED_STATES)}) AND NOT self_settled`,
)
@Check(
  'ck_tickets_decided_by',
  `decided_by IS NULL OR triage_state IN (${sqlList(DECIDED_STATES)}) AND (decided_by <> 'agent' OR decided_at IS NOT NULL)`,
)
@Check('ck_tickets_decided_by_id', `decided_by_id IS NULL OR decided_by = 'agent'`)
@Check(
  'ck_tickets_triage_suggestion',
  `triage_state IN (${sqlList(STATES_WITHOUT_SUGGESTION)}) OR suggested_category IS NOT NULL AND triage_source IS NOT NULL`,
)
export class Ticket {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') title!: string;
  @Column('text') description!: string;
  @Column('enum', { enum: STATUSES, enumName: 'ticket_status', default: INITIAL_STATUS }) status!: Status;
  @Column('enum', { enum: PRIORITIES, enumName: 'ticket_priority', default: DEFAULT_PRIORITY })
  priority!: Priority;
  @Column('enum', { enum: CATEGORIES, enumName: 'ticket_category', default: DEFAULT_CATEGORY })
  category!: Category;
  @Column('text', { array: true, default: () => "'{}'" }) tags!: string[];
  @Column('text', { nullable: true }) requesterName!: string | null;
  @Column('text', { nullable: true }) requesterEmail!: string | null;
  /** The account of whoever asks for help; null where they have none. Its owner sees the ticket. */
  @Column('integer', { nullable: true }) requesterId!: number | null;
  @ManyToOne(() => User, { nullable: true })
  @JoinColumn({ name: 'requester_id', foreignKeyConstraintName: 'fk_tickets_requester' })
  requester?: Relation<User> | null;

  /** The words of title, description, requester and tags; a trigger derives them (see docs/search.md). */
  @Column({ type: 'tsvector', select: false, insert: false, update: false }) searchVector?: string;

  @Column('integer', { nullable: true }) assigneeId!: number | null;
  @ManyToOne(() => User, { nullable: true })
  @JoinColumn({ name: 'assignee_id', foreignKeyConstraintName: 'fk_tickets_assignee' })
  assignee!: Relation<User> | null;

  @Column('enum', { enum: TRIAGE_STATES, enumName: 'triage_state', default: 'pending' })
  triageState!: TriageState;
  /** What the caller chose when filing, until an agent decides about it; triage fills only what was left open. */
  @Column('boolean', { default: false }) categoryGiven!: boolean;
  @Column('boolean', { default: false }) priorityGiven!: boolean;
  /**
   * When the sweeper next sees to it that triage runs, null where nothing is owed. A pending ticket always has one;
   * a suggested one has one while a better classifier than the one that answered is worth asking again.
   */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) triageDueAt!: Date | null;
  /** Attempts to triage that were begun since the last one that ended in order. */
  @Column('smallint', { default: 0 }) triageClaims!: number;
  @Column('enum', { enum: TRIAGE_SOURCES, enumName: 'triage_source', nullable: true })
  triageSource!: TriageSource | null;
  @Column('text', { nullable: true }) triageModel!: string | null;
  @Column('enum', { enum: CATEGORIES, enumName: 'ticket_category', nullable: true })
  suggestedCategory!: Category | null;
  @Column('enum', { enum: PRIORITIES, enumName: 'ticket_priority', nullable: true })
  suggestedPriority!: Priority | null;
  @Column('real', { nullable: true }) confidence!: number | null;
  @Column('text', { nullable: true }) rationale!: string | null;
  /** Stretches of title or description that the suggestion rests on, word for word. */
  @Column('text', { array: true, default: () => "'{}'" }) evidence!: string[];
  /** The classifier could not tell; the ticket stands at general/medium until a person reads it. */
  @Column('boolean', { default: false }) abstained!: boolean;
  /** The text addresses the classifier instead of describing a problem. */
  @Column('boolean', { default: false }) hostile!: boolean;
  /** Less sure than the team asks for: the suggestion is shown, and the ticket stands at general/medium. */
  @Column('boolean', { default: false }) held!: boolean;
  /** Sure enough, by the team's threshold, to be accepted without a person. */
  @Column('boolean', { default: false }) selfSettled!: boolean;
  @Column('text', { nullable: true }) degradedReason!: string | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) classifiedAt!: Date | null;

  /** Null while nobody has decided, and where that was before deciders were recorded. A trigger clears it with the decision. */
  @Column('enum', { enum: TRIAGE_DECIDERS, enumName: 'triage_decider', nullable: true })
  decidedBy!: TriageDecider | null;
  /** The agent who decided. */
  @Column('integer', { nullable: true }) decidedById!: number | null;
  @ManyToOne(() => User, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'decided_by_id', foreignKeyConstraintName: 'fk_tickets_decided_by' })
  decider!: Relation<User> | null;
  /** When an agent decided first; null for any other decider. A trigger writes it. */
  @Column({
    type: 'timestamp with time zone',
    precision: 3,
    nullable: true,
    insert: false,
    update: false,
  })
  decidedAt!: Date | null;
  /** What was decided, where something else stands by now: a later change re-prioritises. A trigger writes them. */
  @Column({ type: 'enum', enum: CATEGORIES, enumName: 'ticket_category', ...MAINTAINED_BY_TRIGGER })
  decidedCategory!: Category | null;
  @Column({ type: 'enum', enum: PRIORITIES, enumName: 'ticket_priority', ...MAINTAINED_BY_TRIGGER })
  decidedPriority!: Priority | null;
  /** The text was changed after the decision, which is about another one. A trigger writes it. */
  @Column({ type: 'boolean', default: false, insert: false, update: false }) decisionOutdated!: boolean;

  /** Where an imported ticket comes from, and its number there. */
  @Column('text', { nullable: true, select: false }) externalSource?: string | null;
  @Column('text', { nullable: true, select: false }) externalId?: string | null;

  /** Counts updates; the ETag. */
  @Column('integer', { default: 1 }) version!: number;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) updatedAt!: Date;
  /** How many of the updates were among agents: a requester's version is without them. */
  @Column('integer', { default: 0 }) internalUpdates!: number;
  /**
   * When the ticket was last updated for its requester, where agents have updated it among themselves since; a trigger
   * writes it (see the migration of internal updates).
   */
  @Column({
    type: 'timestamp with time zone',
    precision: 3,
    nullable: true,
    insert: false,
    update: false,
  })
  publicUpdatedAt!: Date | null;
  /** The requester has written what the assignee, or any agent where there is none, has not read. */
  @Column('boolean', { default: false }) unread!: boolean;
  /** When the requester last wrote; null once an agent has answered in public since. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) customerRepliedAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) firstResponseAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) resolvedAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) deletedAt!: Date | null;
}
