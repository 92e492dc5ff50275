import { parseInstant } from '../http/instant.js';

/** The words of a closed set are compared without case, blanks and hyphens: `In Progress` is in_progress. */
export function asTerm(value: unknown): unknown {
  return typeof value === 'string'
    ? value
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_')
    : value;
}

/** The last of the times, as it is written; what is no time is left for the validation to refuse. */
export function latest(time: unknown, ...others: unknown[]): unknown {
  const at = (value: unknown): number =>
    (typeof value === 'string' ? parseInstant(value)?.getTime() : undefined) ?? NaN;
  return others.reduce((last, other) => (at(other) > at(last) ? other : last), time);
}

/** Numbers are written as text; what is neither is left for the validation to refuse. */
export function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without the fields that are not there. */
export function withoutUndefined<Fields extends Record<string, unknown>>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}
