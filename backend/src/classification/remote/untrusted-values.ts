/** Reads values sent by a server or a model, which must be checked before use. */

/** Reads a property; undefined if the value is not an object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Returns an array; empty if the value is not one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Tokens. More than any model reads or writes, and small enough for a sum of them to fit an `integer` column. */
const MAX_COUNT = 10_000_000;

/** Reads a number of tokens; null if the value is not an integer from 0 to MAX_COUNT. */
export function count(value: unknown): number | null {
  const isCount = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_COUNT;
  return isCount ? (value as number) : null;
}

/** Returns plain text in one line, without control characters, direction marks or split surrogate pairs. */
export function oneLine(text: string, limit: number): string {
  return withoutInvisible(text.toWellFormed())
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, limit)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

/** Removes characters that a model reads but people do not see: zero-width characters, direction marks, tag characters. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** undici has the reason in `cause`, or in an AggregateError there if it tried several addresses. */
export function networkCode(error: unknown): string | null {
  let at = error;
  for (let depth = 0; depth < 6 && at !== undefined; depth++) {
    const code = upperCaseCode(field(at, 'code'));
    if (code) return code;
    at = field(at, 'cause') ?? list(field(at, 'errors'))[0];
  }
  return null;
}

/** Accepts codes only: other values may contain the ticket's text or the API key. */
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
