import { createHash } from 'node:crypto';
import { normalizeEmail } from '../../config/email-address.js';
import { MAX_MESSAGE_ID } from '../mail-thread.entity.js';
import { parseAddressList } from '../parsing/mime/addresses.js';
import { decodeHeaderText } from '../parsing/mime/header-text.js';

/** Of the headers that are read before a mail is parsed, whatever it contains. */
const MAX_HEADER_BYTES = 256 * 1024;
const MAX_HEADER_LENGTH = 2_000;

/** Headers that the author's mail program writes. Servers change others on the way. */
const AUTHORS_HEADERS: ReadonlySet<string> = new Set(
  ['from', 'to', 'cc', 'reply-to', 'subject', 'date', 'message-id'].concat(['in-reply-to', 'references']),
);

export interface RawHeader {
  /** In lower case. */
  name: string;
  /** Unfolded. */
  value: string;
}

/** Reads the headers of a mail, in order and undecoded. Lines that are no headers are left out. */
export function rawHeaders(raw: Uint8Array): RawHeader[] {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, MAX_HEADER_BYTES));
  const { headers: end } = sectionsOf(bytes);
  const headers: RawHeader[] = [];
  for (const line of bytes.subarray(0, end).toString('utf8').split(/\r?\n/)) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last && last.value.length < MAX_HEADER_LENGTH) last.value += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1 || /[\s]/.test(line.slice(0, colon))) continue;
    headers.push({ name: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1).trim() });
  }
  return headers;
}

export function headerValues(headers: readonly RawHeader[], name: string): string[] {
  return headers.filter((header) => header.name === name).map(({ value }) => value);
}

/** The Message-ID without angle brackets; null if there is none that can be stored. */
export function messageIdOf(headers: readonly RawHeader[]): string | null {
  for (const value of headerValues(headers, 'message-id')) {
    const id = (/<([^<>]+)>/.exec(value)?.[1] ?? value).replace(/[\p{C}\s<>]/gu, '');
    if (id !== '' && id.length <= MAX_MESSAGE_ID) return id;
  }
  return null;
}

/**
 * SHA-256 of the body and the author's headers. Copies of a mail that arrive by different ways have the same, different
 * mails with the same Message-ID do not.
 */
export function contentHash(raw: Uint8Array, headers: readonly RawHeader[]): string {
  const hash = createHash('sha256');
  for (const { name, value } of headers) {
    if (AUTHORS_HEADERS.has(name)) hash.update(`${name}:${value}\n`);
  }
  const { body } = sectionsOf(raw);
  return hash.update('\n').update(raw.subarray(body)).digest('hex');
}

/** What can be said of a mail that could not be parsed. */
export function describeRaw(headers: readonly RawHeader[]): {
  subject: string;
  name: string | null;
  email: string | null;
} {
  // A character for each byte, as the decoders expect.
  const bytes = (name: string): string =>
    Buffer.from(
      (headerValues(headers, name)[0] ?? '').slice(0, MAX_HEADER_LENGTH).replaceAll('\0', ''),
    ).toString('latin1');
  const [from] = parseAddressList(bytes('from'));
  return {
    subject: decodeHeaderText(bytes('subject')),
    name: from?.name.trim() || null,
    email: normalizeEmail(from?.address ?? '') ?? null,
  };
}

/** Where the headers end and the body begins. */
function sectionsOf(raw: Uint8Array): { headers: number; body: number } {
  for (let i = 0; i < raw.length; i += 1) {
    if (raw[i] !== 0x0a) continue;
    if (raw[i + 1] === 0x0a) return { headers: i, body: i + 2 };
    if (raw[i + 1] === 0x0d && raw[i + 2] === 0x0a) return { headers: i, body: i + 3 };
  }
  return { headers: raw.length, body: raw.length };
}
