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

/** The newest decisions of people, the newest first. Index: `ix_tickets_settled`. */
export function readDecisions(manager: EntityManager, limit: number): Promise<TeamDecision[]> {
  return manager.query<TeamDecision[]>(
    `SELECT id, title, description, category, priority FROM tickets
     WHERE deleted_at IS NULL AND NOT self_settled AND triage_state IN ('accepted', 'overridden', 'manual')
     ORDER BY updated_at DESC, id DESC LIMIT $1`,
    [limit],
  );
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
