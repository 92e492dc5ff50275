import { UnreadableFile } from './file-text.js';
import type { FileRow } from './file-rows.js';

/** Order of a date with slashes or hyphens and the year last. */
export type DateOrder = 'day-first' | 'month-first';

/** Columns of tables that hold times. */
const TIME_COLUMNS = [
  'created_at',
  'updated_at',
  'first_response_at',
  'resolved_at',
  'close_at',
  'closed_at',
] as const;

const TIME = String.raw`(?:(?:,? +|T)(?<hour>\d\d?):(?<minute>\d\d)(?::(?<second>\d\d))?(?: ?(?<half>[AP])M| ?Uhr)?(?: ?(?<zone>Z|UTC|GMT|[+-]\d\d:?\d\d))?)?$`;
/** `24.11.2026` or `24.11.26`: with dots, the day is first everywhere. */
const DOTTED = new RegExp(String.raw`^(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4}|\d\d)${TIME}`, 'i');
/** A year of two digits would be a third way to read the date, `yy/mm/dd`. */
const YEAR_LAST = new RegExp(String.raw`^(?<first>\d\d?)([/-])(?<other>\d\d?)\2(?<year>\d{4})${TIME}`, 'i');
const YEAR_FIRST = new RegExp(String.raw`^(?<year>\d{4})([/.])(?<month>\d\d?)\2(?<day>\d\d?)${TIME}`, 'i');

const ACCEPTED = 'Write times in ISO 8601 (2026-11-24 14:05) or with dots (24.11.2026 14:05).';

/** The row with the times that spreadsheets write converted to ISO 8601. Other texts are left to validation. */
export function withIsoTimes(value: FileRow['value'], order?: DateOrder): FileRow['value'] {
  const converted = TIME_COLUMNS.flatMap((column) => {
    const text = value[column];
    const time = typeof text === 'string' ? toIsoTime(text, order) : undefined;
    return time === undefined ? [] : [[column, time] as const];
  });
  return converted.length > 0 ? { ...value, ...Object.fromEntries(converted) } : value;
}

/**
 * The order of the dates with slashes or hyphens in a whole table; undefined if it has none for which it matters.
 * @throws UnreadableFile if the dates don't tell, or contradict each other
 */
export async function dateOrderOf(rows: AsyncIterable<FileRow>): Promise<DateOrder | undefined> {
  const found: Partial<Record<DateOrder | 'either', string>> = {};
  for await (const { location, value, fault } of rows) {
    if (!TIME_COLUMNS.some((column) => column in value)) return undefined;
    if (fault) continue;
    for (const column of TIME_COLUMNS) {
      const text = value[column];
      const order = typeof text === 'string' ? orderOf(text) : undefined;
      if (order) found[order] ??= `${(text as string).trim()} in column "${column}" (${location})`;
    }
    if (found['day-first'] && found['month-first'])
      throw new UnreadableFile(
        `Day and month are in different orders: ${found['day-first']}, ${found['month-first']}. ${ACCEPTED}`,
      );
  }
  if (found['day-first']) return 'day-first';
  if (found['month-first']) return 'month-first';
  if (!found.either) return undefined;
  throw new UnreadableFile(
    `Day and month can’t be told apart: ${found.either}, and no date of the file has a day after the 12th. ${ACCEPTED}`,
  );
}

function orderOf(text: string): DateOrder | 'either' | undefined {
  const date = YEAR_LAST.exec(text.trim())?.groups;
  if (!date || date['first'] === date['other']) return undefined;
  const [first, other] = [Number(date['first']), Number(date['other'])];
  if (first > 12 && other > 12) return undefined;
  if (first > 12) return 'day-first';
  return other > 12 ? 'month-first' : 'either';
}

function toIsoTime(text: string, order: DateOrder | undefined): string | undefined {
  const trimmed = text.trim();
  const parts = (DOTTED.exec(trimmed) ?? YEAR_FIRST.exec(trimmed) ?? YEAR_LAST.exec(trimmed))?.groups;
  if (!parts) return undefined;
  const { first, other, hour, half, minute = '00', second = '00', zone = 'Z' } = parts;
  const [day, month] =
    first === undefined
      ? [parts['day']!, parts['month']!]
      : order === 'month-first'
        ? [other!, first]
        : [first, other!];
  const two = (number: string | number): string => String(number).padStart(2, '0');
  const date = `${parts['year']!.padStart(4, '20')}-${two(month)}-${two(day)}`;
  if (hour === undefined) return date;
  // An impossible hour, such as 13 PM, is left to validation.
  if (half && (Number(hour) < 1 || Number(hour) > 12)) return undefined;
  const hours = half ? (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0) : hour;
  return `${date}T${two(hours)}:${minute}:${second}${zone}`;
}
