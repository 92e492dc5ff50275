import { find, test } from 'linkifyjs';
import { mailtoUrl } from './mailto-link';

export interface TextLink {
  from: number;
  to: number;
  href: string;
}

/**
 * Finds http, https and email addresses. To prevent spoofing, addresses must be complete:
 * `example.org` is not linked, nor are URLs with credentials or hosts with lookalike letters.
 */
export function findLinks(text: string): TextLink[] {
  return splitJoinedAddresses(text).flatMap(([part, from]) =>
    find(part).flatMap(({ type, value, start }) => {
      const address = value.slice(0, addressLength(value));
      const to = from + start + address.length;
      if (HOST_ONLY.test(address) && CONTINUES_NAME.test(text.slice(to, to + LOOKAHEAD_LENGTH))) return [];
      const href = type === 'email' ? safeMailtoUrl(address) : safeUrl(address);
      return href === null ? [] : [{ from: from + start, to, href }];
    }),
  );
}

/** Splits addresses joined without a space. Returns each part with its offset. */
function splitJoinedAddresses(text: string): [string, number][] {
  let from = 0;
  return text.split(/(?<=[,;])(?=https?:\/\/)/i).map((part) => [part, (from += part.length) - part.length]);
}

/** An address without a path, whose host the following text could extend. */
const HOST_ONLY = /^(?:https?:\/\/)?[^/?#]*$/i;
/** Characters that continue a host name, also after invisible ones. */
const CONTINUES_NAME = /^(?:[\p{L}\p{N}\p{M}‐‑·]|\p{Cf}[\p{Cf}\p{M}]*[.-]?[\p{L}\p{N}])/u;
const LOOKAHEAD_LENGTH = 50;

/**
 * Characters that end an address but are included by linkify: invisible characters, quotation
 * marks, brackets, CJK punctuation.
 */
const ADDRESS_TERMINATOR = /[\p{C}\p{Z}"<>\\^`{|}«»‹›„“”‚‘’、。「」『』【】（）！，：；？]/u;
const TRAILING_PUNCTUATION = /[.,;:!?…*']/;

function addressLength(value: string): number {
  const end = value.search(ADDRESS_TERMINATOR);
  let length = end < 0 ? value.length : end;
  const unmatchedBrackets = new Set([value.includes('(') ? '' : ')', value.includes('[') ? '' : ']']);
  while (
    length > 0 &&
    (TRAILING_PUNCTUATION.test(value[length - 1]!) || unmatchedBrackets.has(value[length - 1]!))
  )
    length--;
  return length;
}

function safeUrl(address: string): string | null {
  const mail = /^mailto:(.*)$/i.exec(address)?.[1];
  if (mail !== undefined) return test(mail, 'email') && !/[?&,;]/.test(mail) ? safeMailtoUrl(mail) : null;
  const host = /^https?:\/\/([^/?#]*)/i.exec(address)?.[1];
  if (host === undefined || !URL.canParse(address) || !isUnambiguousHost(host)) return null;
  const { username, password } = new URL(address);
  return username || password ? null : address;
}

function safeMailtoUrl(address: string): string | null {
  return isUnambiguousHost(address.slice(address.lastIndexOf('@') + 1)) ? mailtoUrl(address) : null;
}

/** Latin letters that NFD does not decompose and that resemble no ASCII letter. */
const NON_ASCII_LATIN = /[ßæœøłđðþ]/giu;
/**
 * Scripts without Latin lookalikes. They may not be mixed with Latin, where ノ resembles a slash.
 */
const NON_LATIN_SCRIPTS = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}ー0-9:-]*$/u;
const INVISIBLE_CHARACTER = /\p{Default_Ignorable_Code_Point}/u;

/** Whether the host contains no letters that resemble other Latin letters. */
function isUnambiguousHost(host: string): boolean {
  return host.split('.').every((name) => {
    const letters = name.normalize('NFC').replace(NON_ASCII_LATIN, '');
    return isLatin(letters) || (NON_LATIN_SCRIPTS.test(letters) && !INVISIBLE_CHARACTER.test(letters));
  });
}

/** ASCII letters with only diacritics that compose into a single letter. */
function isLatin(name: string): boolean {
  return [...name].every((letter) => /^\p{ASCII}\p{M}*$/u.test(letter.normalize('NFD')));
}
