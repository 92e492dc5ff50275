import { find, test } from 'linkifyjs';
import { mailtoUrl } from './mailto-link';

export interface TextLink {
  from: number;
  to: number;
  href: string;
}

/**
 * The addresses in a text that may become links: http, https and e-mail, written out. What is shown is where the link
 * leads, so `example.org` alone is none, nor is an address that hides its host behind a name and password, or in letters
 * that look like others.
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

/** The text, divided where one address follows another without a space, each part with its place. */
function splitJoinedAddresses(text: string): [string, number][] {
  let from = 0;
  return text.split(/(?<=[,;])(?=https?:\/\/)/i).map((part) => [part, (from += part.length) - part.length]);
}

/** An address that has no path, which the text after it could make another host of. */
const HOST_ONLY = /^(?:https?:\/\/)?[^/?#]*$/i;
/** A name goes on: behind what can't be seen, too. */
const CONTINUES_NAME = /^(?:[\p{L}\p{N}\p{M}‐‑·]|\p{Cf}[\p{Cf}\p{M}]*[.-]?[\p{L}\p{N}])/u;
const LOOKAHEAD_LENGTH = 50;

/** What ends an address and linkify takes for a part of it: invisible characters, quotation marks, brackets, CJK punctuation. */
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

/** Latin letters that are no others with an accent, and look like none. */
const NON_ASCII_LATIN = /[ßæœøłđðþ]/giu;
/** Scripts that have no letters which are taken for Latin ones; not in one name with those, where ノ looks like a slash. */
const NON_LATIN_SCRIPTS = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}ー0-9:-]*$/u;
const INVISIBLE_CHARACTER = /\p{Default_Ignorable_Code_Point}/u;

/** Whether no letter of a host can be taken for a Latin one that it is not. */
function isUnambiguousHost(host: string): boolean {
  return host.split('.').every((name) => {
    const letters = name.normalize('NFC').replace(NON_ASCII_LATIN, '');
    return isLatin(letters) || (NON_LATIN_SCRIPTS.test(letters) && !INVISIBLE_CHARACTER.test(letters));
  });
}

/** With at most the accents that make one letter with it. */
function isLatin(name: string): boolean {
  return [...name].every((letter) => /^\p{ASCII}\p{M}*$/u.test(letter.normalize('NFD')));
}
