import { sql } from 'kysely';
import { type EntityManager } from 'typeorm';
import { enumeration, integer, nullable, text } from '../../database/columns.js';
import { query, statement } from '../../database/query.js';
import type { Category } from '../../vocabulary/index.js';

/** A topic that can be suggested. */
export interface ActiveTopic {
  id: number;
  name: string;
  description: string;
  category: Category;
}

const ACTIVE_TOPIC = {
  ...{ id: integer, name: text, description: text, category: enumeration('ticket_category') },
};

/** Older decisions may follow other rules. */
export const MAX_TOPIC_DECISIONS = 2000;

/** Maximum share of one author, so that no one can teach topics alone. */
const AUTHOR_SHARE = 0.05;
const MIN_PER_AUTHOR = 10;
const READ_AHEAD_FACTOR = 4;

const DECISION = { id: integer, title: text, description: text, topicId: nullable(integer) };

export interface DecidedTopic {
  id: number;
  title: string;
  description: string;
  /** Null if the agent chose none, or rejected the suggested topic. */
  topicId: number | null;
}

/** By name. */
export function readActiveTopics(manager: EntityManager): Promise<ActiveTopic[]> {
  const topics = sql`SELECT id, name, description, category FROM topics WHERE active ORDER BY lower(name), id`;
  return query(manager, statement(ACTIVE_TOPIC, topics));
}

/**
 * The newest decisions of agents first, limited to a share per author: those on topics, and those for none since there
 * are topics. Index: `ix_tickets_decided`.
 */
export function readTopicDecisions(manager: EntityManager): Promise<DecidedTopic[]> {
  const perAuthor = Math.max(MIN_PER_AUTHOR, Math.ceil(MAX_TOPIC_DECISIONS * AUTHOR_SHARE));
  const decisions = sql`
    WITH newest AS (
      SELECT id, decided_at, coalesce('#' || requester_id, lower(requester_email), lower(requester_name)) AS author
      FROM tickets
      WHERE deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated
        AND (topic_id IS NOT NULL OR suggested_topic_id IS NOT NULL
          OR decided_at >= (SELECT min(created_at) FROM topics))
      ORDER BY decided_at DESC, id DESC LIMIT ${MAX_TOPIC_DECISIONS * READ_AHEAD_FACTOR}
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY author ORDER BY decided_at DESC, id DESC) AS place FROM newest
    )
    SELECT t.id, t.title, left(t.description, 2000) AS description, t.topic_id AS "topicId"
    FROM ranked r JOIN tickets t USING (id)
    WHERE r.author IS NULL OR r.place <= ${perAuthor}
    ORDER BY r.decided_at DESC, r.id DESC LIMIT ${MAX_TOPIC_DECISIONS}`;
  return query(manager, statement(DECISION, decisions));
}
