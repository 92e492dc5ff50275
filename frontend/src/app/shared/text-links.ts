import { find, test } from 'linkifyjs';
import { mailTo } from './mail-link';

export interface TextLink {
  from: number;
  to: number;
  href: string;
}

/**
 * The addresses in a text that may become links: http, https and e-mail, written out. What is shown is where the link
 * leads, so `example.org` alone is none, nor is an address that hides its host behind a name and password.
 */
export function linksIn(text: string): TextLink[] {
  return find(text).flatMap(({ type, value, start }) => {
    const address = value.slice(0, lengthOf(value));
    const href = type === 'email' ? mailTo(address) : safeAddress(address);
    return href === null ? [] : [{ from: start, to: start + address.length, href }];
  });
}

/** What ends an address and linkify takes for a part of it: invisible characters, quotation marks, brackets, CJK punctuation. */
const ENDS_ADDRESS = /[\p{C}\p{Z}"<>\\^`{|}«»‹›„“”‚‘、。「」『』【】（）！，：；？]/u;
const TRAILING_MARK = /[.,;:!?…*'’]/;

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
  if (mail !== undefined) return test(mail, 'email') && !/[?&,;]/.test(mail) ? mailTo(mail) : null;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return null;
  const { username, password } = new URL(address);
  return username || password ? null : address;
}
