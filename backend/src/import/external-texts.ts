import { convert } from 'html-to-text';
import { isVisible, isWithin, toSingleLine } from '../common/visible-text.js';
import { withoutUndefined, isObject } from './raw-fields.js';
import { MAX_LENGTH, MAX_TAGS } from '../vocabulary/index.js';

/** A missing title is taken from the description, and vice versa. */
export function titleAndDescription(
  title: unknown,
  description: unknown,
): { title: unknown; description: unknown } {
  const heading = isBlank(title) ? firstLine(description) : title;
  const text = isBlank(description) ? heading : description;
  return { title: typeof heading === 'string' ? toSingleLine(heading) : heading, description: text };
}

/** Tags within the limits of a ticket, and an internal note with the remaining ones. */
export function tagsAndNote(tags: unknown, noteAt: unknown): { tags: unknown; notes: unknown[] } {
  const list = typeof tags === 'string' ? tags.split(',') : (tags ?? undefined);
  if (!Array.isArray(list)) return { tags: list, notes: [] };
  const named = [
    ...new Set(
      list.map((tag) => (typeof tag === 'string' ? toSingleLine(tag).toLowerCase() : tag) as unknown),
    ),
  ].filter((tag) => !isBlank(tag));
  const accepted = named
    .filter((tag) => typeof tag !== 'string' || isWithin(MAX_LENGTH.tag, tag))
    .slice(0, MAX_TAGS);
  const excess = named.filter((tag) => !accepted.includes(tag));
  if (excess.length === 0) return { tags: accepted, notes: [] };
  const body = `Further tags: ${excess.join(', ')}`;
  return { tags: accepted, notes: [{ author: 'Import', body, visibility: 'internal', created_at: noteAt }] };
}

/** A text with the names and addresses of its files, whose contents are not part of the import file. */
export function withFileNames(text: unknown, files: unknown): unknown {
  if (typeof text !== 'string' || !Array.isArray(files)) return text;
  const names = files
    .filter(isObject)
    .map((file) =>
      [file['file_name'] ?? file['filename'], file['content_url']]
        .filter((part) => typeof part === 'string')
        .join(' '),
    );
  const named = names.filter(Boolean);
  return named.length > 0 ? `${text}\n\n[${named.join(', ')}]` : text;
}

/** Parsing takes quadratic time in the number of open elements. Five times the longest text leaves room for styles. */
const MAX_HTML_LENGTH = 100_000;
/** Deeper elements are omitted, since the conversion is recursive. */
const MAX_HTML_DEPTH = 400;
const INLINE_IMAGE = /data:image\/[^"'\s>]*/gi;

export function plainText(html: string): string {
  return convert(html.replace(INLINE_IMAGE, '').slice(0, MAX_HTML_LENGTH), {
    wordwrap: false,
    limits: { maxDepth: MAX_HTML_DEPTH, ellipsis: '…' },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  });
}

/** Text of a message without any, such as one that contained only a picture. */
export const NO_TEXT = '(no text)';

export function isBlank(text: unknown): boolean {
  return text === undefined || text === null || (typeof text === 'string' && !isVisible(text));
}

/** Replaces characters that PostgreSQL cannot store, NUL and lone surrogates, with U+FFFD. */
export function toStorableText(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd').toWellFormed();
  if (Array.isArray(value)) return value.map(toStorableText);
  if (!isObject(value)) return value;
  return withoutUndefined(
    Object.fromEntries(Object.entries(value).map(([name, field]) => [name, toStorableText(field)])),
  );
}

export function asSingleLine(value: unknown): unknown {
  return typeof value === 'string' ? toSingleLine(value) : value;
}

function firstLine(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  return text.split(/[\r\n]/).find(isVisible) ?? text;
}
