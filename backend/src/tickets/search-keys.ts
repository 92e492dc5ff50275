import { sql } from 'kysely';
import type { Sql } from '../database/query.js';
import type { Sort } from './dto/ticket-list.dto.js';
import { PRIORITIES, type Priority } from '../vocabulary/index.js';

/**
 * Conditions on list positions, which the index of words and tags also contains: numbers `place * 8 + kind`, derived by
 * the database function `ticket_search_keys()` (see the migration TicketSearchKeys).
 */
const KEYS = sql`ticket_search_keys(t.id, t.created_at, t.updated_at, t.priority)`;

const KINDS = { created: 0, updated: 2, priority: 4, sample: 5 } as const;

/** Number of samples. Each ticket belongs to exactly one. */
export const SAMPLES = 64;

/** Longer periods have too many keys to look up. */
const MAX_PERIOD_YEARS = 40;
const YEAR_MS = 365 * 86_400_000;

/** Whether the index contains the positions in this sort. */
export function hasSearchKeys(sort: Sort): boolean {
  return sort !== '-customer_replied_at' && sort !== 'due_at';
}

/** The condition that a ticket `t` belongs to one of the first `count` samples. */
export function sampled(count: number): Sql {
  return anyOf(Array.from({ length: count }, (_, i) => i * 8 + KINDS.sample));
}

/**
 * The condition that the first sort column of a ticket `t` lies between two values, or slightly beyond. Undefined if
 * the index does not support the sort or the period is too long.
 */
export function standsBetween(sort: Sort, ends: [string, string]): Sql | undefined {
  if (!hasSearchKeys(sort)) return undefined;
  if (sort === '-priority') {
    const [from, to] = ends.map((end) => PRIORITIES.indexOf(end as Priority)).sort((a, b) => a - b);
    const keys = PRIORITIES.flatMap((_, i) => (i >= from! && i <= to! ? [i * 8 + KINDS.priority] : []));
    return anyOf(keys);
  }
  const [from, to] = ends.toSorted((a, b) => Date.parse(a) - Date.parse(b));
  if (Date.parse(to!) - Date.parse(from!) > MAX_PERIOD_YEARS * YEAR_MS) return undefined;
  const kind = KINDS[sort === '-updated_at' ? 'updated' : 'created'];
  return sql`${KEYS} && search_period_keys(${sql.lit(kind)}, ${from}::timestamptz, ${to}::timestamptz)`;
}

function anyOf(keys: number[]): Sql {
  return sql`${KEYS} && ${keys}::integer[]`;
}
