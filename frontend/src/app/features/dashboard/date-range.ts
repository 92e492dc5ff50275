import { currentLanguage } from '../../core/language';

export const PRESETS = [7, 30, 90] as const;
export type Preset = (typeof PRESETS)[number];
/** UTC dates, both inclusive, as used by the statistics API. */
export interface DateInterval {
  from: string;
  to: string;
}
/** The last `days` days, relative to today, or two fixed dates. */
export type DateRange = { days: Preset } | DateInterval;

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;
const EARLIEST_DATE = '2000-01-01';

export function parseRange(param: (name: string) => string | null): DateRange {
  const [from, to] = [param('from'), param('to')];
  if (from && to && isValidDate(from) && isValidDate(to) && !validateInterval({ from, to }))
    return { from, to };
  return { days: PRESETS.find((preset) => String(preset) === param('days')) ?? 30 };
}

export function toRangeParams(range: DateRange): Record<string, string | number | null> {
  if ('days' in range) return { days: range.days === 30 ? null : range.days, from: null, to: null };
  return { days: null, ...range };
}

/** Converts to dates; presets include today. */
export function toInterval(range: DateRange, nowMs: number): DateInterval {
  if (!('days' in range)) return range;
  return { from: toDateString(nowMs - (range.days - 1) * DAY_MS), to: toDateString(nowMs) };
}

export function dayAfter(date: string): string {
  return toDateString(Date.parse(date) + DAY_MS);
}

export function isValidDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && text >= EARLIEST_DATE && Number.isFinite(Date.parse(text));
}

export function validateInterval({ from, to }: DateInterval): 'order' | 'length' | null {
  if (from > to) return 'order';
  return (Date.parse(to) - Date.parse(from)) / DAY_MS >= MAX_DAYS ? 'length' : null;
}

export function formatInterval({ from, to }: DateInterval): string {
  const format = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(new Date(from), new Date(to));
}

/** Local time at which a UTC day starts; null if it is midnight. */
export function utcDayStartTime(nowMs: number, timeZone?: string): string | null {
  const dayStart = new Date(Date.parse(toDateString(nowMs)));
  const midnight = new Intl.DateTimeFormat('en', {
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
    timeZone,
  });
  if (midnight.format(dayStart) === '00:00') return null;
  return new Intl.DateTimeFormat(currentLanguage(), { timeStyle: 'short', timeZone }).format(dayStart);
}

function toDateString(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
