import { isIP } from 'node:net';
import { findPhoneNumbersInText } from 'libphonenumber-js/min';
import type { TicketText } from './classifier.js';

export type PersonalDataKind = 'email' | 'phone' | 'card' | 'iban' | 'secret' | 'ip';

export interface Anonymous {
  /** With a placeholder, such as `[email 1]`, for each value; the same one for the same value, in title and description. */
  text: TicketText;
  /** Puts the values back into what a model says of the text. A placeholder of no value stays as it is. */
  restore(said: string): string;
}

interface Found {
  kind: PersonalDataKind;
  start: number;
  end: number;
}

/**
 * Takes out what identifies or betrays a person and what a triage doesn't need: addresses of mail and machines, numbers
 * of phones, cards and accounts, keys and passwords. Names and postal addresses stay: no pattern tells them from words.
 */
export function withoutPersonalData(text: TicketText): Anonymous {
  const placeholders = new Map<string, string>();
  const values = new Map<string, string>();
  const counts = new Map<PersonalDataKind, number>();
  // A placeholder that the ticket itself holds must not be taken for one of ours.
  const written = text.title + text.description;

  const placeholderFor = (kind: PersonalDataKind, value: string): string => {
    const key = `${kind} ${sameValue(kind, value)}`;
    const known = placeholders.get(key);
    if (known) return known;
    let placeholder: string;
    do {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      placeholder = `[${kind} ${count}]`;
    } while (written.includes(placeholder));
    placeholders.set(key, placeholder);
    values.set(placeholder, value);
    return placeholder;
  };
  const replaced = (original: string): string => {
    let result = '';
    let done = 0;
    for (const { kind, start, end } of personalDataIn(original)) {
      result += original.slice(done, start) + placeholderFor(kind, original.slice(start, end));
      done = end;
    }
    return result + original.slice(done);
  };

  return {
    text: { title: replaced(text.title), description: replaced(text.description) },
    // As functions, since a value may hold `$&`.
    restore: (said) => said.replace(PLACEHOLDER, (placeholder) => values.get(placeholder) ?? placeholder),
  };
}

const PLACEHOLDER = /\[(?:email|phone|card|iban|secret|ip) \d{1,5}\]/g;

/** Spellings of one value. */
function sameValue(kind: PersonalDataKind, value: string): string {
  if (kind === 'email' || kind === 'ip') return value.toLowerCase();
  return kind === 'secret' ? value : value.replace(/[^+\dA-Za-z]/g, '').toUpperCase();
}

/** In the order of the text, without overlaps: where two meet, the one of the earlier search. */
function personalDataIn(text: string): Found[] {
  const found: Found[] = [];
  for (const search of [secrets, emails, ibans, cards, ips, phones]) {
    for (const next of search(text)) {
      if (!found.some((other) => next.start < other.end && other.start < next.end)) found.push(next);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Tokens whose maker gave them a shape of their own. */
const TOKENS =
  /(?<![\w-])(?:sk-(?:[a-z]{2,10}-){0,2}[\w-]{16,200}|(?:sk|pk|rk)_(?:live|test)_\w{16,200}|(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])|AIza[\w-]{35}|gh[pousr]_\w{36,255}|github_pat_\w{22,255}|glpat-[\w-]{20,64}|xox[abprs]-[\w-]{10,250}|npm_\w{36}|eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{0,1000}|ya29\.[\w-]{20,500}|SG\.[\w-]{16,64}\.[\w-]{16,64})/g;
const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z]{1,20} ){0,2}PRIVATE KEY-----[\s\S]{1,8000}?-----END (?:[A-Z]{1,20} ){0,2}PRIVATE KEY-----/g;
/** `password: x`, `my pin is x`, `?api_key=x`, `Authorization: Bearer x`. */
const NAMED =
  /(?<![\p{L}])(?:(?:api|access|secret|private|auth|client|license|signing|encryption|session|refresh|id)[ _-]?)?(?<name>passwords?|passwd|pwd|passphrase|passcode|pin|secret|token|key|credentials?|authorization|bearer|api-?key|kennwort|passwort|mot de passe|contraseña)(?:["'`])?(?<glue>\s{0,2}(?::|=|=>)\s{0,2}|\s(?:is|was|lautet|ist)[:\s]\s{0,2}|\s)(?:(?:bearer|basic|token)\s)?["'`]?(?<value>[^\s"'`<>,;]{4,500})/giu;
const CONNECTION = /\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s:@/]{0,100}:(?<value>[^\s@/]{1,200})@/gi;

function* secrets(text: string): Generator<Found> {
  yield* all(PRIVATE_KEY, 'secret', text);
  yield* all(TOKENS, 'secret', text);
  for (const match of text.matchAll(CONNECTION)) yield valueOf(match);
  for (const match of text.matchAll(NAMED)) {
    const found = valueOf(match);
    const { name, glue } = match.groups!;
    // In quotes, all of it; elsewhere the sentence ends behind it.
    const quoted = /["'`]/.test(text.charAt(found.end));
    const value = quoted ? match.groups!.value! : match.groups!.value!.replace(/[.!?)\]]+$/, '');
    found.end = found.start + value.length;
    // "the key is missing", "password: reset it" are sentences; only after a sign may a plain word be the secret.
    const assigned = /[:=]/.test(glue!) && !/^(?:key|pin|token|credentials?)$/i.test(name!);
    if (isRandom(value) || (assigned && /[\d\p{P}\p{S}]/u.test(value) && value.length >= 6)) yield found;
    else if (/^pin$/i.test(name!) && /^\d{4,8}$/.test(value)) yield found;
    else if (/^(?:pass|pwd|kennw|contra|mot)/i.test(name!) && isWordAndMore(value)) yield found;
  }
}

