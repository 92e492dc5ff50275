import { language } from '../core/language';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, short enough for a row: `now`, `5m`, `3h`, `2d`, then the date. */
export function age(iso: string, nowMs: number): string {
  const at = Date.parse(iso);
  const seconds = Math.max(0, (nowMs - at) / 1000);
  if (seconds < MINUTE) return 'now';
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h`;
  if (seconds < 14 * DAY) return `${Math.floor(seconds / DAY)}d`;
  const date = new Date(at);
  const sameYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return date.toLocaleDateString(language(), {
    day: 'numeric',
    month: 'short',
    year: sameYear ? undefined : 'numeric',
  });
}

/** The same in a sentence: `just now`, `5m ago`, `on Nov 3`. */
export function ago(iso: string, nowMs: number): string {
  const words = age(iso, nowMs);
  if (words === 'now') return 'just now';
  return /^\d+[mhd]$/.test(words) ? `${words} ago` : `on ${words}`;
}

export function exactTime(iso: string): string {
  return new Date(iso).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** A length of time in its two largest units: `45s`, `12m`, `2h 13m`, `3d 4h`. */
export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–';
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole}s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m`;
  if (whole < DAY) return twoUnits(Math.floor(whole / HOUR), 'h', Math.floor((whole % HOUR) / MINUTE), 'm');
  return twoUnits(Math.floor(whole / DAY), 'd', Math.floor((whole % DAY) / HOUR), 'h');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small ? `${large}${largeUnit} ${small}${smallUnit}` : `${large}${largeUnit}`;
}
