import {
  isBlank,
  asSingleLine,
  NO_TEXT,
  toStorableText,
  tagsAndNote,
  titleAndDescription,
  withFileNames,
} from './external-texts.js';
import type { TicketFields } from './dto/imported-ticket.dto.js';
import { asTerm, asText, withoutUndefined, isObject, latest } from './raw-fields.js';

const STATUS: Record<string, string> = {
  new: 'open',
  open: 'open',
  pending: 'waiting',
  hold: 'waiting',
  solved: 'resolved',
  closed: 'closed',
};

const PRIORITY: Record<string, string> = { low: 'low', normal: 'medium', high: 'high', urgent: 'critical' };

type ZendeskPerson = Record<string, unknown>;

/**
 * Maps a ticket of Zendesk's JSON export or API. People are part of the ticket, or listed beside it if the API was
 * asked to include them. See docs/import.md for the mapping.
 */
export function fromZendesk(exported: Record<string, unknown>, now = new Date()): TicketFields {
  const ticket = toStorableText(exported) as Record<string, unknown>;
  const people = collectPeople(ticket);
  const requester = people.get(ticket['requester_id']) ?? toPerson(ticket['requester']);
  const assignee = people.get(ticket['assignee_id']) ?? toPerson(ticket['assignee']);
  const requesterId = ticket['requester_id'] ?? requester?.['id'];
  // Zendesk's first comment is the description.
  const comments = Array.isArray(ticket['comments']) ? ticket['comments'].filter(isObject) : [];
  const answers = comments.slice(1);
  const firstResponse = answers.find(
    ({ public: isPublic, author_id }) => isPublic !== false && author_id !== requesterId,
  );
  const metrics = isObject(ticket['metric_set']) ? ticket['metric_set'] : {};
  const first = comments[0];
  const { tags, notes } = tagsAndNote(ticket['tags'], ticket['created_at'] ?? now.toISOString());
  const solvedAt = metrics['solved_at'] ?? ticket['solved_at'];
  return withoutUndefined({
    external_id: asText(ticket['id']),
    ...titleAndDescription(
      ticket['subject'],
      withFileNames(ticket['description'] ?? undefined, first?.['attachments']) ?? (first && textOf(first)),
    ),
    status: resolveName(STATUS, ticket['status']),
    priority: isBlank(ticket['priority']) ? undefined : resolveName(PRIORITY, ticket['priority']),
    tags,
    requester:
      requester && withoutUndefined({ name: nameOf(requester), email: requester['email'] ?? undefined }),
    assignee_email: assignee?.['email'],
    // Of tasks.
    due_at: ticket['due_at'] ?? undefined,
    created_at: ticket['created_at'],
    // Zendesk does not update `updated_at` for every event.
    updated_at: latest(ticket['updated_at'] ?? undefined, solvedAt, firstResponse?.['created_at']),
    first_response_at: firstResponse?.['created_at'],
    resolved_at: solvedAt,
    messages: [
      ...notes,
      ...answers.map((comment) => {
        const author = people.get(comment['author_id']);
        return withoutUndefined({
          author: nameOf(author) ?? `Zendesk user ${String(comment['author_id'])}`,
          author_email: author?.['email'] ?? undefined,
          body: textOf(comment),
          visibility: comment['public'] === false ? 'internal' : 'public',
          created_at: comment['created_at'],
        });
      }),
    ],
  });
}

function textOf(comment: Record<string, unknown>): unknown {
  const text = comment['plain_body'] ?? comment['body'];
  return withFileNames(isBlank(text) ? NO_TEXT : text, comment['attachments']);
}

function collectPeople({
  users,
  requester,
  submitter,
  assignee,
  collaborator,
}: ZendeskPerson): Map<unknown, ZendeskPerson> {
  const all = [users, requester, submitter, assignee, collaborator].flat().filter(isObject);
  return new Map(all.map((person) => [person['id'], person]));
}

function toPerson(value: unknown): ZendeskPerson | undefined {
  return isObject(value) ? value : undefined;
}

function nameOf(person: ZendeskPerson | undefined): unknown {
  return isBlank(person?.['name']) ? (person?.['email'] ?? undefined) : asSingleLine(person?.['name']);
}

/** Unknown values are left to validation. */
function resolveName(names: Record<string, string>, value: unknown): unknown {
  return names[String(asTerm(value))] ?? value;
}
