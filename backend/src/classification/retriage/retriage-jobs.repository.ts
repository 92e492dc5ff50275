import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import {
  boolean,
  double,
  enumeration,
  integer,
  json,
  jsonb,
  nullable,
  text,
  textOf,
  timestamptz,
  type Column,
} from '../../database/columns.js';
import {
  db,
  execute,
  fromNow,
  query,
  queryFirst,
  queryOne,
  statement,
  type Sql,
} from '../../database/query.js';
import type { PreviousSuggestion } from '../triage.repository.js';
import {
  NEXT_STATE,
  type RetriageJob,
  type RetriageFilter,
  type RetriageSource,
  type RetriageState,
  type RetriageTicket,
  type RetriageTicketState,
  type WorkingState,
} from './retriage-job.js';

/** Seconds after which another process continues the job of a process that has died. */
const LEASE_SECONDS = 15;

/** A ticket to classify again, with its current suggestion. */
export interface RetriageCandidate {
  id: number;
  title: string;
  description: string;
  before: PreviousSuggestion;
}

const JOB = {
  id: integer,
  createdAt: timestamptz,
  createdBy: json<RetriageJob['createdBy']>(),
  // A check constraint does not state it, but jobs are created with these sources only.
  source: enumeration('triage_source') as Column<RetriageSource>,
  filter: jsonb<RetriageFilter>(),
  state: textOf<RetriageState>(),
  ...{ paused: boolean, total: integer, seen: integer, failed: integer, costUsd: double },
  finishedAt: nullable(timestamptz),
};

const CHANGE = {
  ticketId: integer,
  before: jsonb<RetriageTicket['before']>(),
  after: jsonb<RetriageTicket['after']>(),
  state: textOf<RetriageTicketState>(),
};

const CANDIDATE = { id: integer, title: text, description: text, before: json<PreviousSuggestion>() };

const SUMMARY = {
  states: nullable(jsonb<Partial<Record<RetriageTicketState, number>>>()),
  moves: nullable(json<ValueTransition[]>()),
};

