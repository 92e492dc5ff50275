import { isVisible, isWithin } from '../common/visible-text.js';
import type { TicketFields } from './dto/imported-ticket.dto.js';
import { withoutUndefined, isObject } from './raw-fields.js';

/** Limits of the API, which other help desks exceed. */
const MAX_TITLE = 200;
const MAX_NAME = 200;
const MAX_TEXT = 20_000;

/** A part ends at white space if there is any within this many characters of its end. */
const BREAK_SEARCH_LENGTH = 1_000;

/**
 * Splits texts that exceed the limits without losing any: a truncated title is repeated in full above the description,
 * a truncated name above the person's text, and the rest of a text follows as further messages.
 */
export function splitLongTexts(fields: TicketFields, now: Date): TicketFields {
  const { requester, description, messages } = fields;
  const title = truncate(fields.title, MAX_TITLE);
  const name = truncate(isObject(requester) ? requester['name'] : undefined, MAX_NAME);
  const [text, ...rest] = splitText(prepend(prepend(description, name.whole), title.whole));
  const from = isObject(requester) ? withoutUndefined({ ...requester, name: name.text }) : requester;
  const continuation = rest.map((body) => ({
    ...authorOf(from),
    body,
    visibility: 'public',
    created_at: fields.created_at ?? now.toISOString(),
  }));
  const messageParts: unknown = Array.isArray(messages) ? messages.flatMap(splitMessage) : messages;
  return withoutUndefined({
    ...fields,
    title: title.text,
    description: text,
    requester: from,
    messages: Array.isArray(messageParts)
      ? [...continuation, ...(messageParts as unknown[])]
      : rest.length > 0
        ? continuation
        : messageParts,
  });
}

function splitMessage(message: unknown): unknown[] {
  if (!isObject(message)) return [message];
  const author = truncate(message['author'], MAX_NAME);
  const parts = splitText(prepend(message['body'], author.whole));
  const { attachments, ...text } = message;
  return parts.map((body, i) =>
    withoutUndefined({ ...text, author: author.text, body, attachments: i === 0 ? attachments : undefined }),
  );
}

function authorOf(requester: unknown): Record<string, unknown> {
  const { name, email } = isObject(requester) ? requester : {};
  return withoutUndefined({ author: name ?? email ?? 'Requester', author_email: email ?? undefined });
}

/** `whole` is set only if the text was truncated. */
function truncate(value: unknown, max: number): { text: unknown; whole?: string } {
  if (typeof value !== 'string') return { text: value };
  const trimmed = value.trim();
  if (isWithin(max, trimmed)) return { text: value };
  return { text: `${[...trimmed].slice(0, max - 1).join('')}…`, whole: trimmed };
}

function prepend(text: unknown, above: string | undefined): unknown {
  if (above === undefined || typeof text !== 'string' || text.startsWith(above)) return text;
  return `${above}\n\n${text}`;
}

/** Splits a text into parts within the limit. Parts without visible characters are dropped. */
function splitText(text: unknown): unknown[] {
  if (typeof text !== 'string' || isWithin(MAX_TEXT, text)) return [text];
  const parts: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = endOfPart(text, start);
    parts.push(text.slice(start, end));
    start = end;
  }
  const visible = parts.filter(isVisible);
  return visible.length > 0 ? visible : [text];
}

function endOfPart(text: string, start: number): number {
  const end = start + MAX_TEXT;
  if (end >= text.length) return text.length;
  for (let at = end; at > end - BREAK_SEARCH_LENGTH; at -= 1) if (/\s/.test(text[at - 1]!)) return at;
  // Does not split surrogate pairs.
  return /[\udc00-\udfff]/.test(text[end]!) ? end - 1 : end;
}
