import type { EntityManager } from 'typeorm';
import type { Category, Priority } from '../../tickets/ticket.values.js';

/** A ticket as a person of the team has settled it. */
export interface TeamDecision {
  id: number;
  title: string;
  description: string;
  category: Category;
  priority: Priority;
}

/** Of older ones, a team's rules may have changed since. */
export const DECISIONS_LEARNT_FROM = 5000;

const READ = `
  SELECT id, title, category, priority, json_build_object('category', suggested_category, 'priority', suggested_priority) AS suggested,
    -- As much of a long text as the local model reads.
    CASE WHEN char_length(description) <= 4000 THEN description
      ELSE left(description, 3000) || E'\\n' || right(description, 1000) END AS description
  FROM tickets
  WHERE deleted_at IS NULL AND NOT self_settled AND triage_state IN ('accepted', 'overridden', 'manual')`;
const NEWEST = `ORDER BY updated_at DESC, id DESC LIMIT $1`;

/** The newest decisions of people, the newest first. Index: `ix_tickets_settled`. */
export async function readDecisions(manager: EntityManager, limit: number): Promise<TeamDecision[]> {
  const rows = await manager.query<SuggestedDecision[]>(`${READ} ${NEWEST}`, [limit]);
  return rows.map(({ suggested: _, ...decision }) => decision);
}

/** A decision about a suggestion, and the suggestion. */
export interface SuggestedDecision extends TeamDecision {
  suggested: Pick<TeamDecision, 'category' | 'priority'>;
}

/** The newest of those decisions that were about a suggestion. */
export function readSuggested(manager: EntityManager, limit: number): Promise<SuggestedDecision[]> {
  return manager.query<SuggestedDecision[]>(`${READ} AND suggested_category IS NOT NULL ${NEWEST}`, [limit]);
}

/** How many there are, by the statistics' counters. */
export async function countDecisions(manager: EntityManager): Promise<number> {
  const [{ n }] = await manager.query<[{ n: number }]>(
    `SELECT ((SELECT coalesce(sum(n), 0) FROM ticket_counts WHERE triage_state IN ('accepted', 'overridden', 'manual'))
       - (SELECT coalesce(sum(n), 0) FROM triage_confidence WHERE outcome = 'self'))::int AS n`,
  );
  return n;
}

/**
 * Every fifth ticket is never learnt from, so that whatever model is judged on it has not seen it: also one that an
 * earlier learning made.
 */
export function isHeldOut({ id }: Pick<TeamDecision, 'id'>): boolean {
  return id % 5 === 0;
}
