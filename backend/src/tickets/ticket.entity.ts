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
import { Organization } from '../identity/organizations/organization.entity.js';
import { DEFAULT_TEAM_ID, Team } from '../identity/teams/team.entity.js';
import { User } from '../identity/users/user.entity.js';
import type { TicketReferences } from './ticket-references.js';
import { Topic } from './topic.entity.js';
import {
  CATEGORIES,
  CHANNELS,
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
  type Channel,
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
 * A support request and its triage. Triggers maintain the statistics and the decisions about classifications (see the
 * first migration).
 */
@Entity('tickets')
// Lists are read in keyset order. Each index starts with the filter, followed by the sort under that filter and the
// columns of other filters, so that tickets can be excluded without reading the table.
@Index('ix_tickets_created', ['createdAt', 'id', 'status', 'priority', ...TRIAGED], NOT_DELETED)
@Index('ix_tickets_updated', ['updatedAt', 'id', 'status', 'priority', ...TRIAGED, 'createdAt'], NOT_DELETED)
@Index('ix_tickets_priority', ['priority', 'createdAt', 'id', 'status', ...TRIAGED], NOT_DELETED)
@Index('ix_tickets_status', ['status', 'createdAt', 'id', 'priority', ...TRIAGED], NOT_DELETED)
// For board columns by descending priority, and for the inbox filtered by status and priority.
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
// For lists of one team, and of agents who do not see all teams: one of these per team, merged.
@Index('ix_tickets_team', ['teamId', 'createdAt', 'id', 'status', 'priority', ...TRIAGED], NOT_DELETED)
@Index('ix_tickets_team_status', ['teamId', 'status', 'createdAt', 'id', 'priority', ...TRIAGED], NOT_DELETED)
@Index(
  'ix_tickets_team_updated',
  ['teamId', 'updatedAt', 'id', 'status', 'priority', ...TRIAGED, 'createdAt'],
  NOT_DELETED,
)
@Index(
  'ix_tickets_team_priority',
  ['teamId', 'priority', 'createdAt', 'id', 'status', ...TRIAGED],
  NOT_DELETED,
)
// Indexes an expression (see the migration).
@Index('ix_tickets_team_replied', { synchronize: false })
@Index(
  'ix_tickets_topic',
  ['topicId', 'createdAt', 'id', 'status', 'priority', 'triageState', 'assigneeId'],
  NOT_DELETED,
)
// For lists of one person.
@Index('ix_tickets_person', ['personId', 'createdAt', 'id'], { where: 'person_id IS NOT NULL' })
// For the task that links tickets to people.
@Index('ix_tickets_without_person', ['id'], {
  where: 'person_id IS NULL AND (requester_id IS NOT NULL OR requester_email IS NOT NULL)',
})
// For lists of one organization, and for deleting it.
@Index('ix_tickets_organization', ['organizationId', 'createdAt', 'id', 'status', 'priority'], {
  where: 'organization_id IS NOT NULL',
})
// For deleting a topic that was suggested.
@Index('ix_tickets_suggested_topic', ['suggestedTopicId'], { where: 'suggested_topic_id IS NOT NULL' })
// For a requester's own tickets in list order; without it, each would scan all tickets.
@Index('ix_tickets_requester', ['requesterId', 'createdAt', 'id'], NOT_DELETED)
// For unread tickets and unanswered requesters. The latter indexes an expression (see the migration).
@Index('ix_tickets_unread', ['createdAt', 'id'], { where: 'deleted_at IS NULL AND unread' })
@Index('ix_tickets_customer_replied', { synchronize: false })
// For words, tags and the list positions of their tickets. Indexes an expression (see the migration).
@Index('ix_tickets_search', { synchronize: false })
// For tickets that are hidden or return, which are few.
@Index('ix_tickets_snoozed', ['snoozedUntil', 'id'], {
  where: 'snoozed_until IS NOT NULL AND deleted_at IS NULL',
})
// For the sort by due time, of all tickets and of the unresolved. Both index an expression (see the migration).
@Index('ix_tickets_due', { synchronize: false })
@Index('ix_tickets_due_unresolved', { synchronize: false })
// For teams that close resolved tickets after some days.
@Index('ix_tickets_resolved', ['teamId', 'resolvedAt', 'id'], {
  where: `status = 'resolved' AND deleted_at IS NULL`,
})
// For the triage sweeper: contains only tickets that are due for triage.
@Index('ix_tickets_triage_due', ['triageState', 'triageDueAt'], {
  where: 'triage_due_at IS NOT NULL AND deleted_at IS NULL',
})
// For the latest decisions of agents, from which the local model is trained and Gemini's examples are selected.
@Index('ix_tickets_decided', ['decidedAt', 'id'], {
  where: `deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated`,
})
// For imports, which skip tickets that were imported before.
@Index('uq_tickets_external', ['externalSource', 'externalId'], {
  unique: true,
  where: 'external_id IS NOT NULL',
})
// For the foreign key of merged tickets.
@Index('ix_tickets_merged_into', ['mergedIntoId'], { where: 'merged_into_id IS NOT NULL' })
// For the purge: contains only deleted tickets.
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
  /** Who asks; null if no address is named. Tickets from before people are linked in the background. */
  @Column('integer', { nullable: true }) personId!: number | null;
  @ManyToOne(() => User, { nullable: true })
  @JoinColumn({ name: 'person_id', foreignKeyConstraintName: 'fk_tickets_person' })
  person?: Relation<User> | null;
  /** The account that may read the ticket: the person's, if they filed it or its address is verified; else null. */
  @Column('integer', { nullable: true }) requesterId!: number | null;
  @ManyToOne(() => User, { nullable: true })
  @JoinColumn({ name: 'requester_id', foreignKeyConstraintName: 'fk_tickets_requester' })
  requester?: Relation<User> | null;

  @Column('integer', { nullable: true }) organizationId!: number | null;
  @ManyToOne(() => Organization, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'organization_id', foreignKeyConstraintName: 'fk_tickets_organization' })
  organization?: Relation<Organization> | null;
  @Column('integer', { default: DEFAULT_TEAM_ID }) teamId!: number;
  @ManyToOne(() => Team)
  @JoinColumn({ name: 'team_id', foreignKeyConstraintName: 'fk_tickets_team' })
  team?: Relation<Team>;
  @Column('integer', { nullable: true }) topicId!: number | null;
  @ManyToOne(() => Topic, { nullable: true })
  @JoinColumn({ name: 'topic_id', foreignKeyConstraintName: 'fk_tickets_topic' })
  topic?: Relation<Topic> | null;
  @Column('enum', { enum: CHANNELS, enumName: 'ticket_channel', default: 'web' }) channel!: Channel;
  /** ISO 639-1 code of the text's language; null if it was not recognized. */
  @Column('text', { nullable: true }) language!: string | null;
  /** Until when working views hide the ticket. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) snoozedUntil!: Date | null;
  /** Until when an answer was promised. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) dueAt!: Date | null;
  /** The ticket that took over the conversation. */
  @Column('integer', { nullable: true }) mergedIntoId!: number | null;
  @ManyToOne(() => Ticket, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'merged_into_id', foreignKeyConstraintName: 'fk_tickets_merged_into' })
  mergedInto?: Relation<Ticket> | null;
  /** Names of what the ids refer to, read with the ticket. */
  references!: TicketReferences;

  /** Words of title, description, requester and tags, derived by a trigger (see docs/search.md). */
  @Column({ type: 'tsvector', select: false, insert: false, update: false }) searchVector?: string;

  @Column('integer', { nullable: true }) assigneeId!: number | null;
  @ManyToOne(() => User, { nullable: true })
  @JoinColumn({ name: 'assignee_id', foreignKeyConstraintName: 'fk_tickets_assignee' })
  assignee!: Relation<User> | null;

  @Column('enum', { enum: TRIAGE_STATES, enumName: 'triage_state', default: 'pending' })
  triageState!: TriageState;
  /** Whether the requester set the field, until an agent decides. Triage fills only the fields that were not set. */
  @Column('boolean', { default: false }) categoryGiven!: boolean;
  @Column('boolean', { default: false }) priorityGiven!: boolean;
  /**
   * When the sweeper next triages the ticket; null if no triage is pending. Always set for a pending ticket; set for a
   * suggested one while a retry with a better classifier is due.
   */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) triageDueAt!: Date | null;
  /** Triage attempts that started since the last one that completed. */
  @Column('smallint', { default: 0 }) triageClaims!: number;
  @Column('enum', { enum: TRIAGE_SOURCES, enumName: 'triage_source', nullable: true })
  triageSource!: TriageSource | null;
  @Column('text', { nullable: true }) triageModel!: string | null;
  @Column('enum', { enum: CATEGORIES, enumName: 'ticket_category', nullable: true })
  suggestedCategory!: Category | null;
  @Column('enum', { enum: PRIORITIES, enumName: 'ticket_priority', nullable: true })
  suggestedPriority!: Priority | null;
  @Column('integer', { nullable: true }) suggestedTopicId!: number | null;
  @ManyToOne(() => Topic, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'suggested_topic_id', foreignKeyConstraintName: 'fk_tickets_suggested_topic' })
  suggestedTopic?: Relation<Topic> | null;
  @Column('real', { nullable: true }) confidence!: number | null;
  @Column('text', { nullable: true }) rationale!: string | null;
  /** Quotes from title or description that support the suggestion. */
  @Column('text', { array: true, default: () => "'{}'" }) evidence!: string[];
  /** The classifier abstained: the ticket keeps general/medium until an agent reviews it. */
  @Column('boolean', { default: false }) abstained!: boolean;
  /** The text contains instructions to the classifier (prompt injection). */
  @Column('boolean', { default: false }) hostile!: boolean;
  /** Confidence below the team's threshold: the suggestion is shown, but the ticket keeps general/medium. */
  @Column('boolean', { default: false }) held!: boolean;
  /** Accepted automatically, with a confidence at or above the team's threshold. */
  @Column('boolean', { default: false }) selfSettled!: boolean;
  @Column('text', { nullable: true }) degradedReason!: string | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) classifiedAt!: Date | null;

  /**
   * Null while undecided, and for decisions made before deciders were recorded. A trigger clears it together with the
   * decision.
   */
  @Column('enum', { enum: TRIAGE_DECIDERS, enumName: 'triage_decider', nullable: true })
  decidedBy!: TriageDecider | null;
  /** The agent who decided; null for any other decider. */
  @Column('integer', { nullable: true }) decidedById!: number | null;
  @ManyToOne(() => User, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'decided_by_id', foreignKeyConstraintName: 'fk_tickets_decided_by' })
  decider!: Relation<User> | null;
  /** When an agent first decided; null for any other decider. Maintained by a trigger. */
  @Column({
    type: 'timestamp with time zone',
    precision: 3,
    nullable: true,
    insert: false,
    update: false,
  })
  decidedAt!: Date | null;
  /** The decided values, where a later change has re-prioritized the ticket. Maintained by a trigger. */
  @Column({ type: 'enum', enum: CATEGORIES, enumName: 'ticket_category', ...MAINTAINED_BY_TRIGGER })
  decidedCategory!: Category | null;
  @Column({ type: 'enum', enum: PRIORITIES, enumName: 'ticket_priority', ...MAINTAINED_BY_TRIGGER })
  decidedPriority!: Priority | null;
  /** Whether the text was changed after the decision. Maintained by a trigger. */
  @Column({ type: 'boolean', default: false, insert: false, update: false }) decisionOutdated!: boolean;

  /** The sanitized HTML text of the mail that made the ticket; null if it has none. */
  @Column('text', { nullable: true, select: false }) descriptionHtml?: string | null;

  /** Source system and id of an imported ticket. */
  @Column('text', { nullable: true, select: false }) externalSource?: string | null;
  @Column('text', { nullable: true, select: false }) externalId?: string | null;

  /** Number of updates plus one; sent as the ETag. */
  @Column('integer', { default: 1 }) version!: number;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) updatedAt!: Date;
  /** Number of internal updates, which are excluded from the version that requesters see. */
  @Column('integer', { default: 0 }) internalUpdates!: number;
  /**
   * When the ticket was last updated for its requester; null unless an internal update followed. Maintained by a
   * trigger (see the migration of internal updates).
   */
  @Column({
    type: 'timestamp with time zone',
    precision: 3,
    nullable: true,
    insert: false,
    update: false,
  })
  publicUpdatedAt!: Date | null;
  /** Whether the assignee, or any agent if there is none, has yet to read a message or change by the requester. */
  @Column('boolean', { default: false }) unread!: boolean;
  /** When the requester last wrote; null once an agent has replied publicly. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) customerRepliedAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) firstResponseAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) resolvedAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) deletedAt!: Date | null;
}
