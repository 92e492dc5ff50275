import { compareNames } from '../common/compare-names.js';
import { json, nullable, text, type RowOf } from '../database/columns.js';
import type { Category, LinkType } from '../vocabulary/index.js';

export interface Reference {
  id: number;
  name: string;
}

export interface TopicReference extends Reference {
  category: Category;
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
      FROM ticket_links l WHERE l.ticket_id = ${id}) AS "links"`;
}

export const REFERENCES = {
  teamName: nullable(text),
  organizationName: nullable(text),
  topic: nullable(json<TopicReference>()),
  suggestedTopic: nullable(json<TopicReference>()),
  followers: nullable(json<Reference[]>()),
  links: nullable(json<TicketReferences['links']>()),
};

export function toReferences(
  { teamName, organizationName, topic, suggestedTopic, followers, links }: RowOf<typeof REFERENCES>,
  { teamId, organizationId }: { teamId: number; organizationId: number | null },
): TicketReferences {
  return {
    team: { id: teamId, name: teamName! },
    organization: organizationId === null ? null : { id: organizationId, name: organizationName! },
    topic,
    suggestedTopic,
    followers: Array.from(followers ?? []).sort((a, b) => compareNames(a.name, b.name) || a.id - b.id),
    links: Array.from(links ?? []).sort((a, b) => a.id - b.id),
  };
}
