import {
  isBlank,
  asSingleLine,
  NO_TEXT,
  plainText,
  toStorableText,
  tagsAndNote,
  titleAndDescription,
  withFileNames,
} from './external-texts.js';
import type { TicketFields } from './dto/imported-ticket.dto.js';
import { asText, withoutUndefined, isObject, latest } from './raw-fields.js';

const STATUS: Record<string, string> = {
  new: 'open',
  open: 'open',
  'pending reminder': 'waiting',
  'pending close': 'waiting',
  closed: 'closed',
};

/** Zammad's priority names start with a number for sorting, such as `2 normal`. */
const PRIORITY: Record<string, string> = {
  low: 'low',
  normal: 'medium',
  high: 'high',
  urgent: 'critical',
  'very high': 'critical',
};

/**
 * Maps a ticket of Zammad's API with `expand=true`, with its articles if they were added, or a row of a table with the
 * same columns. See docs/import.md for the mapping.
 */
export function fromZammad(exported: Record<string, unknown>, now = new Date()): TicketFields {
  const ticket = toStorableText(exported) as Record<string, unknown>;
  const articles = Array.isArray(ticket['articles']) ? ticket['articles'].filter(isObject) : [];
  const [first, ...answers] = articles;
  const firstResponse = answers.find(({ sender, internal }) => sender === 'Agent' && internal !== true);
  const firstResponseAt = ticket['first_response_at'] ?? firstResponse?.['created_at'];
  const { tags, notes } = tagsAndNote(ticket['tags'], ticket['created_at'] ?? now.toISOString());
  return withoutUndefined({
    external_id: asText(ticket['number'] ?? ticket['id']),
    ...titleAndDescription(ticket['title'], first ? textOf(first) : (ticket['note'] ?? undefined)),
    status: resolveName(STATUS, ticket['state']),
    priority: isBlank(ticket['priority']) ? undefined : resolveName(PRIORITY, ticket['priority']),
    tags,
    requester: requesterOf(ticket['customer']),
    assignee_email: addressIn(ticket['owner']),
    // Kept by tickets that are no longer pending, too.
    snoozed_until: isBlank(ticket['pending_time']) ? undefined : ticket['pending_time'],
    created_at: ticket['created_at'],
    updated_at: latest(ticket['updated_at'] ?? undefined, ticket['close_at'], firstResponseAt),
    first_response_at: firstResponseAt,
    resolved_at: ticket['close_at'] ?? undefined,
    messages: [...notes, ...answers.map(toMessage)],
  });
}

/** Unknown values are left to validation. */
function resolveName(names: Record<string, string>, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return names[value.trim().toLowerCase().replace(/^\d+ /, '')] ?? value;
}

/** Column names of Zammad's reports, mapped to those of its API. */
export const ZAMMAD_COLUMNS: Record<string, string> = {
  '#': 'number',
  closed_at: 'close_at',
};

function toMessage(article: Record<string, unknown>): unknown {
  const { name, email } = authorOf(article);
  return withoutUndefined({
    author: name,
    author_email: email,
    body: textOf(article),
    visibility: article['internal'] === true ? 'internal' : 'public',
    created_at: article['created_at'],
  });
}

function textOf({ body, content_type, attachments }: Record<string, unknown>): unknown {
  if (typeof body !== 'string') return body ?? NO_TEXT;
  const text = String(content_type).includes('html') ? plainText(body) : body;
  return withFileNames(isBlank(text) ? NO_TEXT : text, attachments);
}

/** The author from the sender `Ada <ada@example.org>`, else from the creator. */
function authorOf({ from, created_by, sender }: Record<string, unknown>): { name: unknown; email?: string } {
  const text = asSingleLine([from, created_by, sender].find((each) => !isBlank(each)));
  if (typeof text !== 'string') return { name: 'Zammad' };
  const sent = text.trim();
  const bracket = sent.lastIndexOf('<');
  const email = sent.endsWith('>') && bracket >= 0 ? sent.slice(bracket + 1, -1) : '';
  if (!/^[^<>\s@]+@[^<>\s]+$/.test(email)) return { name: text, email: addressIn(text) };
  const name = sent.slice(0, bracket).trim().replace(/^"|"$/g, '');
  return { name: name || email, email };
}

function requesterOf(customer: unknown): unknown {
  if (isObject(customer)) {
    const { firstname, lastname, email } = customer;
    const name = [firstname, lastname].filter((part) => !isBlank(part)).join(' ');
    return withoutUndefined({
      name: asSingleLine(name) || undefined,
      email: isBlank(email) ? undefined : email,
    });
  }
  if (isBlank(customer) || customer === '-') return undefined;
  const email = addressIn(customer);
  return email ? { email } : { name: asSingleLine(customer) };
}

function addressIn(person: unknown): string | undefined {
  const text = isObject(person) ? person['email'] : person;
  return typeof text === 'string' && /^[^\s@]+@[^\s@.]+\.[^\s@]+$/.test(text) ? text : undefined;
}
