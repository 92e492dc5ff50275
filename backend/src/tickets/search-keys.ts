import type { SqlParameters } from '../database/sql.js';
import type { Sort } from './dto/ticket-list.dto.js';
import { PRIORITIES, type Priority } from '../vocabulary/index.js';

/**
 * The index of words and tags also holds where its tickets stand in the orders of lists, as numbers of `place * 8 + kind` that
 * `ticket_search_keys()` in the database derives (see the migration TicketSearchKeys).
 */
const KEYS = 'ticket_search_keys(t.id, t.created_at, t.updated_at, t.priority)';

const KINDS = { created: 0, updated: 2, priority: 4, sample: 5 } as const;

/** A ticket is in one of so many samples. */
export const SAMPLES = 64;

/** The keys of longer periods are too many to look up. */
const MAX_PERIOD_YEARS = 40;
const YEAR_MS = 365 * 86_400_000;

/** The condition that a ticket `t` is in the first of the samples. */
export function sampled(count: number, parameters: SqlParameters): string {
  return anyOf(
    Array.from({ length: count }, (_, i) => i * 8 + KINDS.sample),
    parameters,
  );
}

/**
 * The condition that a ticket `t` stands between two values of a sort's first column, or a little beyond. Undefined where the
 * index does not know the sort, or the period is too long.
 */
export function standsBetween(
  sort: Sort,
  ends: [string, string],
  parameters: SqlParameters,
): string | undefined {
  if (sort === '-customer_replied_at') return undefined;
  if (sort === '-priority') {
    const [from, to] = ends.map((end) => PRIORITIES.indexOf(end as Priority)).sort((a, b) => a - b);
    const keys = PRIORITIES.flatMap((_, i) => (i >= from! && i <= to! ? [i * 8 + KINDS.priority] : []));
    return anyOf(keys, parameters);
  }
  const [from, to] = ends.toSorted((a, b) => Date.parse(a) - Date.parse(b));
  if (Date.parse(to!) - Date.parse(from!) > MAX_PERIOD_YEARS * YEAR_MS) return undefined;
  const kind = KINDS[sort === '-updated_at' ? 'updated' : 'created'];
  return `${KEYS} && search_period_keys(${kind}, ${parameters.add(from)}::timestamptz, ${parameters.add(to)}::timestamptz)`;
}

function anyOf(keys: number[], parameters: SqlParameters): string {
  return `${KEYS} && ${parameters.add(keys)}::integer[]`;
}
