/**
 * From a ticket's text to what the local model counts. Training and the running classifier share this module,
 * so that a word is never read in two ways. Only erasable types, and imports by the real name: Node.js runs it as it is.
 */
import { type NormalizedText, normalizeTicketText } from './ticket-text.ts';

/** Terms of the field by concept, e.g. `outage: ["is down", "not reachable"]`. The model file carries its own. */
export type Lexicon = Readonly<Record<string, readonly string[]>>;

/** A stretch of the ticket and the features that it gave rise to. */
export interface Mention {
  /** As it stands in the reading; of a phrase, its words joined by one space. */
  text: string;
  /** Where it stands in the reading. */
  start: number;
  end: number;
  features: readonly string[];
}

/**
 * Features come in blocks, by their first character: `w` word, `b` pair of words, `c` letters inside a word,
 * `k` concept of the lexicon, `s` style. Each block is scaled to a length of its own, so that the many letter
 * n-grams do not drown the few words.
 */
export const BLOCK_SCALE: Readonly<Record<string, number>> = { w: 1, b: 0.6, c: 1, k: 0.7, s: 0.3 };

const MAX_WORD_LENGTH = 30;
const MAX_PHRASE_LENGTH = 4;

/**
 * Words, with inner apostrophes and hyphens; addresses, amounts and numbers first, as they would fall apart.
 * What stands before an @ is bounded and tried once a run: a long text without any must not take quadratic time.
 */
const TOKEN =
  /(?<url>https?:\/\/\S+|www\.\S+)|(?<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63})|(?<money>[$€£¥₹]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥₹]|(?:usd|eur|gbp|dollars?|euros?|pounds?)\b))|(?<number>\d[\d.,:/-]*)|(?<word>\p{L}[\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}]+)*)/giu;

const CONTRACTIONS: Readonly<Record<string, string>> = {
  "can't": 'cannot',
  cant: 'cannot',
  "won't": 'willnot',
  wont: 'willnot',
  dont: 'not',
  doesnt: 'not',
  didnt: 'not',
  isnt: 'not',
  wasnt: 'not',
  havent: 'not',
  hasnt: 'not',
  couldnt: 'not',
  wouldnt: 'not',
};

/** Words of grammar: their letters bridge nothing, and as a reason for anything they would puzzle the reader. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after all also am an and any anyone are as at be because been before being but by could did do ' +
    'does done for from get go got had has have having he her here him his how i if in into is it its just ' +
    'last let like made make may me more most much my need no not now of off on one only or other our out over ' +
    'own please put said same say see she should since so some such than that the their them then there these ' +
    'they thing this those through to too two under until up us very via was way we well went were what when ' +
    'where which while who whom why will with would yes yet you your'
  ).split(' '),
);

interface LexicalToken {
  surface: string;
  /** Folded to what is counted: lower case, singular, contractions resolved, numbers by kind. */
  term: string;
  isWord: boolean;
  start: number;
  end: number;
}

/** The folded words of a phrase, as the lexicon is matched. */
export function foldedWords(text: string): string[] {
  return tokens(text).map((token) => token.term);
}

/** Index from a folded phrase to the concepts that it stands for. Build it once for each model. */
export function lexiconIndex(lexicon: Lexicon): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const [concept, phrases] of Object.entries(lexicon)) {
    for (const phrase of phrases) {
      const key = foldedWords(phrase).join(' ');
      const concepts = index.get(key) ?? [];
      if (!concepts.includes(concept)) concepts.push(concept);
      index.set(key, concepts);
    }
  }
  return index;
}

/** The words of a text in lower case and as they are counted, numbers and addresses aside. */
export function words({ text }: NormalizedText): string[] {
  return tokens(text).flatMap((token) => (token.isWord ? [token.term] : []));
}

