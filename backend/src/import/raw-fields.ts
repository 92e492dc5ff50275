import { parseInstant } from '../http/instant.js';

/** Normalizes a term of a closed set regardless of case, spaces and hyphens: `In Progress` becomes in_progress. */
export function asTerm(value: unknown): unknown {
  return typeof value === 'string'
    ? value
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_')
    : value;
}

/** The latest of the times, unparsed. Invalid times are left to validation. */
export function latest(time: unknown, ...others: unknown[]): unknown {
  const at = (value: unknown): number =>
    (typeof value === 'string' ? parseInstant(value)?.getTime() : undefined) ?? NaN;
  return others.reduce((last, other) => (at(other) > at(last) ? other : last), time);
}

/** Converts numbers to text. Other types are left to validation. */
export function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Removes undefined fields. */
export function withoutUndefined<Fields extends Record<string, unknown>>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}
