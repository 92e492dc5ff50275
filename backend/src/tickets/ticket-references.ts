import { json } from '../database/columns.js';
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

const referenced = (table: string, id: string, others: string[] = []): string =>
  `(SELECT json_build_object(${['id', 'name', ...others].map((name) => `'${name}', r.${name}`).join(', ')}) FROM ${table} r WHERE r.id = ${id})`;

/** SQL of a ticket's references as one JSON value. `column` returns the name of a column of the ticket. */
export function referencesSql(column: (name: string) => string): string {
  const id = column('id');
  return `json_build_object(
    'team', ${referenced('teams', column('team_id'))},
    'organization', ${referenced('organizations', column('organization_id'))},
    'topic', ${referenced('topics', column('topic_id'), ['category'])},
    'suggestedTopic', ${referenced('topics', column('suggested_topic_id'), ['category'])},
    'followers', (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.name) ORDER BY u.name, u.id), '[]')
      FROM ticket_followers f JOIN users u ON u.id = f.user_id WHERE f.ticket_id = ${id}),
    'links', (SELECT coalesce(json_agg(json_build_object('id', l.linked_id, 'type', l.type) ORDER BY l.linked_id), '[]')
      FROM ticket_links l WHERE l.ticket_id = ${id}),
    'lastMessage', (SELECT json_build_object('authorId', m.author_id, 'authorName', coalesce(u.name, m.author_name),
        'byRequester', coalesce(u.role = 'requester' OR u.id = ${column('requester_id')},
          m.author_name = ${column('requester_name')}, false), 'at', m.created_at, 'visibility', m.visibility)
      FROM (SELECT * FROM ticket_messages m WHERE m.ticket_id = ${id}
        ORDER BY m.created_at DESC, m.id DESC LIMIT 1) m LEFT JOIN users u ON u.id = m.author_id))`;
}

export const REFERENCES = { references: json<TicketReferences>() };
