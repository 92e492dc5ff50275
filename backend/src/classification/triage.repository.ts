import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import {
  enumeration,
  integer,
  nullable,
  smallint,
  text,
  timestamptz,
  type Column,
} from '../database/columns.js';
import { db, execute, fromNow, literals, query, queryFirst, statement, type Sql } from '../database/query.js';
import {
  DEFAULT_APPLY_AT,
  DEFAULT_CATEGORY,
  DEFAULT_PRIORITY,
  FALLBACK_SOURCES,
  TOPIC_APPLY_AT,
  type Category,
  type Priority,
  type TriageSource,
  type UndecidedState,
} from '../vocabulary/index.js';
import { ClassificationRecord } from './classification-record.entity.js';
import type { TriageAnswer } from './triage-chain.js';

/** How an answer is applied. */
export interface ApplyOptions {
  /** Whether the text contains a prompt injection. */
  hostile: boolean;
  /** Whether the suggestion may be accepted automatically by the team's threshold. */
  mayAutoAccept: boolean;
  /** Time of the answer to replace. Without it, only a fallback's answer is replaced, by one of a better classifier. */
  replaces?: Date;
  /** Time of the answer. Defaults to now. */
  answeredAt?: Date;
  /** Seconds until a better classifier is asked again; null for never. */
  retryInSeconds: number | null;
}

const APPLIED = {
  ...{ version: integer, publicVersion: integer, teamId: integer },
  requesterId: nullable(integer),
};

export interface AppliedSuggestion {
  version: number;
  /** Version without internal updates, which requesters do not see. */
  publicVersion: number;
  teamId: number;
  requesterId: number | null;
}

/**
 * Applies an answer as the ticket's suggestion unless an agent has decided or an equally good answer exists. A single
 * conditional statement, so that concurrent writes are safe in any order. The remote model's answer replaces a
 * fallback's once. Records the answer in `classifications`, also if it came too late: call it in a transaction.
 *
 * @returns the ticket's new version and requester; undefined if the answer came too late
 */
export async function applyAnswer(
  manager: EntityManager,
  ticketId: number,
  answer: TriageAnswer,
  options: ApplyOptions,
): Promise<AppliedSuggestion | undefined> {
  const applied = await queryFirst(manager, statement(APPLIED, applyAnswerSql(ticketId, answer, options)));
  await manager.insert(ClassificationRecord, {
    ...answer,
    evidence: [...answer.evidence],
    ticketId,
    applied: applied !== undefined,
    createdAt: options.answeredAt,
  });
  return applied;
}

/** A ticket with pending triage, as the classifier needs it. */
export interface PendingTriage {
  title: string;
  description: string;
  /** pending: no answer yet. suggested: a fallback has answered, and the remote model is asked again. */
  state: UndecidedState;
  classifiedAt: Date | null;
  /** Number of unfinished attempts. */
  claims: number;
}

const PENDING = {
  title: text,
  description: text,
  // The statements read and claim undecided tickets only.
  state: enumeration('triage_state') as Column<UndecidedState>,
  classifiedAt: nullable(timestamptz),
  claims: smallint,
};
const PENDING_COLUMNS = sql`title, description, triage_state AS state, classified_at AS "classifiedAt", triage_claims AS claims`;

/** Undefined if triage is no longer pending: decided, deleted, or answered by another run of the same job. */
export async function readPendingTriage(
  manager: EntityManager,
  ticketId: number,
): Promise<PendingTriage | undefined> {
  const pending = sql`
    SELECT ${PENDING_COLUMNS} FROM tickets
    WHERE id = ${ticketId} AND triage_due_at IS NOT NULL AND deleted_at IS NULL`;
  return queryFirst(manager, statement(PENDING, pending));
}

/**
 * Claims the tickets that have been due longest, in ascending order of id, and postpones them by `leaseSeconds` so
 * that other sweepers skip them. Index: `ix_tickets_triage_due`.
 */
