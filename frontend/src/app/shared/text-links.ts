import { find, test } from 'linkifyjs';
import { mailTo } from './mail-link';

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
export function linksIn(text: string): TextLink[] {
  return listed(text).flatMap(([part, from]) =>
    find(part).flatMap(({ type, value, start }) => {
      const address = value.slice(0, lengthOf(value));
      const to = from + start + address.length;
      if (HOST_ALONE.test(address) && GOES_ON.test(text.slice(to, to + MARKS_READ))) return [];
      const href = type === 'email' ? safeMail(address) : safeAddress(address);
      return href === null ? [] : [{ from: from + start, to, href }];
    }),
  );
}

/** The text, divided where one address follows another without a space, each part with its place. */
function listed(text: string): [string, number][] {
  let from = 0;
  return text.split(/(?<=[,;])(?=https?:\/\/)/i).map((part) => [part, (from += part.length) - part.length]);
}

/** An address that has no path, which the text after it could make another host of. */
const HOST_ALONE = /^(?:https?:\/\/)?[^/?#]*$/i;
/** A name goes on: behind what can't be seen, too. */
const GOES_ON = /^(?:[\p{L}\p{N}\p{M}‐‑·]|\p{Cf}[\p{Cf}\p{M}]*[.-]?[\p{L}\p{N}])/u;
const MARKS_READ = 50;

/** What ends an address and linkify takes for a part of it: invisible characters, quotation marks, brackets, CJK punctuation. */
const ENDS_ADDRESS = /[\p{C}\p{Z}"<>\\^`{|}«»‹›„“”‚‘’、。「」『』【】（）！，：；？]/u;
const TRAILING_MARK = /[.,;:!?…*']/;

function lengthOf(value: string): number {
  const end = value.search(ENDS_ADDRESS);
  let length = end < 0 ? value.length : end;
  const closesNone = new Set([value.includes('(') ? '' : ')', value.includes('[') ? '' : ']']);
  while (length > 0 && (TRAILING_MARK.test(value[length - 1]!) || closesNone.has(value[length - 1]!)))
    length--;
  return length;
}

function safeAddress(address: string): string | null {
  const mail = /^mailto:(.*)$/i.exec(address)?.[1];
  if (mail !== undefined) return test(mail, 'email') && !/[?&,;]/.test(mail) ? safeMail(mail) : null;
  const host = /^https?:\/\/([^/?#]*)/i.exec(address)?.[1];
  if (host === undefined || !URL.canParse(address) || !isPlain(host)) return null;
  const { username, password } = new URL(address);
  return username || password ? null : address;
}

function safeMail(address: string): string | null {
  return isPlain(address.slice(address.lastIndexOf('@') + 1)) ? mailTo(address) : null;
}

/** Latin letters that are no others with an accent, and look like none. */
const OTHER_LATIN = /[ßæœøłđðþ]/giu;
/** Scripts that have no letters which are taken for Latin ones; not in one name with those, where ノ looks like a slash. */
const NOT_LATIN = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}ー0-9:-]*$/u;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;

/** Whether no letter of a host can be taken for a Latin one that it is not. */
function isPlain(host: string): boolean {
  return host.split('.').every((name) => {
    const letters = name.normalize('NFC').replace(OTHER_LATIN, '');
    return isLatin(letters) || (NOT_LATIN.test(letters) && !UNSEEN.test(letters));
  });
}

/** With at most the accents that make one letter with it. */
function isLatin(name: string): boolean {
  return [...name].every((letter) => /^\p{ASCII}\p{M}*$/u.test(letter.normalize('NFD')));
}
