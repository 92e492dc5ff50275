import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
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

/** Retriage jobs and their changes. Progress is stored, so that a job continues after a crash. */
@Injectable()
export class RetriageJobsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Creates a job in state `previewing` for the existing tickets that match the filter.
   * @returns the job's id
   */
  async create(createdBy: number, source: RetriageSource, filter: RetriageFilter): Promise<number> {
    const [{ id }] = await this.dataSource.query<[{ id: number }]>(
      `INSERT INTO triage_runs (created_by, source, filter, state, total, up_to)
       SELECT $1, $2, $3, 'previewing', count(*), coalesce(max(id), 0) FROM tickets t
       WHERE ${MATCHES_FILTER('$3::jsonb')} RETURNING id`,
      [createdBy, source, filter],
    );
    return id;
  }

  list(): Promise<RetriageJob[]> {
    return this.dataSource.query<RetriageJob[]>(`${SELECT_JOBS} ORDER BY r.id DESC LIMIT 50`);
  }

  async find(id: number): Promise<RetriageJob | undefined> {
    const [run] = await this.dataSource.query<RetriageJob[]>(`${SELECT_JOBS} WHERE r.id = $1`, [id]);
    return run;
  }

  /** @returns whether the job was in state `from` */
  async transition(id: number, from: RetriageState, to: RetriageState): Promise<boolean> {
    const [, moved] = await this.dataSource.query<[unknown, number]>(
      `UPDATE triage_runs SET state = $3, paused = false, cursor = 0, leased_until = NULL, finished_at = NULL
       WHERE id = $1 AND state = $2`,
      [id, from, to],
    );
    return moved > 0;
  }

  /** @returns whether the job was in a state that can be paused or resumed */
  async pause(id: number, paused: boolean): Promise<boolean> {
    const [, changed] = await this.dataSource.query<[unknown, number]>(
      `UPDATE triage_runs SET paused = $2 WHERE id = $1 AND state = ANY ($3)`,
      [id, paused, Object.keys(NEXT_STATE)],
    );
    return changed > 0;
  }

  /**
   * Deletes a job unless it has applied changes.
   * @returns whether the job was deleted
   */
  async discard(id: number): Promise<boolean> {
    const [, deleted] = await this.dataSource.query<[unknown, number]>(
      `DELETE FROM triage_runs WHERE id = $1 AND state IN ('previewing', 'previewed', 'undone')`,
      [id],
    );
    return deleted > 0;
  }

  /** Counts the job's tickets by state, and by change of values except for those rolled back. */
  async summarize(
    id: number,
  ): Promise<{ states: Record<RetriageTicketState, number>; moves: ValueTransition[] }> {
    const [row] = await this.dataSource.query<
      [{ states: Partial<Record<RetriageTicketState, number>> | null; moves: ValueTransition[] | null }]
    >(SELECT_SUMMARY, [id]);
    return {
      states: { proposed: 0, applied: 0, skipped: 0, undone: 0, ...row.states },
      moves: row.moves ?? [],
    };
  }

  /** The job's tickets in ascending order of id, after the id `after`. */
  tickets(id: number, after: number, limit: number): Promise<RetriageTicket[]> {
    return this.dataSource.query<RetriageTicket[]>(
      `SELECT c.ticket_id AS "ticketId", t.title, c.before, c.after, c.state
       FROM triage_run_tickets c JOIN tickets t ON t.id = c.ticket_id
       WHERE c.run_id = $1 AND c.ticket_id > $2::bigint ORDER BY c.ticket_id LIMIT $3`,
      [id, after, limit],
    );
  }

  /** Leases the oldest unpaused job with work that no process holds. */
  async lease(): Promise<{ id: number } | undefined> {
    const [[run]] = await this.dataSource.query<[{ id: number }[], number]>(
      `UPDATE triage_runs SET leased_until = now() + make_interval(secs => $1)
       WHERE id = (
         SELECT id FROM triage_runs
         WHERE state IN ('previewing', 'running', 'undoing') AND NOT paused
           AND (leased_until IS NULL OR leased_until < now())
         ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [LEASE_SECONDS],
    );
    return run;
  }

  /** Extends the lease while a batch is being classified. */
  async extendLease(id: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE triage_runs SET leased_until = now() + make_interval(secs => $2) WHERE id = $1`,
      [id, LEASE_SECONDS],
    );
  }

  /** Ends the lease, so that another process may continue the job. */
  async release(id: number): Promise<void> {
    await this.dataSource.query(`UPDATE triage_runs SET leased_until = NULL WHERE id = $1`, [id]);
  }

  /** Undefined if the job is paused or has no work. */
  async findWork(id: number): Promise<RetriageWork | undefined> {
    const [work] = await this.dataSource.query<RetriageWork[]>(
      `SELECT id, source, state, cursor FROM triage_runs
       WHERE id = $1 AND state IN ('previewing', 'running', 'undoing') AND NOT paused`,
      [id],
    );
    return work;
  }

  /** The next tickets of a preview, after the job's cursor. */
  candidates(id: number, limit: number): Promise<RetriageCandidate[]> {
    return this.dataSource.query<RetriageCandidate[]>(SELECT_CANDIDATES, [id, limit]);
  }

  /** The job's tickets in a state, after its cursor. */
  findTickets(id: number, state: RetriageTicketState, limit: number): Promise<RetriageTicket[]> {
    return this.dataSource.query<RetriageTicket[]>(
      `SELECT c.ticket_id AS "ticketId", c.before, c.after, c.state
       FROM triage_run_tickets c JOIN triage_runs r ON r.id = c.run_id
       WHERE c.run_id = $1 AND c.state = $2 AND c.ticket_id > r.cursor ORDER BY c.ticket_id LIMIT $3`,
      [id, state, limit],
    );
  }

  async insertProposals(
    manager: EntityManager,
    runId: number,
    proposals: Omit<RetriageTicket, 'title' | 'state'>[],
  ): Promise<void> {
    await manager.query(
      `INSERT INTO triage_run_tickets (run_id, ticket_id, before, after, state)
       SELECT $1, "ticketId", before, after, 'proposed'
       FROM jsonb_to_recordset($2::jsonb) AS p ("ticketId" integer, before jsonb, after jsonb)`,
      [runId, JSON.stringify(proposals)],
    );
  }

  async setTicketState(
    manager: EntityManager,
    runId: number,
    ticketId: number,
    state: RetriageTicketState,
  ): Promise<void> {
    await manager.query(`UPDATE triage_run_tickets SET state = $3 WHERE run_id = $1 AND ticket_id = $2`, [
      runId,
      ticketId,
      state,
    ]);
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
    await manager.query(
      `UPDATE triage_runs SET cursor = $2, seen = seen + $3, failed = failed + $4, cost_usd = cost_usd + $5,
         leased_until = now() + make_interval(secs => $6) WHERE id = $1`,
      [id, cursor, seen, failed, costUsd, LEASE_SECONDS],
    );
  }

  /** Moves a job whose step has no work left to its next state. */
  async finish(id: number, state: WorkingState): Promise<void> {
    await this.dataSource.query(
      `UPDATE triage_runs SET state = $3, leased_until = NULL, finished_at = now() WHERE id = $1 AND state = $2`,
      [id, state, NEXT_STATE[state]],
    );
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
const MATCHES_FILTER = (filter: string): string => `
  t.triage_state = 'suggested' AND t.deleted_at IS NULL
  AND (${filter} -> 'category' IS NULL OR ${filter} -> 'category' ? t.category::text)
  AND (${filter} -> 'priority' IS NULL OR ${filter} -> 'priority' ? t.priority::text)
  AND (${filter} -> 'source' IS NULL OR ${filter} -> 'source' ? t.triage_source::text)
  AND (${filter} ->> 'createdAfter' IS NULL OR t.created_at >= (${filter} ->> 'createdAfter')::timestamptz)
  AND (${filter} ->> 'createdBefore' IS NULL OR t.created_at < (${filter} ->> 'createdBefore')::timestamptz)`;

const SELECT_JOBS = `
  SELECT r.id, r.created_at AS "createdAt", json_build_object('id', u.id, 'name', u.name) AS "createdBy", r.source,
    r.filter, r.state, r.paused, r.total, r.seen, r.failed, r.cost_usd AS "costUsd", r.finished_at AS "finishedAt"
  FROM triage_runs r JOIN users u ON u.id = r.created_by`;

const SELECT_CANDIDATES = `
  SELECT t.id, t.title, t.description, json_build_object(
    'category', t.category, 'priority', t.priority, 'source', t.triage_source, 'model', t.triage_model,
    'suggestedCategory', t.suggested_category, 'suggestedPriority', t.suggested_priority,
    'confidence', t.confidence, 'rationale', t.rationale, 'evidence', t.evidence, 'abstained', t.abstained,
    'held', t.held, 'degradedReason', t.degraded_reason, 'classifiedAt', t.classified_at) AS before
  FROM triage_runs r JOIN tickets t ON t.id > r.cursor AND t.id <= r.up_to
  WHERE r.id = $1 AND ${MATCHES_FILTER('r.filter')}
  ORDER BY t.id LIMIT $2`;

const SELECT_SUMMARY = `
  SELECT
    (SELECT jsonb_object_agg(state, n) FROM (
      SELECT state, count(*)::int AS n FROM triage_run_tickets WHERE run_id = $1 GROUP BY state) s) AS states,
    (SELECT json_agg(m ORDER BY m.n DESC) FROM (
      SELECT json_build_object('category', before ->> 'suggestedCategory', 'priority', before ->> 'suggestedPriority') AS from,
        json_build_object('category', after ->> 'category', 'priority', after ->> 'priority') AS to, n
      FROM (
        SELECT jsonb_build_object('suggestedCategory', before -> 'suggestedCategory', 'suggestedPriority', before -> 'suggestedPriority') AS before,
          jsonb_build_object('category', after -> 'category', 'priority', after -> 'priority') AS after, count(*)::int AS n
        FROM triage_run_tickets WHERE run_id = $1 GROUP BY 1, 2) g
    ) m) AS moves`;