export async function claimDueTriage(
  manager: EntityManager,
  state: PendingTriage['state'],
  limit: number,
  leaseSeconds: number,
): Promise<number[]> {
  const due = claimDueSql({ state, limit, horizonSeconds: 0, leaseSeconds }, sql`triage_due_at`);
  const rows = await query(manager, statement({ id: integer }, sql`${due} RETURNING id`));
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/**
 * Makes tickets due that are postponed for longer than `maxSeconds`, which happens when the clock was set back. Skips
 * imported tickets, whose triage is spread over hours. Index: `ix_tickets_triage_due`.
 */
export async function resetExcessivePostponements(manager: EntityManager, maxSeconds: number): Promise<void> {
  const reset = db
    .updateTable('tickets')
    .set({ triage_due_at: sql<Date>`now()` })
    .where('triage_state', '=', sql.lit('pending'))
    .where('triage_due_at', '>', fromNow(maxSeconds, 'secs'))
    .where('deleted_at', 'is', null)
    .where('external_source', 'is', null);
  await execute(manager, reset);
}

/** A ticket claimed by a worker. */
export interface ClaimedTriage extends PendingTriage {
  id: number;
}

const CLAIMED = { id: integer, ...PENDING };

/** Scope and duration of a claim. */
export interface ClaimOptions {
  state: PendingTriage['state'];
  /**
   * Tickets due within this many seconds may be claimed: the sweeper postpones them by as much when it enqueues them,
   * before any worker has claimed them.
   */
  horizonSeconds: number;
  /** Must exceed `horizonSeconds`: the difference is how long the claim holds without renewal. */
  leaseSeconds: number;
}

/** Claims one pending ticket. Undefined if another worker has claimed it. */
export async function claimTriage(
  manager: EntityManager,
  ticketId: number,
  { state, horizonSeconds, leaseSeconds }: ClaimOptions,
): Promise<ClaimedTriage | undefined> {
  const claim = sql`
    UPDATE tickets SET triage_due_at = ${fromNow(leaseSeconds, 'secs')}, triage_claims = triage_claims + 1
    WHERE id = ${ticketId} AND triage_state = ${state} AND triage_due_at <= ${fromNow(horizonSeconds, 'secs')}
      AND deleted_at IS NULL
    RETURNING ${CLAIMED_COLUMNS}`;
  return queryFirst(manager, statement(CLAIMED, claim));
}

/**
 * Claims a ticket regardless of its due time, for an improvement or after its worker died.
 * @returns undefined if another worker has claimed it
 */
export async function resumeTriage(
  manager: EntityManager,
  ticketId: number,
  { state, claims }: PendingTriage,
): Promise<ClaimedTriage | undefined> {
  const claim = sql`
    UPDATE tickets SET triage_claims = triage_claims + 1
    WHERE id = ${ticketId} AND triage_state = ${state} AND triage_claims = ${claims} AND triage_due_at IS NOT NULL
      AND deleted_at IS NULL
    RETURNING ${CLAIMED_COLUMNS}`;
  return queryFirst(manager, statement(CLAIMED, claim));
}

/** Ends attempts that finished without an answer, so that they do not count as unfinished. */
export async function releaseClaims(manager: EntityManager, ticketIds: number[]): Promise<void> {
  const release = sql`
    UPDATE tickets SET triage_claims = triage_claims - 1 WHERE id = ANY (${ticketIds}) AND triage_claims > 0`;
  await execute(manager, statement({}, release));
}

/**
 * Claims tickets to classify in one batch: half are the newest, which agents are most likely to look at, and half
 * have been due longest, so that a backlog shrinks. Excludes tickets with an unfinished attempt, which are retried
 * alone. Indexes: `ix_tickets_triage_state`, `ix_tickets_triage_due`.
 */
export async function claimTriageBatch(
  manager: EntityManager,
  limit: number,
  { state, horizonSeconds, leaseSeconds }: ClaimOptions,
): Promise<ClaimedTriage[]> {
  const claim = async (count: number, first: 'newest' | 'longest due'): Promise<ClaimedTriage[]> => {
    const scope = { state, limit: count, horizonSeconds, leaseSeconds };
    const order = first === 'newest' ? sql`created_at DESC, id DESC` : sql`triage_due_at`;
    const due = claimDueSql(scope, order, {
      columns: sql`, triage_claims = 1`,
      condition: sql` AND triage_claims = 0`,
    });
    return query(manager, statement(CLAIMED, sql`${due} RETURNING ${CLAIMED_COLUMNS}`));
  };
  const half = Math.floor(limit / 2);
  const newest = await claim(half, 'newest');
  // Fewer than requested means that no tickets are left.
  const oldest = newest.length < half ? [] : await claim(limit - half, 'longest due');
  return [...newest, ...oldest].sort((a, b) => a.id - b.id);
}

/** Renews claims, except of tickets that have been answered or enqueued again since. */
export async function renewClaim(
  manager: EntityManager,
  ticketIds: number[],
  { state, horizonSeconds, leaseSeconds }: ClaimOptions,
): Promise<void> {
  const renew = sql`
    UPDATE tickets SET triage_due_at = ${fromNow(leaseSeconds, 'secs')}
    WHERE id = ANY (${ticketIds}) AND triage_state = ${state} AND triage_due_at > ${fromNow(horizonSeconds, 'secs')}`;
  await execute(manager, statement({}, renew));
}

/** Postpones due tickets, in this order. */
function claimDueSql(
  { state, limit, horizonSeconds, leaseSeconds }: ClaimOptions & { limit: number },
  order: Sql,
  { columns = sql``, condition = sql`` }: { columns?: Sql; condition?: Sql } = {},
): Sql {
  return sql`
    UPDATE tickets SET triage_due_at = ${fromNow(leaseSeconds, 'secs')}${columns}
    WHERE id IN (
      SELECT id FROM tickets
      WHERE triage_state = ${state} AND triage_due_at <= ${fromNow(horizonSeconds, 'secs')} AND deleted_at IS NULL${condition}
      ORDER BY ${order} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
}

const CLAIMED_COLUMNS = sql`id, ${PENDING_COLUMNS}`;

/** Schedules the next request to the remote model for a ticket that a fallback has answered; null for never. */
export async function postponeImprovement(
  manager: EntityManager,
  ticketId: number,
  seconds: number | null,
): Promise<void> {
  const postpone = sql`
    UPDATE tickets SET triage_due_at = ${fromNow(seconds, 'secs')}, triage_claims = 0
    WHERE id = ${ticketId} AND triage_state = 'suggested' AND triage_source IN (${literals(FALLBACK_SOURCES)})`;
  await execute(manager, statement({}, postpone));
}

/** Names of a ticket's topics before and after, for its history. */
const TOPIC_NAMES = sql`jsonb_build_array(
  (SELECT name FROM topics WHERE id = b.topic_id), (SELECT name FROM topics WHERE id = w.topic_id))`;

/** A ticket that tries to manipulate its triage is not given a topic. */
function isTopicShownOnly({ topic }: TriageAnswer, hostile: boolean): boolean {
  return hostile || !topic || topic.confidence < TOPIC_APPLY_AT;
}

const applyAnswerSql = (
  ticketId: number,
  answer: TriageAnswer,
  { hostile, mayAutoAccept, replaces, answeredAt, retryInSeconds }: ApplyOptions,
) => sql`
  WITH before AS (
    SELECT id, category, priority, topic_id, triage_state, triage_source,
      category_given AND category <> ${answer.category}::ticket_category OR priority_given AND priority <> ${answer.priority}::ticket_priority AS disagrees
    FROM tickets WHERE id = ${ticketId} AND deleted_at IS NULL FOR UPDATE
  ), topic AS (
    -- It may have been deleted or deactivated since.
    SELECT id FROM topics
    WHERE id = ${answer.topic?.id ?? null}::integer AND active AND category = ${answer.category}::ticket_category
    FOR SHARE
  ), verdict AS (
    SELECT NOT ${answer.abstained}::boolean AND ${answer.confidence}::real < coalesce(apply_at::float8,
        ${answer.priority === 'critical' ? DEFAULT_APPLY_AT.critical : DEFAULT_APPLY_AT.any}) AS held,
      coalesce(${answer.confidence}::real >= settle_at AND NOT ${answer.abstained}::boolean AND ${mayAutoAccept}::boolean
        -- If the requester asked for other values, an agent decides.
        AND NOT (SELECT disagrees FROM before), false) AS settles
    FROM (VALUES (${answer.category}::ticket_category)) AS suggested (category) LEFT JOIN triage_thresholds USING (category)
  ), written AS (
    UPDATE tickets t SET
      category = CASE WHEN t.category_given THEN t.category WHEN v.held THEN ${sql.lit(DEFAULT_CATEGORY)} ELSE ${answer.category}::ticket_category END,
      priority = CASE WHEN t.priority_given THEN t.priority WHEN v.held THEN ${sql.lit(DEFAULT_PRIORITY)} ELSE ${answer.priority}::ticket_priority END,
      -- A category that was given may come from a given topic, and neither is replaced.
      topic_id = CASE WHEN t.category_given THEN t.topic_id WHEN v.held OR ${answer.abstained}::boolean OR ${isTopicShownOnly(answer, hostile)}::boolean THEN NULL
        ELSE (SELECT id FROM topic) END,
      suggested_topic_id = (SELECT id FROM topic),
      triage_state = CASE WHEN v.settles THEN 'accepted' ELSE 'suggested' END::triage_state,
      held = v.held, self_settled = v.settles,
      evidence = ${answer.evidence}::text[], abstained = ${answer.abstained}::boolean, hostile = ${hostile}::boolean, triage_source = ${answer.source}::triage_source, triage_model = ${answer.model},
      suggested_category = ${answer.category}::ticket_category, suggested_priority = ${answer.priority}::ticket_priority,
      confidence = ${answer.confidence}::real, rationale = ${answer.rationale}, degraded_reason = ${answer.degradedReason}, classified_at = coalesce(${answeredAt ?? null}::timestamptz, now()),
      triage_due_at = CASE WHEN v.settles THEN NULL ELSE now() + make_interval(secs => ${retryInSeconds}::double precision) END,
      triage_claims = 0, version = t.version + 1, updated_at = now()
    FROM before, verdict v
    WHERE t.id = before.id AND (
      t.triage_state = 'pending' OR
      t.triage_state = 'suggested' AND t.triage_source IN (${literals(FALLBACK_SOURCES)})
        AND ${answer.source}::triage_source NOT IN (${literals(FALLBACK_SOURCES)}) OR
      t.triage_state = 'suggested' AND t.classified_at = ${replaces ?? null}::timestamptz
    )
    RETURNING t.id, t.version, t.internal_updates, t.team_id, t.requester_id, t.category, t.priority, t.topic_id, t.triage_state, t.triage_source
  ), recorded AS (
    INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
    SELECT w.id, 'triage', 'Triage (' || w.triage_source || ')', jsonb_strip_nulls(jsonb_build_object(
      'category', CASE WHEN b.category <> w.category THEN jsonb_build_array(b.category, w.category) END,
      'priority', CASE WHEN b.priority <> w.priority THEN jsonb_build_array(b.priority, w.priority) END,
      'topic', CASE WHEN b.topic_id IS DISTINCT FROM w.topic_id THEN ${TOPIC_NAMES} END,
      'triage_state', CASE WHEN b.triage_state <> w.triage_state
        THEN jsonb_build_array(b.triage_state, w.triage_state) END,
      'triage_source', CASE WHEN b.triage_source IS DISTINCT FROM w.triage_source
        THEN jsonb_build_array(b.triage_source, w.triage_source) END))
    FROM written w JOIN before b USING (id)
  )
  SELECT version, version - internal_updates AS "publicVersion", team_id AS "teamId", requester_id AS "requesterId" FROM written`;

/** A ticket's suggestion, as stored by a retriage job for its rollback. */
export interface PreviousSuggestion {
  category: Category;
  priority: Priority;
  source: TriageSource;
  model: string;
  suggestedCategory: Category;
  suggestedPriority: Priority;
  /** Absent in jobs of earlier versions. */
  topicId?: number | null;
  suggestedTopicId?: number | null;
  confidence: number;
  rationale: string;
  evidence: string[];
  abstained: boolean;
  held: boolean;
  degradedReason: string | null;
  classifiedAt: string;
}

/**
 * Restores a previous suggestion in place of the one made at `answeredAt`, unless an agent has decided or another
 * answer has been applied since.
 */
export async function revertSuggestion(
  manager: EntityManager,
  ticketId: number,
  answeredAt: string,
  previous: PreviousSuggestion,
): Promise<AppliedSuggestion | undefined> {
  const restored = await queryFirst(
    manager,
    statement(APPLIED, revertSuggestionSql(ticketId, answeredAt, previous)),
  );
  if (restored) {
    // A decision must be recorded for the answer that the agent sees.
    const latest = db
      .selectFrom('classifications')
      .select(({ fn }) => fn.max('id').as('id'))
      .where('ticket_id', '=', ticketId)
      .where('applied', '=', true);
    await execute(
      manager,
      db.updateTable('classifications').set({ applied: false }).where('id', '=', latest),
    );
  }
  return restored;
}

const revertSuggestionSql = (ticketId: number, answeredAt: string, previous: PreviousSuggestion) => sql`
  WITH before AS (
    SELECT id, category, priority, topic_id FROM tickets WHERE id = ${ticketId} AND deleted_at IS NULL FOR UPDATE
  ), written AS (
    UPDATE tickets t SET
      category = CASE WHEN t.category_given THEN t.category ELSE f.category END,
      priority = CASE WHEN t.priority_given THEN t.priority ELSE f.priority END,
      -- A topic may have been deleted since.
      topic_id = CASE WHEN t.category_given THEN t.topic_id ELSE (SELECT id FROM topics WHERE id = f."topicId") END,
      suggested_topic_id = (SELECT id FROM topics WHERE id = f."suggestedTopicId"),
      triage_source = f.source, triage_model = f.model,
      suggested_category = f."suggestedCategory", suggested_priority = f."suggestedPriority",
      confidence = f.confidence, rationale = f.rationale, evidence = f.evidence, abstained = f.abstained,
      held = f.held, degraded_reason = f."degradedReason", classified_at = f."classifiedAt",
      version = t.version + 1, updated_at = now()
    FROM before, jsonb_to_record(${JSON.stringify(previous)}::jsonb) AS f (category ticket_category, priority ticket_priority,
      source triage_source, model text, "suggestedCategory" ticket_category, "suggestedPriority" ticket_priority,
      confidence real, rationale text, evidence text[], abstained boolean, held boolean, "degradedReason" text, "topicId" integer, "suggestedTopicId" integer,
      "classifiedAt" timestamptz)
    WHERE t.id = before.id AND t.triage_state = 'suggested' AND t.classified_at = ${answeredAt}::timestamptz
    RETURNING t.id, t.version, t.internal_updates, t.team_id, t.requester_id, t.category, t.priority, t.topic_id
  ), recorded AS (
    INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
    SELECT w.id, 'triage', 'Triage (taken back)', jsonb_strip_nulls(jsonb_build_object(
      'category', CASE WHEN b.category <> w.category THEN jsonb_build_array(b.category, w.category) END,
      'priority', CASE WHEN b.priority <> w.priority THEN jsonb_build_array(b.priority, w.priority) END,
      'topic', CASE WHEN b.topic_id IS DISTINCT FROM w.topic_id THEN ${TOPIC_NAMES} END))
    FROM written w JOIN before b USING (id)
  )
  SELECT version, version - internal_updates AS "publicVersion", team_id AS "teamId", requester_id AS "requesterId" FROM written`;
