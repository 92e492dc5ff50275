import { fault } from '../common/field-faults.js';
import { InvalidInput } from './invalid-input.js';
import type { DayRangeQuery } from './dto/day-range.dto.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;

/**
 * First and last day of a range, formatted as `2026-11-24`.
 * @throws InvalidInput for a range that is reversed or too long
 */
export function dayRange(query: DayRangeQuery): { from: string; to: string } {
  const to = query.to ?? new Date();
  const from = query.from ?? new Date(to.getTime() - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = Math.floor(to.getTime() / DAY_MS) - Math.floor(from.getTime() / DAY_MS) + 1;
  if (days < 1) throw new InvalidInput([{ field: 'from', ...fault('later_than', { other: 'to' }) }]);
  if (days > MAX_DAYS)
    throw new InvalidInput([{ field: 'from', ...fault('range_too_long', { max_days: MAX_DAYS }) }]);
  return { from: from.toISOString().slice(0, 10), to: to.toISOString().slice(0, 10) };
}
