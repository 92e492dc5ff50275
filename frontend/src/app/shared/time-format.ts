import { currentLanguage } from '../core/language';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface AgeFormat {
  now: string;
  minutes: (count: number) => string;
  hours: (count: number) => string;
  days: (count: number) => string;
  date: (words: string) => string;
}
const SHORT_FORMAT: AgeFormat = {
  now: $localize`now`,
  minutes: (count) => $localize`${count}:count:m`,
  hours: (count) => $localize`${count}:count:h`,
  days: (count) => $localize`${count}:count:d`,
  date: (words) => words,
};
const SENTENCE_FORMAT: AgeFormat = {
  now: $localize`just now`,
  minutes: (count) => $localize`${count}:count:m ago`,
  hours: (count) => $localize`${count}:count:h ago`,
  days: (count) => (count === 1 ? $localize`1d ago` : $localize`${count}:count:d ago`),
  date: (words) => $localize`on ${words}:date:`,
};

/** Short age for rows: `now`, `5m`, `3h`, `2d`, then the date. */
export function formatAge(iso: string, nowMs: number): string {
  return formatElapsed(SHORT_FORMAT, iso, nowMs);
}

/** Relative time for sentences: `just now`, `5m ago`, `on Nov 3`. */
export function formatRelativeTime(iso: string, nowMs: number): string {
  return formatElapsed(SENTENCE_FORMAT, iso, nowMs);
}

/** Relative time with seconds within the first minute: `5 s ago`. */
export function formatRecentTime(iso: string, nowMs: number): string {
  const seconds = Math.max(1, Math.floor((nowMs - Date.parse(iso)) / 1000));
  return seconds < MINUTE ? $localize`${seconds}:count:s ago` : formatRelativeTime(iso, nowMs);
}

function formatElapsed(words: AgeFormat, iso: string, nowMs: number): string {
  const at = new Date(iso);
  const seconds = Math.max(0, (nowMs - at.getTime()) / 1000);
  if (seconds < MINUTE) return words.now;
  if (seconds < HOUR) return words.minutes(Math.floor(seconds / MINUTE));
  if (seconds < DAY) return words.hours(Math.floor(seconds / HOUR));
  if (seconds < 14 * DAY) return words.days(Math.floor(seconds / DAY));
  const sameYear = at.getFullYear() === new Date(nowMs).getFullYear();
  return words.date(
    at.toLocaleDateString(currentLanguage(), {
      day: 'numeric',
      month: 'short',
      year: sameYear ? undefined : 'numeric',
    }),
  );
}

export function formatDateTime(iso: string): string {
  return new Date(iso).toLocaleString(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** Duration in its two largest units: `45s`, `12m`, `2h 13m`, `3d 4h`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–';
  const whole = Math.round(seconds);
  if (whole < MINUTE) return $localize`${whole}:count:s`;
  if (whole < HOUR) return SHORT_FORMAT.minutes(Math.floor(whole / MINUTE));
  if (whole < DAY) {
    const hours = Math.floor(whole / HOUR);
    const minutes = Math.floor((whole % HOUR) / MINUTE);
    return minutes ? $localize`${hours}:hours:h ${minutes}:minutes:m` : SHORT_FORMAT.hours(hours);
  }
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  return hours ? $localize`${days}:days:d ${hours}:hours:h` : SHORT_FORMAT.days(days);
}