/** Retriage jobs and their changes. Progress is stored, so that a job continues after a crash. */
@Injectable()
export class RetriageJobsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Creates a job in state `previewing` for the existing tickets that match the filter.
   * @returns the job's id
   */
  async create(createdBy: number, source: RetriageSource, filter: RetriageFilter): Promise<number> {
    const matching = sql`${JSON.stringify(filter)}::jsonb`;
    const create = sql`
      INSERT INTO triage_runs (created_by, source, filter, state, total, up_to)
      SELECT ${createdBy}, ${source}, ${matching}, 'previewing', count(*), coalesce(max(id), 0) FROM tickets t
      WHERE ${matchesFilter(matching)} RETURNING id`;
    return (await queryOne(this.dataSource, statement({ id: integer }, create))).id;
  }

  list(): Promise<RetriageJob[]> {
    return query(this.dataSource, statement(JOB, sql`${SELECT_JOBS} ORDER BY r.id DESC LIMIT 50`));
  }

  async find(id: number): Promise<RetriageJob | undefined> {
    return queryFirst(this.dataSource, statement(JOB, sql`${SELECT_JOBS} WHERE r.id = ${id}`));
  }

  /** @returns whether the job was in state `from` */
  async transition(id: number, from: RetriageState, to: RetriageState): Promise<boolean> {
    const transition = db
      .updateTable('triage_runs')
      .set({ state: to, paused: false, cursor: 0, leased_until: null, finished_at: null })
      .where('id', '=', id)
      .where('state', '=', from);
    return (await execute(this.dataSource, transition)) > 0;
  }

  /** @returns whether the job was in a state that can be paused or resumed */
  async pause(id: number, paused: boolean): Promise<boolean> {
    const pause = db
      .updateTable('triage_runs')
      .set({ paused })
      .where('id', '=', id)
      .where('state', 'in', Object.keys(NEXT_STATE));
    return (await execute(this.dataSource, pause)) > 0;
  }

  /**
   * Deletes a job unless it has applied changes.
   * @returns whether the job was deleted
   */
  async discard(id: number): Promise<boolean> {
    const discard = db
      .deleteFrom('triage_runs')
      .where('id', '=', id)
      .where('state', 'in', ['previewing', 'previewed', 'undone'] satisfies RetriageState[]);
    return (await execute(this.dataSource, discard)) > 0;
  }

  /** Counts the job's tickets by state, and by change of values except for those rolled back. */
  async summarize(
    id: number,
  ): Promise<{ states: Record<RetriageTicketState, number>; moves: ValueTransition[] }> {
    const row = await queryOne(this.dataSource, statement(SUMMARY, summarySql(id)));
    return {
      states: { proposed: 0, applied: 0, skipped: 0, undone: 0, ...row.states },
      moves: row.moves ?? [],
    };
  }

  /** The job's tickets in ascending order of id, after the id `after`. */
  tickets(id: number, after: number, limit: number): Promise<RetriageTicket[]> {
    const tickets = sql`
      SELECT c.ticket_id AS "ticketId", t.title, c.before, c.after, c.state
      FROM triage_run_tickets c JOIN tickets t ON t.id = c.ticket_id
      WHERE c.run_id = ${id} AND c.ticket_id > ${after}::bigint ORDER BY c.ticket_id LIMIT ${limit}`;
    return query(this.dataSource, statement({ ...CHANGE, title: text }, tickets));
  }

  /** Leases the oldest unpaused job with work that no process holds. */
  async lease(): Promise<{ id: number } | undefined> {
    const lease = sql`
      UPDATE triage_runs SET leased_until = ${fromNow(LEASE_SECONDS, 'secs')}
      WHERE id = (
        SELECT id FROM triage_runs
        WHERE state IN ('previewing', 'running', 'undoing') AND NOT paused
          AND (leased_until IS NULL OR leased_until < now())
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id`;
    return queryFirst(this.dataSource, statement({ id: integer }, lease));
  }

  /** Extends the lease while a batch is being classified. */
  async extendLease(id: number): Promise<void> {
    const lease = { leased_until: fromNow(LEASE_SECONDS, 'secs') };
    await execute(this.dataSource, db.updateTable('triage_runs').set(lease).where('id', '=', id));
  }

  /** Ends the lease, so that another process may continue the job. */
  async release(id: number): Promise<void> {
    const released = { leased_until: null };
    await execute(this.dataSource, db.updateTable('triage_runs').set(released).where('id', '=', id));
  }

  /** Undefined if the job is paused or has no work. */
  async findWork(id: number): Promise<RetriageWork | undefined> {
    const work = sql`
      SELECT id, source, state, cursor FROM triage_runs
      WHERE id = ${id} AND state IN ('previewing', 'running', 'undoing') AND NOT paused`;
    const columns = { id: integer, source: JOB.source, state: textOf<WorkingState>(), cursor: integer };
    return queryFirst(this.dataSource, statement(columns, work));
  }

  /** The next tickets of a preview, after the job's cursor. */
  candidates(id: number, limit: number): Promise<RetriageCandidate[]> {
    return query(this.dataSource, statement(CANDIDATE, candidatesSql(id, limit)));
  }

  /** The job's tickets in a state, after its cursor. */
  findTickets(
    id: number,
    state: RetriageTicketState,
    limit: number,
  ): Promise<Omit<RetriageTicket, 'title'>[]> {
    const tickets = sql`
      SELECT c.ticket_id AS "ticketId", c.before, c.after, c.state
      FROM triage_run_tickets c JOIN triage_runs r ON r.id = c.run_id
      WHERE c.run_id = ${id} AND c.state = ${state} AND c.ticket_id > r.cursor ORDER BY c.ticket_id LIMIT ${limit}`;
    return query(this.dataSource, statement(CHANGE, tickets));
  }

  async insertProposals(
    manager: EntityManager,
    runId: number,
    proposals: Omit<RetriageTicket, 'title' | 'state'>[],
  ): Promise<void> {
    const insert = sql`
      INSERT INTO triage_run_tickets (run_id, ticket_id, before, after, state)
      SELECT ${runId}, "ticketId", before, after, 'proposed'
      FROM jsonb_to_recordset(${JSON.stringify(proposals)}::jsonb) AS p ("ticketId" integer, before jsonb, after jsonb)`;
    await execute(manager, statement({}, insert));
  }

  async setTicketState(
    manager: EntityManager,
    runId: number,
    ticketId: number,
    state: RetriageTicketState,
  ): Promise<void> {
    const changed = db.updateTable('triage_run_tickets').set({ state });
    await execute(manager, changed.where('run_id', '=', runId).where('ticket_id', '=', ticketId));
  }

  /** Call it in the transaction of the batch's changes, so that no ticket is skipped or processed twice. */
  async advance(
    manager: EntityManager,
    id: number,
    {
      cursor,
      seen = 0,
      failed = 0,
      costUsd = 0,
    }: { cursor: number; seen?: number; failed?: number; costUsd?: number },
  ): Promise<void> {
    const advance = db
      .updateTable('triage_runs')
      .set(({ eb }) => ({
        cursor,
        seen: eb('seen', '+', seen),
        failed: eb('failed', '+', failed),
        cost_usd: eb('cost_usd', '+', costUsd),
        leased_until: fromNow(LEASE_SECONDS, 'secs'),
      }))
      .where('id', '=', id);
    await execute(manager, advance);
  }

  /** Moves a job whose step has no work left to its next state. */
  async finish(id: number, state: WorkingState): Promise<void> {
    const finish = db
      .updateTable('triage_runs')
      .set({ state: NEXT_STATE[state], leased_until: null, finished_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where('state', '=', state);
    await execute(this.dataSource, finish);
  }
}

export interface RetriageWork {
  id: number;
  source: RetriageSource;
  state: WorkingState;
  cursor: number;
}

/** Number of tickets that change from one pair of values to another. */
export interface ValueTransition {
  from: { category: string; priority: string };
  to: { category: string; priority: string };
  n: number;
}

/** Tickets with a suggestion and no decision that match the filter. */
const matchesFilter = (filter: Sql) => sql`
  t.triage_state = 'suggested' AND t.deleted_at IS NULL
  AND (${filter} -> 'category' IS NULL OR ${filter} -> 'category' ? t.category::text)
  AND (${filter} -> 'priority' IS NULL OR ${filter} -> 'priority' ? t.priority::text)
  AND (${filter} -> 'source' IS NULL OR ${filter} -> 'source' ? t.triage_source::text)
  AND (${filter} ->> 'createdAfter' IS NULL OR t.created_at >= (${filter} ->> 'createdAfter')::timestamptz)
  AND (${filter} ->> 'createdBefore' IS NULL OR t.created_at < (${filter} ->> 'createdBefore')::timestamptz)`;

const SELECT_JOBS = sql`
  SELECT r.id, r.created_at AS "createdAt", json_build_object('id', u.id, 'name', u.name) AS "createdBy", r.source,
    r.filter, r.state, r.paused, r.total, r.seen, r.failed, r.cost_usd AS "costUsd", r.finished_at AS "finishedAt"
  FROM triage_runs r JOIN users u ON u.id = r.created_by`;

const candidatesSql = (id: number, limit: number) => sql`
  SELECT t.id, t.title, t.description, json_build_object(
    'category', t.category, 'priority', t.priority, 'source', t.triage_source, 'model', t.triage_model,
    'suggestedCategory', t.suggested_category, 'suggestedPriority', t.suggested_priority,
    'topicId', t.topic_id, 'suggestedTopicId', t.suggested_topic_id,
    'confidence', t.confidence, 'rationale', t.rationale, 'evidence', t.evidence, 'abstained', t.abstained,
    'held', t.held, 'degradedReason', t.degraded_reason, 'classifiedAt', t.classified_at) AS before
  FROM triage_runs r JOIN tickets t ON t.id > r.cursor AND t.id <= r.up_to
  WHERE r.id = ${id} AND ${matchesFilter(sql`r.filter`)}
  ORDER BY t.id LIMIT ${limit}`;

const summarySql = (id: number) => sql`
  SELECT
    (SELECT jsonb_object_agg(state, n) FROM (
      SELECT state, count(*)::int AS n FROM triage_run_tickets WHERE run_id = ${id} GROUP BY state) s) AS states,
    (SELECT json_agg(m ORDER BY m.n DESC) FROM (
      SELECT json_build_object('category', before ->> 'suggestedCategory', 'priority', before ->> 'suggestedPriority') AS from,
        json_build_object('category', after ->> 'category', 'priority', after ->> 'priority') AS to, n
      FROM (
        SELECT jsonb_build_object('suggestedCategory', before -> 'suggestedCategory', 'suggestedPriority', before -> 'suggestedPriority') AS before,
          jsonb_build_object('category', after -> 'category', 'priority', after -> 'priority') AS after, count(*)::int AS n
        FROM triage_run_tickets WHERE run_id = ${id} GROUP BY 1, 2) g
    ) m) AS moves`;
