/** What a mail with an invitation shows if it has no text of its own. */
export interface Invitation {
  method: string;
  summary: string;
  text: string;
}

const TITLES: Record<string, string> = {
  REQUEST: 'Invitation',
  CANCEL: 'Cancelled',
  REPLY: 'Answer',
  COUNTER: 'Counter-proposal',
};

/** Reads the first event of a calendar (RFC 5545). */
export function readInvitation(calendar: string, declaredMethod: string | undefined): Invitation | null {
  if (!calendar.includes('BEGIN:VCALENDAR')) return null;
  const method = (declaredMethod ?? property(calendar, 'METHOD')?.value ?? 'PUBLISH').toUpperCase();
  const start = calendar.indexOf('BEGIN:VEVENT');
  const event = unfold(start === -1 ? calendar : calendar.slice(start, start + 100_000));
  const summary = property(event, 'SUMMARY')?.value ?? '';
  const lines = [
    [TITLES[method] ?? 'Event', summary].filter(Boolean).join(': '),
    timeLine(event),
    property(event, 'LOCATION')?.value,
    property(event, 'DESCRIPTION')?.value,
  ];
  return { method, summary, text: lines.filter(Boolean).join('\n') };
}

function unfold(text: string): string {
  return text.replace(/\r?\n[ \t]/g, '');
}

function property(text: string, name: string): { value: string; zone: string | null } | undefined {
  const start = new RegExp(`^${name}[;:]`, 'i');
  const line = text.split(/\r?\n/).find((candidate) => start.test(candidate));
  if (line === undefined) return undefined;
  const colon = valueStart(line);
  const zone = /;TZID="?([^";:]{1,100})/i.exec(line.slice(0, colon))?.[1] ?? null;
  return { value: unescapeValue(line.slice(colon + 1)).trim(), zone };
}

/** The colon after the parameters, which may contain colons in quotes. */
function valueStart(line: string): number {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === ':' && !quoted) return i;
  }
  return line.length;
}

function unescapeValue(value: string): string {
  return value.replace(/\\([nN,;\\])/g, (_, char: string) => (char.toLowerCase() === 'n' ? '\n' : char));
}

function timeLine(event: string): string {
  const times = ['DTSTART', 'DTEND'].map((name) => formatTime(property(event, name)));
  return times.filter(Boolean).join(' – ');
}

function formatTime(time: { value: string; zone: string | null } | undefined): string {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{0,2}(Z)?)?/.exec(time?.value ?? '');
  if (!match) return '';
  const [, year, month, day, hour, minute, utc] = match;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  const zone = utc ? 'UTC' : (time!.zone ?? '');
  return `${date} ${hour}:${minute} ${zone}`.trim();
}