/** Linear in the length of the text, which was cut when it was read. Order follows the text. */
export function mentions(
  { text }: NormalizedText,
  concepts: ReadonlyMap<string, readonly string[]>,
): Mention[] {
  const found: Mention[] = [];
  const known = new Set<string>();
  const all = tokens(text);
  for (const [at, token] of all.entries()) {
    const { start, end } = token;
    if (!known.has(token.term)) {
      known.add(token.term);
      const spelt = token.isWord && !FUNCTION_WORDS.has(token.term) ? letters(token.term) : [];
      found.push({ text: token.surface, start, end, features: [`w${token.term}`, ...spelt] });
    }
    const next = all[at + 1];
    if (next) {
      const pair = `${token.surface} ${next.surface}`;
      found.push({ text: pair, start, end: next.end, features: [`b${token.term} ${next.term}`] });
    }
    let phrase = '';
    let surface = '';
    for (let length = 0; length < MAX_PHRASE_LENGTH && at + length < all.length; length++) {
      const part = all[at + length]!;
      phrase = length === 0 ? part.term : `${phrase} ${part.term}`;
      surface = length === 0 ? part.surface : `${surface} ${part.surface}`;
      const names = concepts.get(phrase);
      if (names)
        found.push({ text: surface, start, end: part.end, features: names.map((name) => `k${name}`) });
    }
  }
  found.push({ text: '', start: 0, end: 0, features: style(text) });
  return found;
}

/** What training counts of a ticket. */
export function featuresOf(
  title: string,
  description: string,
  concepts: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  return distinctFeatures(mentions(normalizeTicketText(title, description), concepts));
}

/** The distinct features of a text. How often one occurs says little in a ticket, and quoted mail repeats. */
export function distinctFeatures(found: readonly Mention[]): Set<string> {
  const distinct = new Set<string>();
  for (const mention of found) for (const feature of mention.features) distinct.add(feature);
  return distinct;
}

function tokens(text: string): LexicalToken[] {
  const read: LexicalToken[] = [];
  for (const { 0: surface, index, groups } of text.matchAll(TOKEN)) {
    const place = { start: index, end: index + surface.length };
    if (groups?.['word'] !== undefined) {
      read.push({
        surface: surface.slice(0, MAX_WORD_LENGTH),
        term: foldWord(surface),
        isWord: true,
        ...place,
      });
    } else if (groups?.['number'] !== undefined) {
      // An HTTP status is a word of the trade; other numbers are only numbers.
      const status = /^[45]\d\d$/.test(surface);
      read.push({ surface, term: status ? surface : '#number', isWord: false, ...place });
    } else {
      const kind =
        groups?.['url'] !== undefined ? '#url' : groups?.['mail'] !== undefined ? '#mail' : '#money';
      read.push({ surface: surface.slice(0, MAX_WORD_LENGTH), term: kind, isWord: false, ...place });
    }
  }
  return read;
}

function foldWord(surface: string): string {
  const lower = surface.toLowerCase().replaceAll('’', "'").slice(0, MAX_WORD_LENGTH);
  const resolved = CONTRACTIONS[lower];
  if (resolved !== undefined && Object.hasOwn(CONTRACTIONS, lower)) return resolved;
  if (lower.endsWith("n't")) return 'not';
  return singular(lower.replace(/'\w+$/, ''));
}

/** The S-stemmer of Harman, "How effective is suffixing?" (1991): plurals only, hardly ever wrong. */
function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word;
  if (word.endsWith('ies') && !/[ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (word.endsWith('es') && !/[aeo]es$/.test(word)) return word.slice(0, -1);
  return /[us]s$/.test(word) ? word : word.slice(0, -1);
}

/** Letter n-grams within the word's edges: they bridge typos, endings and compounds. */
function letters(word: string): string[] {
  const edged = `^${word}$`;
  const grams: string[] = [];
  for (let length = 3; length <= 5; length++) {
    for (let at = 0; at + length <= edged.length; at++) grams.push(`c${edged.slice(at, at + length)}`);
  }
  return grams;
}

function style(text: string): string[] {
  const marks: string[] = [];
  if (text.includes('?')) marks.push('squestion');
  if (/!!/.test(text)) marks.push('sexclaims');
  if ((text.match(/\p{Lu}{4,}/gu)?.length ?? 0) >= 3) marks.push('sshouts');
  if (text.length < 60) marks.push('sshort');
  if (text.length > 600) marks.push('slong');
  return marks;
}
