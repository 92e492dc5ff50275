/**
 * The reasons that the service itself gives: stored as an English text, and told as a code with parameters, too, for
 * clients that speak another language. What a remote model wrote has no code. Only erasable types: training runs this.
 */
import type { Category, Priority } from '../vocabulary/index.js';

export const RATIONALE_CODES = [
  'words',
  'tie',
  'no_known_word',
  'foreign_language',
  'withheld',
  'no_model',
] as const;
export type RationaleCode = (typeof RATIONALE_CODES)[number];

export interface RationaleTerms {
  category?: Category;
  priority?: Priority;
  /** Words of the ticket that point to the category. */
  category_words?: string[];
  /** Words of the ticket that point to the priority. */
  priority_words?: string[];
  /** Of a tie. */
  categories?: Category[];
}

export const NO_KNOWN_WORD = 'No word of this ticket is known to the local model.';
export const FOREIGN_LANGUAGE =
  'This ticket does not seem to be in English, which is all that the local model reads.';
/** Takes the place of a rationale that speaks of more than its ticket. */
export const RATIONALE_WITHHELD =
  'The rationale was withheld: it repeats another ticket, or names a contact that is not in this one.';
export const NO_MODEL = 'No model could answer; a person should look.';

const FIXED: Readonly<Record<string, RationaleCode>> = {
  [NO_KNOWN_WORD]: 'no_known_word',
  [FOREIGN_LANGUAGE]: 'foreign_language',
  [RATIONALE_WITHHELD]: 'withheld',
  [NO_MODEL]: 'no_model',
};

export function tieRationale(first: string, second: string): string {
  return `The local model can't tell: ${first} and ${second} are about as likely.`;
}

/** The words have no quotation marks in them. */
export function wordsRationale(
  category: string,
  categoryWords: readonly string[],
  priority: string,
  priorityWords: readonly string[],
): string {
  const quoted = (words: readonly string[]) => words.map((word) => `"${word}"`).join(', ');
  const first =
    categoryWords.length > 0
      ? `Words such as ${quoted(categoryWords)} point to ${category}`
      : `No single word stands out for ${category}`;
  return priorityWords.length > 0
    ? `${first}; ${quoted(priorityWords)} to ${priority}.`
    : `${first}; ${priority} is the usual priority of such a ticket.`;
}

const WORDS =
  /^(?:Words such as (?<categoryWords>"[^"]+"(?:, "[^"]+")*) point to|No single word stands out for) (?<category>\w+); (?:(?<priorityWords>"[^"]+"(?:, "[^"]+")*) to (?<priority>\w+)|(?<usual>\w+) is the usual priority of such a ticket)\.$/;
const TIE = /^The local model can't tell: (\w+) and (\w+) are about as likely\.$/;

/** Null for what the service did not word itself. */
export function codedRationale(text: string | null): { code: RationaleCode; params: RationaleTerms } | null {
  if (text === null) return null;
  const fixed = FIXED[text];
  if (fixed) return { code: fixed, params: {} };
  const tie = TIE.exec(text);
  if (tie) return { code: 'tie', params: { categories: [tie[1], tie[2]] as Category[] } };
  const found = WORDS.exec(text)?.groups;
  if (!found) return null;
  const unquoted = (words: string | undefined) => words?.slice(1, -1).split('", "') ?? [];
  return {
    code: 'words',
    params: {
      category: found['category'] as Category,
      priority: (found['priority'] ?? found['usual']) as Priority,
      category_words: unquoted(found['categoryWords']),
      priority_words: unquoted(found['priorityWords']),
    },
  };
}
