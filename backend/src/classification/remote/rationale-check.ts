import type { TicketText } from '../classifier.js';

const RUN_OF_WORDS = 5;
/** Scripts that put no spaces between words are read by the character. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu;
/** Amounts and numbers of orders, customers or invoices. */
const NUMBER = /\d{3}/;
const STRETCH = /[^\s"'<>()[\],;]+/g;
const PHONE = /\+?\d[\d ()/.-]{5,}\d/g;
const PHONE_DIGITS = 7;

/** A text as it is compared with what a model says. */
export class ComparedText {
  readonly runs: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;

  constructor(text: string) {
    const words = normalised(text).match(WORD) ?? [];
    this.runs = new Set(words.flatMap((_, at) => runAt(words, at)));
    this.numbers = new Set(words.filter((word) => NUMBER.test(word)));
  }
}

/**
 * Whether what a model says keeps to its own ticket. It has read others in the same call, and a ticket may have asked it to
 * repeat them: then five words in a row, or a number, are another's and not the ticket's. Addresses, links and phone
 * numbers have to be the ticket's own.
 */
export function keepsToTicket(said: string, own: TicketText, others: readonly ComparedText[]): boolean {
  const ticket = normalised(`${own.title}\n${own.description}`);
  const ticketDigits = digitsOf(ticket);
  const words = normalised(said);
  const isForeignContact = (words.match(STRETCH) ?? []).some((stretch) => {
    const value = stretch.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[.:/]{1,9}$/, '');
    return isContact(value) && !ticket.includes(value);
  });
  const isForeignPhone = (words.match(PHONE) ?? []).some((phone) => {
    const digits = digitsOf(phone);
    return digits.length >= PHONE_DIGITS && !ticketDigits.includes(digits);
  });
  if (isForeignContact || isForeignPhone) return false;
  const compared = new ComparedText(said);
  const known = new ComparedText(ticket);
  const isOthers = (part: 'runs' | 'numbers'): boolean =>
    [...compared[part]].some(
      (each) => !known[part].has(each) && others.some((other) => other[part].has(each)),
    );
  return !isOthers('runs') && !isOthers('numbers');
}

function runAt(words: readonly string[], at: number): string[] {
  const run = words.slice(at, at + RUN_OF_WORDS);
  return run.length === RUN_OF_WORDS ? [run.join(' ')] : [];
}

function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** "e.g." and "3.5" are none. */
function isContact(value: string): boolean {
  return /@|:\/\/|^www\.|\.\p{L}{2,}(?:$|[/:?#])/u.test(value);
}
