import { compareNames } from '../common/compare-names.js';
import { json, nullable, text, type RowOf } from '../database/columns.js';
import type { Category, LinkType } from '../vocabulary/index.js';
import type { Visibility } from './ticket-message.entity.js';

export interface Reference {
  id: number;
  name: string;
}

export interface TopicReference extends Reference {
  category: Category;
}

/** The latest message, of which only agents are told: it may be an internal note. */
export interface LastMessage {
  authorId: number | null;
  authorName: string;
  byRequester: boolean;
  /** ISO 8601 with the time zone of the database session. */
  at: string;
  visibility: Visibility;
}

/** The rows that a ticket refers to, for display. */
export interface TicketReferences {
  team: Reference;
  organization: Reference | null;
  topic: TopicReference | null;
  suggestedTopic: TopicReference | null;
  followers: Reference[];
  /** The linked tickets' ids, lowest first. */
  links: { id: number; type: LinkType }[];
  lastMessage: LastMessage | null;
}

const topicSql = (id: string): string =>
  `CASE WHEN ${id} IS NOT NULL THEN
    (SELECT json_build_object('id', r.id, 'name', r.name, 'category', r.category) FROM topics r WHERE r.id = ${id}) END`;

/**
 * SELECT list of a ticket's references, for {@link toReferences}. `column` returns the name of a column of the ticket. Reads
 * no table for an empty reference and sorts nothing, since lists have them in each row.
 */
export function referencesSql(column: (name: string) => string): string {
  const [id, organizationId] = [column('id'), column('organization_id')];
  return `(SELECT r.name FROM teams r WHERE r.id = ${column('team_id')}) AS "teamName",
    CASE WHEN ${organizationId} IS NOT NULL THEN
      (SELECT r.name FROM organizations r WHERE r.id = ${organizationId}) END AS "organizationName",
    ${topicSql(column('topic_id'))} AS "topic",
    ${topicSql(column('suggested_topic_id'))} AS "suggestedTopic",
    (SELECT json_agg(json_build_object('id', u.id, 'name', u.name))
      FROM ticket_followers f JOIN users u ON u.id = f.user_id WHERE f.ticket_id = ${id}) AS "followers",
    (SELECT json_agg(json_build_object('id', l.linked_id, 'type', l.type))
      FROM ticket_links l WHERE l.ticket_id = ${id}) AS "links",
    (SELECT json_build_object('authorId', m.author_id, 'authorName', coalesce(u.name, m.author_name),
        'byRequester', coalesce(u.role = 'requester' OR u.id = ${column('requester_id')},
          m.author_name = ${column('requester_name')}, false), 'at', m.created_at, 'visibility', m.visibility)
      FROM (SELECT * FROM ticket_messages m WHERE m.ticket_id = ${id}
        ORDER BY m.created_at DESC, m.id DESC LIMIT 1) m LEFT JOIN users u ON u.id = m.author_id) AS "lastMessage"`;
}

export const REFERENCES = {
  teamName: nullable(text),
  organizationName: nullable(text),
  topic: nullable(json<TopicReference>()),
  suggestedTopic: nullable(json<TopicReference>()),
  followers: nullable(json<Reference[]>()),
  links: nullable(json<TicketReferences['links']>()),
  lastMessage: nullable(json<LastMessage>()),
};

export function toReferences(
  {
    teamName,
    organizationName,
    topic,
    suggestedTopic,
    followers,
    links,
    lastMessage,
  }: RowOf<typeof REFERENCES>,
  { teamId, organizationId }: { teamId: number; organizationId: number | null },
): TicketReferences {
  return {
    team: { id: teamId, name: teamName! },
    organization: organizationId === null ? null : { id: organizationId, name: organizationName! },
    topic,
    suggestedTopic,
    followers: Array.from(followers ?? []).sort((a, b) => compareNames(a.name, b.name) || a.id - b.id),
    links: Array.from(links ?? []).sort((a, b) => a.id - b.id),
    lastMessage,
  };
}
