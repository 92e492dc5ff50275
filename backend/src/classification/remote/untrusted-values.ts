/** Reading what a server or a model sent, of which nothing is certain until it was looked at. */

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Of tokens: more than any model takes in or gives out, and so that the sums of a call fit an `integer` column. */
const MAX_COUNT = 10_000_000;

export function count(value: unknown): number | null {
  const isCount = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_COUNT;
  return isCount ? (value as number) : null;
}

/** One line of plain text: no control characters, no marks that turn the reading direction, no halved character. */
export function oneLine(text: string, limit: number): string {
  return withoutInvisible(text.toWellFormed())
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, limit)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

/** Without what is read by a model and seen by nobody: zero-width characters, direction marks, tag characters. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** undici hides the reason in `cause`, and where it tried several addresses, in an AggregateError there. */
export function networkCode(error: unknown): string | null {
  let at = error;
  for (let depth = 0; depth < 6 && at !== undefined; depth++) {
    const found = upperCaseCode(field(at, 'code'));
    if (found) return found;
    at = field(at, 'cause') ?? list(field(at, 'errors'))[0];
  }
  return null;
}

/** Only what looks like a code: whatever else stands there may be text of the ticket, or the key. */
export function upperCaseCode(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,62}$/.test(value) ? value : null;
}

/** `Retry-After` is a number of seconds or a date. */
export function parseRetryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(value.trim())) return Math.ceil(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
