/**
 * Extended ISO 8601: a date with an optional time from hours to nanoseconds, separated by `T` or a space, and an
 * optional `Z`, `UTC` or offset, with or without colons.
 */
const EXTENDED =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[Tt ](?<hour>\d\d?)(?::(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?)? ?(?<zone>Z|UTC|GMT|[+\-\u2212]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/i;
/** Basic ISO 8601, such as `20261124T050000Z`. */
const BASIC =
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)T(?<hour>\d\d)(?:(?<minute>\d\d)(?:(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?)?(?<zone>Z|[+\-\u2212]\d\d(?:\d\d)?)?$/i;
/** Jira's table format, such as `24/Nov/26 5:00 AM`. */
const JIRA =
  /^(?<day>\d\d?)\/(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\/(?<year>\d\d(?:\d\d)?) (?<hour>\d\d?):(?<minute>\d\d)(?: (?<half>AM|PM))?$/i;
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/**
 * Parses a time in ISO 8601, in PostgreSQL's format or in Jira's. UTC if it has no offset. Undefined for any other
 * text, including invalid dates such as February 30.
 */
export function parseInstant(text: string): Date | undefined {
  const trimmed = text.trim();
  const parts = (EXTENDED.exec(trimmed) ?? BASIC.exec(trimmed) ?? JIRA.exec(trimmed))?.groups;
  if (!parts) return undefined;
  const year = parts['year']!.padStart(4, '20');
  const month = parts['month'] ?? String(MONTHS.indexOf(parts['name']!.toLowerCase()) / 3 + 1);
  const day = `${year}-${month.padStart(2, '0')}-${parts['day']!.padStart(2, '0')}`;
  if (!isDay(day)) return undefined;
  const [minute, second] = [Number(parts['minute'] ?? 0), Number(parts['second'] ?? 0)];
  const hour = parseHour(Number(parts['hour'] ?? 0), parts['half']);
  const offset = offsetSeconds(parts['zone']);
  const ends = hour === 24 && minute === 0 && second === 0;
  // A second of 60 is a leap second, treated as the following second.
  if (hour === undefined || offset === undefined || (hour > 23 && !ends) || minute > 59 || second > 60)
    return undefined;
  const fraction = Number((parts['fraction'] ?? '').padEnd(3, '0').slice(0, 3));
  const instant = new Date(
    Date.parse(`${day}T00:00:00Z`) + 1000 * ((hour * 60 + minute) * 60 + second - offset) + fraction,
  );
  // With an offset, the last hours of 9999 fall into year 10000 in UTC, which PostgreSQL does not accept.
  return instant.getUTCFullYear() > 9999 ? undefined : instant;
}

/** Whether the text is a valid calendar date from 1900 on. Date itself would turn February 30 into March 2. */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return (
    /^(19|[2-9]\d)\d{2}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(text)
  );
}

function parseHour(hour: number, half: string | undefined): number | undefined {
  if (!half) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

function offsetSeconds(zone: string | undefined): number | undefined {
  if (!zone || /^[a-z]/i.test(zone)) return 0;
  const [hours, minutes = 0, seconds = 0] = zone.slice(1).match(/\d\d/g)!.map(Number);
  if (hours! > 23 || minutes > 59 || seconds > 59) return undefined;
  return (zone.startsWith('+') ? 1 : -1) * ((hours! * 60 + minutes) * 60 + seconds);
}
