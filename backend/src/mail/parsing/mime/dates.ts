const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ZONES: Record<string, number> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};
const DATE =
  /(\d{1,2})[\s-]{1,3}([a-z]{3})[a-z]{0,6}\.?[\s-]{1,3}(\d{2,4}),?\s{1,3}(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d{1,6})?\s{0,3}([+-]\d{4}|[a-z]{2,4})?/i;

/** Reads a date as claimed by the sender (RFC 5322 and common deviations). Without a zone it is in UTC. */
export function parseMailDate(header: string | undefined): Date | null {
  if (header === undefined) return null;
  const match = DATE.exec(header.slice(0, 200));
  if (!match) return parseIsoDate(header);
  const [, day, monthName, year, hour, minute, second, zone] = match;
  const month = MONTHS.indexOf(monthName!.toLowerCase());
  if (month === -1) return null;
  const time = Date.UTC(fullYear(year!), month, +day!, +hour!, +minute!, +(second ?? 0));
  const date = new Date(time - zoneMinutes(zone) * 60_000);
  const valid = +day! >= 1 && +day! <= 31 && +hour! < 24 && +minute! < 60 && !Number.isNaN(date.getTime());
  return valid ? date : null;
}

function parseIsoDate(header: string): Date | null {
  const match = /^\s{0,10}(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:?\d{2})?/.exec(header);
  if (!match) return null;
  const date = new Date(`${match[1]}T${match[2]}${match[3] ?? 'Z'}`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function fullYear(year: string): number {
  const value = Number(year);
  if (year.length > 3) return value;
  return year.length === 3 ? 1900 + value : value < 50 ? 2000 + value : 1900 + value;
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined) return 0;
  if (!/^[+-]/.test(zone)) return (ZONES[zone.toUpperCase()] ?? 0) * 60;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  return zone.startsWith('-') ? -minutes : minutes;
}
