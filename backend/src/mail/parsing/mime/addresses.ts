import { domainToUnicode } from 'node:url';
import type { MailAddress } from '../parsed-mail.js';
import { decodeHeaderText } from './header-text.js';

/** Addresses of one header that are read; more are of no use. */
const MOST = 2_000;

/** Characters of one header that are read. */
const LONGEST = 500_000;

/** An entry of a list while it is read, a character for each byte. */
interface Entry {
  phrase: string;
  angle: string | null;
  comment: string;
}

/**
 * Reads a header of addresses tolerantly: groups, comments, quotes, unquoted commas and at signs in names.
 * @param header a character for each byte
 * @returns also entries without an address, with an empty one
 */
export function parseAddressList(header: string): MailAddress[] {
  const addresses = joinNames(splitEntries(header.slice(0, LONGEST))).flatMap(toAddress);
  return addresses.filter(({ name, address }) => name !== '' || address !== '').slice(0, MOST);
}

/** Addresses that can be used. */
export function validAddresses(headers: string[]): MailAddress[] {
  return headers.flatMap(parseAddressList).filter(({ address }) => isAddress(address));
}

export function isAddress(address: string): boolean {
  return /^[^\s@<>]{1,256}@[^\s@<>]{1,255}$/.test(address);
}

/** Without angle brackets and with the domain in lower case and in Unicode. */
export function normalizeAddress(text: string): string {
  const address = text.replace(/[<>\s]/g, '').replace(/^mailto:/i, '');
  const at = address.lastIndexOf('@');
  if (at <= 0) return address;
  const domain = address
    .slice(at + 1)
    .toLowerCase()
    .replace(/[.,;]{1,10}$/, '');
  return `${address.slice(0, at)}@${(domain.includes('xn--') && domainToUnicode(domain)) || domain}`;
}

function splitEntries(header: string): Entry[] {
  const entries: Entry[] = [];
  let entry: Entry = { phrase: '', angle: null, comment: '' };
  const next = () => {
    entries.push(entry);
    entry = { phrase: '', angle: null, comment: '' };
  };
  for (let i = 0; i < header.length; i++) {
    const char = header[i]!;
    if (char === '"') {
      const end = closing(header, i, '"');
      entry.phrase += quotedText(header.slice(i + 1, end));
      i = end;
    } else if (char === '(') {
      const end = closingParenthesis(header, i);
      entry.comment = header.slice(i + 1, end);
      i = end;
    } else if (char === '<') {
      const end = closing(header, i, '>');
      // A second address after the first, without a comma.
      if (entry.angle !== null && entry.angle !== '') next();
      entry.angle = header.slice(i + 1, end);
      i = end;
    } else if (char === ',' || char === ';') next();
    else if (char === ':' && isGroup(entry)) entry = { phrase: '', angle: null, comment: '' };
    else entry.phrase += char;
  }
  next();
  return entries;
}

/** Without the backslashes of escaped characters. */
function quotedText(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

function isGroup({ phrase, angle }: Entry): boolean {
  return angle === null && !phrase.includes('@') && !/^\s*mailto$/i.test(phrase);
}

function closing(text: string, open: number, sign: string): number {
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === '\\' && sign === '"') i++;
    else if (text[i] === sign) return i;
  }
  return text.length;
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return text.length;
}

/** Joins a name with an unquoted comma to the address after it: `Doe, Jane <jane@example.com>`. */
function joinNames(entries: Entry[]): Entry[] {
  const joined: Entry[] = [];
  for (const entry of entries) {
    const before = joined.at(-1);
    const isName = before?.angle === null && before.phrase.trim() !== '' && !before.phrase.includes('@');
    if (isName && entry.angle !== null && entry.phrase.trim() !== '') {
      entry.phrase = `${before.phrase.trim()}, ${entry.phrase.trim()}`;
      joined.pop();
    }
    joined.push(entry);
  }
  return joined;
}

function toAddress({ phrase, angle, comment }: Entry): MailAddress[] {
  const decoded = cleanName(decodeHeaderText(phrase.trim()));
  if (angle !== null) {
    // A route (RFC 822) before the address.
    const address = normalizeAddress(decodeHeaderText(angle).replace(/^@[^:]{1,500}:/, ''));
    return [{ name: decoded || cleanName(decodeHeaderText(comment)), address }];
  }
  const embedded = /^(.{0,500}?)<([^<>\s]{1,250}@[^<>\s]{1,250})>/s.exec(decoded);
  if (embedded) return [{ name: cleanName(embedded[1]!), address: normalizeAddress(embedded[2]!) }];
  if (isAddress(decoded.replace(/\s/g, '')))
    return [{ name: cleanName(decodeHeaderText(comment)), address: normalizeAddress(decoded) }];
  const word = decoded.split(/\s+/).find(isAddress);
  if (word === undefined) return [{ name: decoded || cleanName(decodeHeaderText(comment)), address: '' }];
  return [{ name: cleanName(decoded.replace(word, '')), address: normalizeAddress(word) }];
}

function cleanName(name: string): string {
  const text = name.replace(/\s+/g, ' ').trim();
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1).trim() : text;
}
