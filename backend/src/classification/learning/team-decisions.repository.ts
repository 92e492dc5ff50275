import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import { enumeration, integer, json, nullable, text } from '../../database/columns.js';
import { query, queryOne, statement } from '../../database/query.js';
import type { Category, Priority } from '../../vocabulary/index.js';

/** A ticket with an agent's decision. */
export interface TeamDecision {
  id: number;
  title: string;
  description: string;
  category: Category;
  priority: Priority;
  /**
   * Author of the text, by account or email address; the account that created the ticket if the requester is unnamed,
   * such as a program. Null for an agent's own text, which was decided on creation.
   */
  author: string | null;
  /** The agent's id; null if the account was deleted. */
  decider: number | null;
}

/** A team's rules may have changed since older decisions. */
export const MAX_TRAINING_DECISIONS = 5000;

/** Maximum share of one author, in training and in the decisions read for it. */
export const AUTHOR_SHARE = 0.05;

/** Factor by which more decisions are read, so that an author with many tickets does not displace others. */
const READ_AHEAD_FACTOR = 4;

/** "ada+1@example.org" is another address of the same mailbox. */
const MAILBOX_EXPRESSION = sql`regexp_replace(lower(requester_email), '[+][^@]*@', '@')`;

/**
 * The newest decisions of agents, limited to a share per author. Indexes: `ix_tickets_decided`,
 * `ix_ticket_history_ticket`.
 */
const decisionsSql = (limit: number, condition = sql``) => sql`
  WITH newest AS (
    SELECT id, decided_at, coalesce(
        '#' || requester_id, ${MAILBOX_EXPRESSION}, lower(requester_name),
        CASE WHEN decided_at > created_at THEN 'filed by #' || coalesce((
          SELECT actor_id FROM ticket_history h WHERE h.ticket_id = tickets.id ORDER BY h.id LIMIT 1
        ), 0) END
      ) AS author
    FROM tickets
    WHERE deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated
      -- If an agent decided one value only, the other may be the requester's choice.
      AND NOT (decided_at > created_at AND (category_given OR priority_given)) ${condition}
    ORDER BY decided_at DESC, id DESC LIMIT ${limit * READ_AHEAD_FACTOR}
  ), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY author ORDER BY decided_at DESC, id DESC) AS place FROM newest
  )
  SELECT t.id, t.title, coalesce(t.decided_category, t.category) AS category,
    coalesce(t.decided_priority, t.priority) AS priority, r.author, t.decided_by_id AS decider,
    json_build_object('category', t.suggested_category, 'priority', t.suggested_priority) AS suggested,
    -- The part of a long text that the local model reads.
    CASE WHEN char_length(t.description) <= 4000 THEN t.description
      ELSE left(t.description, 3000) || E'\\n' || right(t.description, 1000) END AS description
  FROM ranked r JOIN tickets t USING (id)
  WHERE r.author IS NULL OR r.place <= ${Math.ceil(limit * AUTHOR_SHARE)}
  ORDER BY r.decided_at DESC, r.id DESC LIMIT ${limit}`;

const DECISION = {
  ...{ id: integer, title: text, description: text },
  category: enumeration('ticket_category'),
  priority: enumeration('ticket_priority'),
  author: nullable(text),
  decider: nullable(integer),
  suggested: json<Pick<TeamDecision, 'category' | 'priority'>>(),
};

/** The newest decisions first. */
export async function readDecisions(manager: EntityManager, limit: number): Promise<TeamDecision[]> {
  const rows = await query(manager, statement(DECISION, decisionsSql(limit)));
  return rows.map(({ suggested: _, ...decision }) => decision);
}

/**
 * The newest decisions on tickets that all agents see: examples for other tickets, whose suggestions may quote them.
 */
export async function readOpenDecisions(manager: EntityManager, limit: number): Promise<TeamDecision[]> {
  const isOpen = sql`AND team_id NOT IN (SELECT id FROM teams WHERE confidential)`;
  const rows = await query(manager, statement(DECISION, decisionsSql(limit, isOpen)));
  return rows.map(({ suggested: _, ...decision }) => decision);
}

/** A decision on a suggestion, with the suggestion. */
export interface SuggestedDecision extends TeamDecision {
  suggested: Pick<TeamDecision, 'category' | 'priority'>;
}

/** The newest decisions on suggestions first. */
export function readSuggested(manager: EntityManager, limit: number): Promise<SuggestedDecision[]> {
  const isSuggested = sql`AND suggested_category IS NOT NULL`;
  return query(manager, statement(DECISION, decisionsSql(limit, isSuggested)));
}

/** Number of agents' decisions, from the statistics' counters. */
export async function countDecisions(manager: EntityManager): Promise<number> {
  const count = sql`SELECT coalesce(sum(n), 0)::int AS n FROM triage_decision_counts`;
  return (await queryOne(manager, statement({ n: integer }, count))).n;
}
