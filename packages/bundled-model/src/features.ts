/**
 * Extracts the model's features from a ticket's text. Training and the running classifier share this module, so that
 * they extract the same features.
 */
import { type NormalizedText, normalizeTicketText } from './ticket-text.ts';

/** Phrases by concept, such as `outage: ["is down", "not reachable"]`. Part of the model file. */
export type Lexicon = Readonly<Record<string, readonly string[]>>;

/** A passage of the ticket with its features. */
export interface Mention {
  /** As written in the normalized text. The words of a phrase are joined by a single space. */
  text: string;
  /** Position in the normalized text. */
  start: number;
  end: number;
  features: readonly string[];
}

/**
 * Length of each block of features. The first character of a feature is its block: `w` word, `b` pair of words, `c`
 * letters within a word, `k` concept of the lexicon, `s` style. Separate lengths prevent the many letter n-grams from
 * outweighing the few words.
 */
export const BLOCK_SCALE: Readonly<Record<string, number>> = { w: 1, b: 0.6, c: 1, k: 0.7, s: 0.3 };

const MAX_WORD_LENGTH = 30;
const MAX_PHRASE_LENGTH = 4;

/**
 * Words with inner apostrophes and hyphens. Addresses, amounts and numbers come first, because they would be split
 * into words. The part before an @ is bounded and only tried at the start of a run, to avoid quadratic time.
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

/** Grammatical words. Their letters generalize to nothing, and they would be meaningless as evidence. */
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
  /** Normalized form: lower case, singular, contractions resolved, numbers and addresses replaced by their kind. */
  term: string;
  isWord: boolean;
  start: number;
  end: number;
}

/** Normalizes the words of a phrase for a lookup in the lexicon. */
export function foldedWords(text: string): string[] {
  return tokens(text).map((token) => token.term);
}

/** Index from normalized phrases to their concepts. Build it once per model. */
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

/** Normalized words of a text without numbers and addresses. */
export function words({ text }: NormalizedText): string[] {
  return tokens(text).flatMap((token) => (token.isWord ? [token.term] : []));
}

/** Finds the passages of a text, in their order, in linear time. */
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

/** Features of a ticket for training. */
export function featuresOf(
  title: string,
  description: string,
  concepts: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  return distinctFeatures(mentions(normalizeTicketText(title, description), concepts));
}

/**
 * Distinct features of a text. Frequencies are ignored, because they mean little in a ticket and quoted mail repeats
 * text.
 */
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
      // HTTP error statuses are technical terms; other numbers only count as a number.
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

/** S-stemmer: Harman, "How effective is suffixing?" (1991). Removes plural endings only and rarely errs. */
function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word;
  if (word.endsWith('ies') && !/[ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (word.endsWith('es') && !/[aeo]es$/.test(word)) return word.slice(0, -1);
  return /[us]s$/.test(word) ? word : word.slice(0, -1);
}

/** Letter n-grams including the word boundaries: they generalize over typos, inflections and compounds. */
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
