import { sql } from 'kysely';
import type { DataSource } from 'typeorm';
import { double, integer, json } from '../database/columns.js';
import { literals, queryOne, statement } from '../database/query.js';
import { DECISIONS, type Decision, type TriageSource } from '../vocabulary/index.js';

export interface TriageBacklog {
  pending: number;
  /** Age of the oldest ticket without a suggestion, in seconds; 0 if there is none. */
  oldestPendingSeconds: number;
  decisions: { decision: Decision; source: TriageSource; tickets: number }[];
}

/** A counter that triggers maintain. */
const PENDING = sql`(SELECT coalesce(sum(n), 0)::int FROM ticket_counts WHERE triage_state = 'pending')`;

export async function countPending(dataSource: DataSource): Promise<number> {
  const { n } = await queryOne(dataSource, statement({ n: integer }, sql`SELECT ${PENDING} AS n`));
  return n;
}

/**
 * Reads the counters (first migration) and, for the oldest ticket, one entry of `ix_tickets_triage_state`. Tickets
 * whose triage was repeated have a suggestion, so they do not count as pending here.
 */
export function readTriageBacklog(dataSource: DataSource): Promise<TriageBacklog> {
  const backlog = sql`
    SELECT
      ${PENDING} AS pending,
      coalesce(extract(epoch FROM now() - (
        SELECT created_at FROM tickets
        WHERE triage_state = 'pending' AND classified_at IS NULL AND deleted_at IS NULL
        ORDER BY created_at, id LIMIT 1
      ))::float8, 0) AS "oldestPendingSeconds",
      (SELECT coalesce(json_agg(d), '[]') FROM (
        SELECT triage_state AS decision, triage_source AS source, sum(n)::int AS tickets FROM ticket_counts
        WHERE triage_state IN (${literals(DECISIONS)}) GROUP BY triage_state, triage_source
      ) d) AS decisions`;
  const columns = {
    pending: integer,
    oldestPendingSeconds: double,
    decisions: json<TriageBacklog['decisions']>(),
  };
  return queryOne(dataSource, statement(columns, backlog));
}
