import { Ticket } from '../core/api-types';
import { currentLanguage } from '../core/language';
import { formatRelativeTime } from './time-format';

/** The times of a ticket that agents choose. */
export type TimeField = 'snoozed_until' | 'due_at';

/** A suggested time, in the time zone of the browser. */
export interface TimeChoice {
  label: string;
  at: Date;
}

const MORNING_HOUR = 8;
const EVENING_HOUR = 17;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Natural choices after now. Later today is omitted when the day is almost over. */
export function snoozeChoices(now: Date): TimeChoice[] {
  const later = new Date(Math.ceil((now.getTime() + 3 * HOUR_MS) / HOUR_MS) * HOUR_MS);
  return [
    ...(isSameDay(later, now) ? [{ label: $localize`Later today`, at: later }] : []),
    { label: $localize`Tomorrow morning`, at: inDays(now, 1, MORNING_HOUR) },
    { label: $localize`In 3 days`, at: inDays(now, 3, MORNING_HOUR) },
    ...nextWeek(now, MORNING_HOUR),
    { label: $localize`In 2 weeks`, at: inDays(now, 14, MORNING_HOUR) },
  ];
}

/** Natural choices, at the end of the working day. */
export function dueChoices(now: Date): TimeChoice[] {
  const today = inDays(now, 0, EVENING_HOUR);
  return [
    ...(today > now ? [{ label: $localize`Today`, at: today }] : []),
    { label: $localize`Tomorrow`, at: inDays(now, 1, EVENING_HOUR) },
    { label: $localize`In 3 days`, at: inDays(now, 3, EVENING_HOUR) },
    ...nextWeek(now, EVENING_HOUR),
    { label: $localize`In 2 weeks`, at: inDays(now, 14, EVENING_HOUR) },
  ];
}

/** Monday, unless it is tomorrow or in 3 days, and a week from now. */
function nextWeek(now: Date, hour: number): TimeChoice[] {
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  const choices = [{ label: $localize`Next week`, at: inDays(now, 7, hour) }];
  if (untilMonday !== 1 && untilMonday !== 3 && untilMonday !== 7)
    choices.push({ label: $localize`Monday`, at: inDays(now, untilMonday, hour) });
  return choices.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** By calendar days, so that the hour holds across a change to summer time. */
function inDays(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** Whether working views hide the ticket. */
export function isSnoozed({ snoozed_until }: Pick<Ticket, 'snoozed_until'>, nowMs: number): boolean {
  return snoozed_until !== null && Date.parse(snoozed_until) > nowMs;
}

/** The ticket's time; null if it has none or its snooze is over. */
export function currentTime(ticket: Ticket, field: TimeField): string | null {
  return field === 'snoozed_until' && !isSnoozed(ticket, Date.now()) ? null : ticket[field];
}

/** Weekday, or date if it is further away, and time of day: `Mon, 8:00 AM`, `Dec 14, 8:00 AM`. */
export function formatUpcoming(iso: string, nowMs: number): string {
  const at = new Date(iso);
  const now = new Date(nowMs);
  const isNear = Math.abs(at.getTime() - nowMs) < 6 * DAY_MS;
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  if (isSameDay(at, now)) return at.toLocaleTimeString(currentLanguage(), time);
  return at.toLocaleString(currentLanguage(), {
    ...(isNear ? { weekday: 'short' } : { day: 'numeric', month: 'short' }),
    ...(at.getFullYear() === now.getFullYear() || isNear ? {} : { year: 'numeric' }),
    ...time,
  });
}

/** Short time until a moment, for rows: `in 5m`, `in 3h`, `in 2d`, `5m ago`. */
export function formatDistance(iso: string, nowMs: number): string {
  const aheadMs = Date.parse(iso) - nowMs;
  if (aheadMs <= 0) return formatRelativeTime(iso, nowMs);
  const minutes = Math.ceil(aheadMs / 60_000);
  if (minutes < 60) return $localize`in ${minutes}:count:m`;
  if (aheadMs < DAY_MS) return $localize`in ${Math.floor(minutes / 60)}:count:h`;
  return $localize`in ${Math.floor(aheadMs / DAY_MS)}:count:d`;
}

/** Value of a `datetime-local` field in the time zone of the browser. */
export function toLocalField(at: Date): string {
  const pad = (part: number) => String(part).padStart(2, '0');
  const day = [String(at.getFullYear()).padStart(4, '0'), pad(at.getMonth() + 1), pad(at.getDate())].join(
    '-',
  );
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** Undefined for an incomplete value. */
export function fromLocalField(value: string): Date | undefined {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? undefined : at;
}
