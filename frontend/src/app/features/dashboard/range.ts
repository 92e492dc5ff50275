import { language } from '../../core/language';

export const presets = [7, 30, 90] as const;
export type Preset = (typeof presets)[number];
/** As the statistics take them: days in UTC, both included. */
export interface Dates {
  from: string;
  to: string;
}
/** The last so many days, which move on, or two dates, which stay. */
export type Range = { days: Preset } | Dates;

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;
const EARLIEST = '2000-01-01';

export function rangeFrom(param: (name: string) => string | null): Range {
  const [from, to] = [param('from'), param('to')];
  if (from && to && isDay(from) && isDay(to) && !rangeFault({ from, to })) return { from, to };
  return { days: presets.find((each) => String(each) === param('days')) ?? 30 };
}

export function paramsOf(range: Range): Record<string, string | number | null> {
  if ('days' in range) return { days: range.days === 30 ? null : range.days, from: null, to: null };
  return { days: null, ...range };
}

/** Today included. */
export function datesOf(range: Range, nowMs: number): Dates {
  if (!('days' in range)) return range;
  return { from: day(nowMs - (range.days - 1) * DAY_MS), to: day(nowMs) };
}

export function dayAfter(date: string): string {
  return day(Date.parse(date) + DAY_MS);
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && text >= EARLIEST && Number.isFinite(Date.parse(text));
}

export function rangeFault({ from, to }: Dates): 'order' | 'length' | null {
  if (from > to) return 'order';
  return (Date.parse(to) - Date.parse(from)) / DAY_MS >= MAX_DAYS ? 'length' : null;
}

export function datesInWords({ from, to }: Dates): string {
  const format = new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(new Date(from), new Date(to));
}

/** The time of day at which a UTC day begins in the time zone of this computer; null where that is midnight. */
export function dayBeginsAt(nowMs: number, timeZone?: string): string | null {
  const begins = new Date(Date.parse(day(nowMs)));
  const midnight = new Intl.DateTimeFormat('en', {
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
    timeZone,
  });
  if (midnight.format(begins) === '00:00') return null;
  return new Intl.DateTimeFormat(language(), { timeStyle: 'short', timeZone }).format(begins);
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
