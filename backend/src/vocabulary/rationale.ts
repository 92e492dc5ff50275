/**
 * Rationales that the service itself gives. They are stored as English text and returned with a code and parameters, so
 * that clients can translate them. Rationales of remote models have no code.
 */
import type { Category } from './category.js';
import type { Priority } from './priority.js';

export const RATIONALE_CODES = [
  'words',
  'tie',
  'no_known_word',
  'foreign_language',
  'withheld',
  'no_model',
  'topic',
] as const;
export type RationaleCode = (typeof RATIONALE_CODES)[number];

export interface RationaleTerms {
  category?: Category;
  priority?: Priority;
  /** Words of the ticket that indicate the category. */
  category_words?: string[];
  /** Words of the ticket that indicate the priority. */
  priority_words?: string[];
  /** The equally likely categories of a tie. */
  categories?: Category[];
  /** For `topic`: the name of the topic. */
  topic?: string;
}

export const NO_KNOWN_WORD = 'The bundled model doesn’t know any word of this ticket.';
export const FOREIGN_LANGUAGE = 'The bundled model was not trained on the language of this ticket.';
/** Replaces a rationale that refers to something outside its ticket. */
export const RATIONALE_WITHHELD =
  'Rationale withheld: it refers to another ticket or to a contact that is not in this one.';
export const NO_MODEL = 'No model was available. Review this ticket manually.';

/** Includes the texts of earlier versions, which are stored with their tickets. */
const FIXED: Readonly<Record<string, RationaleCode>> = {
  [NO_KNOWN_WORD]: 'no_known_word',
  'No word of this ticket is known to the local model.': 'no_known_word',
  [FOREIGN_LANGUAGE]: 'foreign_language',
  'The bundled model only supports English.': 'foreign_language',
  'This ticket does not seem to be in English, which is all that the local model reads.': 'foreign_language',
  [RATIONALE_WITHHELD]: 'withheld',
  'The rationale was withheld: it repeats another ticket, or names a contact that is not in this one.':
    'withheld',
  [NO_MODEL]: 'no_model',
  'No model could answer; a person should look.': 'no_model',
};

export function formatTieRationale(first: string, second: string): string {
  return `No clear signal: ${capitalized(first)} and ${capitalized(second)} are about equally likely.`;
}

/** Names may contain quotation marks. */
export function formatTopicRationale(category: string, topic: string): string {
  return `Resembles your team’s decisions on the topic “${topic}” in ${capitalized(category)}.`;
}

/** Words must not contain quotation marks. */
export function formatWordsRationale(
  category: string,
  categoryWords: readonly string[],
  priority: string,
  priorityWords: readonly string[],
): string {
  const quoted = (words: readonly string[]) => words.map((word) => `“${word}”`).join(', ');
  const forCategory = categoryWords.length > 0 ? quoted(categoryWords) : 'no clear signal';
  const forPriority = priorityWords.length > 0 ? quoted(priorityWords) : 'usual for this category';
  return `Category: ${capitalized(category)} – ${forCategory}. Priority: ${capitalized(priority)} – ${forPriority}.`;
}

function capitalized(value: string): string {
  return value.charAt(0).toUpperCase() + value.slice(1);
}

const WORDS =
  /^Category: (?<category>\w+) – (?:(?<categoryWords>“[^“”]+”(?:, “[^“”]+”)*)|no clear signal)\. Priority: (?<priority>\w+) – (?:(?<priorityWords>“[^“”]+”(?:, “[^“”]+”)*)|usual for this category)\.$/;
const TIE = /^No clear signal: (\w+) and (\w+) are about equally likely\.$/;

const TOPIC = /^Resembles your team’s decisions on the topic “(.+)” in (\w+)\.$/u;

/** Texts of earlier versions. */
const EARLIER_WORDS =
  /^(?:Words such as (?<categoryWords>"[^"]+"(?:, "[^"]+")*) point to|No single word stands out for) (?<category>\w+); (?:(?<priorityWords>"[^"]+"(?:, "[^"]+")*) to (?<priority>\w+)|(?<usual>\w+) is the usual priority of such a ticket)\.$/;
const EARLIER_TIE = /^The local model can't tell: (\w+) and (\w+) are about as likely\.$/;

/** Null for a text that the service did not generate. */
export function parseRationale(text: string | null): { code: RationaleCode; params: RationaleTerms } | null {
  if (text === null) return null;
  const fixed = FIXED[text];
  if (fixed) return { code: fixed, params: {} };
  const tie = (TIE.exec(text) ?? EARLIER_TIE.exec(text))?.slice(1);
  if (tie) return { code: 'tie', params: { categories: tie.map((each) => each.toLowerCase() as Category) } };
  const [, topic, category] = TOPIC.exec(text) ?? [];
  if (topic && category)
    return { code: 'topic', params: { topic, category: category.toLowerCase() as Category } };
  const groups = (WORDS.exec(text) ?? EARLIER_WORDS.exec(text))?.groups;
  if (!groups) return null;
  const unquoted = (words: string | undefined) => words?.slice(1, -1).split(/[”"], [“"]/) ?? [];
  return {
    code: 'words',
    params: {
      category: groups['category']?.toLowerCase() as Category,
      priority: (groups['priority'] ?? groups['usual'])?.toLowerCase() as Priority,
      category_words: unquoted(groups['categoryWords']),
      priority_words: unquoted(groups['priorityWords']),
    },
  };
}
