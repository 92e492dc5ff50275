import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { htmlToText } from '#src/mail/parsing/content/html-text.js';
import type { ParsedMail } from '#src/mail/parsing/parsed-mail.js';
import type { Check, Suite } from './check-folder.ts';

interface Named {
  name: string | Record<string, string>;
  value: unknown;
}

interface Part {
  headers: Named[];
  body:
    string | { Text?: string; Html?: string; Binary?: number[]; InlineBinary?: number[]; Message?: unknown };
}

interface Expected {
  text_body: number[];
  html_body: number[];
  attachments: number[];
  parts: Part[];
}

/** Expectations that follow other conventions, with the reason why they are not compared. */
const NOT_COMPARED: Record<string, string> = {
  'malformed/019 texts':
    'Random damage. Boundaries in other letter case are taken as boundaries there, so that the parts are others.',
  'malformed/020 texts':
    'Of two Content-Type headers of a part the last counts there; here the first, so that the text comes before the parts.',
  'malformed/021 texts': 'As 020.',
};

export function stalwartSuite(folder: string): Suite {
  return {
    folder,
    isMessage: (file) => file.endsWith('.eml'),
    checks: (path, mail) => {
      const file = path.replace(/\.eml$/, '.json');
      if (!existsSync(file)) return [];
      const checks = compare(JSON.parse(readFileSync(file, 'utf8')) as Expected, mail);
      const key = `${folder.split('/').at(-1)}/${basename(path, '.eml')}`;
      return checks.filter((check) => NOT_COMPARED[`${key} ${check.aspect}`] === undefined);
    },
  };
}

function compare(expected: Expected, mail: ParsedMail): Check[] {
  return [
    ...compareAddresses(expected, mail),
    ...compareSubject(expected, mail),
    ...compareTexts(expected, mail),
    ...compareNames(expected, mail),
  ];
}

function header(part: Part | undefined, name: string): unknown {
  return part?.headers.findLast((field) => field.name === name)?.value;
}

function compareAddresses({ parts }: Expected, mail: ParsedMail): Check[] {
  const actual = { from: mail.from ? [mail.from] : [], to: mail.to, cc: mail.cc, reply_to: mail.replyTo };
  return (['from', 'to', 'cc', 'reply_to'] as const).flatMap((name) => {
    const listed = addressesOf(header(parts[0], name));
    // From has one address here: the first.
    const wanted = (name === 'from' ? listed.slice(0, 1) : listed).filter((address) => address.includes('@'));
    const got = actual[name].map(({ address }) => address.toLowerCase());
    return wanted.map((address) => ({
      aspect: 'addresses' as const,
      met: got.includes(address.toLowerCase()),
      expected: address,
      actual: got.join(', '),
    }));
  });
}

function addressesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(addressesOf);
  if (value === null || typeof value !== 'object') return [];
  const record = value as Record<string, unknown>;
  const own = typeof record.address === 'string' ? [record.address] : [];
  return [
    ...own,
    ...Object.entries(record).flatMap(([key, inner]) => (key === 'name' ? [] : addressesOf(inner))),
  ];
}

function compareSubject({ parts }: Expected, mail: ParsedMail): Check[] {
  const value = header(parts[0], 'subject') as { Text?: string } | undefined;
  if (typeof value?.Text !== 'string') return [];
  const met = normalize(value.Text) === normalize(mail.subject);
  return [{ aspect: 'subjects', met, expected: value.Text, actual: mail.subject }];
}

/** A text may be in the text, in the HTML text or in an attachment: it must not be lost. */
function compareTexts({ parts, text_body, html_body }: Expected, mail: ParsedMail): Check[] {
  const attached = mail.attachments.map(({ content }) => Buffer.from(content).toString('utf8'));
  const everything = normalize([mail.text, htmlToText(mail.html ?? ''), ...attached].join('\n'));
  return [...new Set([...text_body, ...html_body])].flatMap((index) => {
    const body = parts[index]?.body;
    if (typeof body !== 'object') return [];
    const text = body.Text ?? (body.Html === undefined ? undefined : htmlToText(body.Html));
    if (text === undefined || text.trim() === '') return [];
    return [
      {
        aspect: 'texts' as const,
        met: everything.includes(normalize(text)),
        expected: text,
        actual: mail.text,
      },
    ];
  });
}

function compareNames({ parts, attachments }: Expected, mail: ParsedMail): Check[] {
  const names = mail.attachments.map(({ name }) => name);
  return attachments.flatMap((index) => {
    const name =
      attribute(parts[index], 'content_disposition', 'filename') ??
      attribute(parts[index], 'content_type', 'name');
    if (name === undefined) return [];
    // Paths are removed here on purpose.
    const wanted = name.split(/[/\\]/).at(-1)!.trim();
    return [
      {
        aspect: 'file names' as const,
        met: names.includes(wanted),
        expected: wanted,
        actual: names.join(', '),
      },
    ];
  });
}

function attribute(part: Part | undefined, field: string, name: string): string | undefined {
  const value = header(part, field) as
    { ContentType?: { attributes?: { name: string; value: string }[] | null } } | undefined;
  return value?.ContentType?.attributes?.find((entry) => entry.name === name)?.value;
}

/** White space and control characters differ by how lines are joined. */
function normalize(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are removed from the text on purpose
  return text.replace(/[\u0000-\u001f\s\u00a0\ufeff]+/g, '');
}