function valueOf(match: RegExpExecArray): Found {
  const value = match.groups!.value!;
  const end = match.index + match[0].lastIndexOf(value) + value.length;
  return { kind: 'secret', start: end - value.length, end };
}

/** Long, of hexadecimal digits or of letters and digits as base64 mixes them. */
function isRandom(value: string): boolean {
  if (/^[\da-f]{16,}$/i.test(value)) return /\d/.test(value) && /[a-f]/i.test(value);
  return value.length >= 16 && /^[\w+/=.~-]+$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value);
}

/** "Summer2024!", and not "expired", "123" or "error-17". */
function isWordAndMore(value: string): boolean {
  return value.length >= 6 && /\p{L}/u.test(value) && /\d/.test(value) && !/^\p{L}+-\d{1,4}$/u.test(value);
}

const EMAIL =
  /(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,6}\p{L}{2,24}(?![\p{L}\d])/gu;

function emails(text: string): Iterable<Found> {
  return all(EMAIL, 'email', text);
}

/** Two letters, two check digits, eleven to thirty more, in groups of four or in one. */
const IBAN = /(?<![\dA-Za-z])[A-Z]{2}\d{2}(?:[ -]?[\dA-Z]{4}){2,7}(?:[ -]?[\dA-Z]{1,3})?(?![\dA-Za-z])/gi;

function* ibans(text: string): Generator<Found> {
  for (const match of text.matchAll(IBAN)) {
    // What follows in letters may be the next word: "DE89 3704 0044 0532 0130 00 please".
    for (let length = match[0].length; length >= 15; length--) {
      const candidate = match[0].slice(0, length);
      if (/[ -]$/.test(candidate) || /^[\dA-Za-z]/.test(match[0].slice(length))) continue;
      if (!isIban(candidate)) continue;
      yield { kind: 'iban', start: match.index, end: match.index + length };
      break;
    }
  }
}

/** ISO 7064, modulo 97. */
function isIban(spelled: string): boolean {
  const iban = spelled.replace(/[ -]/g, '').toUpperCase();
  if (iban.length < 15 || iban.length > 34) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of `${parseInt(character, 36)}`) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder === 1;
}

const CARD = /(?<![\d.,/-])(?:\d[ -]?){12,18}\d(?![\d/-]|[.,]\d)/g;
/** How the numbers of the large networks begin; of all other numbers, one in ten passes Luhn's test by chance. */
const NETWORKS =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|62\d{14,17}|(?:50|5[6-9]|6\d)\d{10,17})$/;

function* cards(text: string): Generator<Found> {
  for (const match of text.matchAll(CARD)) {
    const digits = match[0].replace(/\D/g, '');
    if (NETWORKS.test(digits) && passesLuhn(digits)) {
      yield { kind: 'card', start: match.index, end: match.index + match[0].length };
    }
  }
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [at, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** A version has four numbers too, and says so: "v1.2.3.4", "version 10.0.19045.1". */
const IPV4 =
  /(?<![\w.-])(?<!(?:version|ver\.?|release|build|firmware|driver|update)\s{1,3}v?)\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)/gi;
const IPV6 = /(?<![\w:.])(?=[\da-f]*:)[\da-f:]{2,39}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/gi;

function* ips(text: string): Generator<Found> {
  for (const pattern of [IPV4, IPV6]) {
    for (const match of text.matchAll(pattern)) {
      const value = match[0];
      // "::" and "a::b" are a programmer's; a time of day has no double colon and no eight parts.
      if (isIP(value) !== 0 && /[1-9]/.test(value))
        yield { kind: 'ip', start: match.index, end: match.index + value.length };
    }
  }
}

/** What is written without its country is known by the words before it. */
const NUMBER_AFTER_ITS_NAME =
  /(?<![\p{L}])(?:tel|telephone|telefon|phone|mobile|mobil|cell|handy|fax|whatsapp|sms|call(?: me| us| back)?|reach me|ring me|text me|contact number|anrufen|erreichbar)(?![\p{L}])[^\n\d+()]{0,25}(?<value>\(?\d[\d ()/.-]{5,20}\d)(?![\d\p{L}])/giu;
const AMERICAN = /(?<![\w.+/-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}(?![\w/-])/g;

function* phones(text: string): Generator<Found> {
  for (const { startsAt, endsAt } of findPhoneNumbersInText(text)) {
    yield { kind: 'phone', start: startsAt, end: endsAt };
  }
  for (const match of text.matchAll(NUMBER_AFTER_ITS_NAME)) {
    const found = valueOf(match);
    const digits = match.groups!.value!.replace(/\D/g, '').length;
    if (digits >= 7 && digits <= 15 && !isDate(match.groups!.value!)) yield { ...found, kind: 'phone' };
  }
  yield* all(AMERICAN, 'phone', text);
}

function isDate(value: string): boolean {
  return /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}/.test(value);
}

function* all(pattern: RegExp, kind: PersonalDataKind, text: string): Generator<Found> {
  for (const match of text.matchAll(pattern)) {
    yield { kind, start: match.index, end: match.index + match[0].length };
  }
}
