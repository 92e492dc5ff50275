import type { TicketText } from '../classifier.js';

/** A run of this many words in common with another ticket is taken for a quote of it. */
const WORD_RUN_LENGTH = 5;
/** Scripts without spaces between words are compared by character. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu;
/** Matches "187.000" and "187 000" as 187000. */
const GROUPED = /(?<![\d.,])\d{1,3}(?:[.,'’ ]\d{3})+(?!\d)/g;
/** Two capitalized words are assumed to be a name. */
const NAME = /(?<![\p{L}\d])\p{Lu}\p{Ll}{1,30}[ -]\p{Lu}\p{Ll}{1,30}(?![\p{L}\d])/gu;
/** Encoded text has no place in a rationale. */
const ENCODED = /[\w+/=-]{24,}/g;
/** A run of words of this many letters is no coincidence if its letters are spaced out or reversed. */
const MIN_SQUASHED_LENGTH = 16;
/** Amounts, and numbers of orders, customers or invoices. */
const NUMBER = /\d{3}/;
const STRETCH = /[^\s"'<>()[\],;]+/g;
const PHONE = /\+?\d[\d ()/.-]{5,}\d/g;
const PHONE_DIGITS = 7;

/** A text, indexed for comparison with a rationale. */
export class ComparedText {
  readonly runs: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  /** Lower case, separated by single spaces. */
  readonly names: ReadonlySet<string>;
  /** All words, separated by spaces. */
  readonly sequence: string;

  constructor(text: string) {
    const plain = normalised(text);
    const words = plain.match(WORD) ?? [];
    this.runs = new Set(words.flatMap((_, at) => wordRunAt(words, at)));
    const grouped = [...plain.matchAll(GROUPED)].map(([number]) => digitsOf(number));
    this.numbers = new Set([...words.filter((word) => NUMBER.test(word)), ...grouped]);
    const names = text.normalize('NFKC').match(NAME) ?? [];
    this.names = new Set(names.map((name) => name.toLowerCase().replace('-', ' ')));
    this.sequence = words.join(' ');
  }
}

/**
 * Whether a rationale is based on its own ticket only. The model has read the other tickets of the call, and a ticket
 * may have asked it to repeat them. Five words in a row, a number or a name must not come from another ticket;
 * addresses, links and phone numbers must be in the ticket itself.
 */
export function isGroundedInTicket(
  rationale: string,
  text: TicketText,
  others: readonly ComparedText[],
): boolean {
  const ticket = normalised(`${text.title}\n${text.description}`);
  const ticketDigits = digitsOf(ticket);
  const words = normalised(rationale);
  const isForeignContact = (words.match(STRETCH) ?? []).some((stretch) => {
    const value = stretch.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[.:/]{1,9}$/, '');
    return isContact(value) && !ticket.includes(value);
  });
  const isForeignPhone = (words.match(PHONE) ?? []).some((phone) => {
    const digits = digitsOf(phone);
    return digits.length >= PHONE_DIGITS && !ticketDigits.includes(digits);
  });
  const isPacked = (words.match(ENCODED) ?? []).some((stretch) => !ticket.includes(stretch));
  if (isForeignContact || isForeignPhone || isPacked) return false;
  const compared = new ComparedText(rationale);
  const known = new ComparedText(ticket);
  const occurs = (name: string): boolean => ` ${compared.sequence} `.includes(` ${name} `);
  const isForeignName = (name: string): boolean => occurs(name) && !known.sequence.includes(name);
  if (others.some(({ names }) => [...names].some(isForeignName))) return false;
  if (others.some(({ runs }) => containsSquashed(compared.sequence, runs, known.runs))) return false;
  const isFromOthers = (part: 'runs' | 'numbers'): boolean =>
    [...compared[part]].some(
      (each) => !known[part].has(each) && others.some((other) => other[part].has(each)),
    );
  return !isFromOthers('runs') && !isFromOthers('numbers');
}

/** Finds runs written as "p-a-y-r-o-l-l" or reversed. */
function containsSquashed(text: string, runs: ReadonlySet<string>, known: ReadonlySet<string>): boolean {
  const squashed = text.replaceAll(' ', '');
  const both = `${squashed} ${[...squashed].reverse().join('')}`;
  return [...runs].some((run) => {
    const letters = run.replaceAll(' ', '');
    return letters.length >= MIN_SQUASHED_LENGTH && both.includes(letters) && !known.has(run);
  });
}

function wordRunAt(words: readonly string[], at: number): string[] {
  const run = words.slice(at, at + WORD_RUN_LENGTH);
  return run.length === WORD_RUN_LENGTH ? [run.join(' ')] : [];
}

function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** Excludes abbreviations and decimals such as "e.g." and "3.5". */
function isContact(value: string): boolean {
  return /@|:\/\/|^www\.|\.\p{L}{2,}(?:$|[/:?#])/u.test(value);
}
