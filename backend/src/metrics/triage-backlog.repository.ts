import type { DataSource } from 'typeorm';
import { DECISIONS, sqlList, type Decision, type TriageSource } from '../vocabulary/index.js';

export interface TriageBacklog {
  pending: number;
  /** Of the oldest ticket that has no suggestion yet; 0 where there is none. */
  oldestPendingSeconds: number;
  decisions: { decision: Decision; source: TriageSource; tickets: number }[];
}

/**
 * From the counters (first migration), and one step into an index for the oldest: `ix_tickets_triage_state`. A ticket
 * whose triage a person asked for again has a suggestion already, and is not what waits.
 */
export async function readTriageBacklog(dataSource: DataSource): Promise<TriageBacklog> {
  const [row] = await dataSource.query<[TriageBacklog]>(`
    SELECT
      (SELECT coalesce(sum(n), 0)::int FROM ticket_counts WHERE triage_state = 'pending') AS pending,
      coalesce(extract(epoch FROM now() - (
        SELECT created_at FROM tickets
        WHERE triage_state = 'pending' AND classified_at IS NULL AND deleted_at IS NULL
        ORDER BY created_at, id LIMIT 1
      ))::float8, 0) AS "oldestPendingSeconds",
      (SELECT coalesce(json_agg(d), '[]') FROM (
        SELECT triage_state AS decision, triage_source AS source, sum(n)::int AS tickets FROM ticket_counts
        WHERE triage_state IN (${sqlList(DECISIONS)}) GROUP BY triage_state, triage_source
      ) d) AS decisions`);
  return row;
}
