/**
 * Extracts the model's features from a ticket's text. Training and the running classifier share this module, so that
 * they extract the same features.
 */
import { foldLetters, type Gloss, type Glossary, GlossaryIndex } from './glossary.ts';
import type { Language } from './languages.ts';
import { type NormalizedText, normalizeTicketText } from './ticket-text.ts';

/** Phrases by concept, such as `outage: ["is down", "not reachable"]`. Part of the model file. */
export type Lexicon = Readonly<Record<string, readonly string[]>>;

/** What a model knows of words apart from its weights. */
export interface Vocabulary {
  lexicon: Lexicon;
  /** By language; English has none. */
  glossaries: Readonly<Partial<Record<Language, Glossary>>>;
}

/** A passage of the ticket with its features. */
export interface Mention {
  /** As written in the normalized text. The words of a phrase are joined by a single space. */
  text: string;
  /** Position in the normalized text. */
  start: number;
  end: number;
  features: readonly string[];
  /** Whether it has a word that means something by itself, so that it can explain a decision. */
  isEvidence: boolean;
}

/**
 * Length of each block of features. The first character of a feature is its block: `w` word, `b` pair of words, `c`
 * letters within a word, `k` concept of the lexicon, `s` style. In other languages than English these are features of
 * the gloss, and `W`, `B` and `C` are the words, pairs and letters as written, with their language. Separate lengths prevent the many letter n-grams from
 * outweighing the few words.
 */
export const BLOCK_SCALE: Readonly<Record<string, number>> = {
  w: 1,
  b: 0.6,
  c: 1,
  k: 0.7,
  s: 0.3,
  W: 1,
  B: 0.6,
  C: 1,
};

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
  isEvidence: boolean;
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

/** Extracts features with a lexicon and glossaries. Build it once per model. */
export class FeatureExtractor {
  private readonly concepts: ReadonlyMap<string, readonly string[]>;
  private readonly glossaries = new Map<Language, GlossaryIndex>();

  constructor({ lexicon, glossaries }: Vocabulary) {
    this.concepts = lexiconIndex(lexicon);
    for (const [language, glossary] of Object.entries(glossaries))
      this.glossaries.set(language as Language, new GlossaryIndex(glossary, foldedWords));
  }

  /** Features of a ticket for training. */
  featuresOf(title: string, description: string, language: Language | null): Set<string> {
    return distinctFeatures(this.mentions(normalizeTicketText(title, description), language));
  }

  /** Whether the glossary of a language has a folded word. */
  hasGloss(language: Language, word: string): boolean {
    return this.glossaries.get(language)?.find(word) !== undefined;
  }

  /** Finds the passages of a text in linear time. A text in an unknown language is read like English. */
  mentions({ text }: NormalizedText, language: Language | null): Mention[] {
    const glossary = language === null ? undefined : this.glossaries.get(language);
    const found: Mention[] = [];
    if (language !== null && glossary) {
      const native = language === 'ja' ? japaneseTokens(text) : nativeTokens(text, language, glossary);
      addNativeMentions(found, native, language);
      this.addEnglishMentions(found, glossed(text, native, language, glossary));
    } else this.addEnglishMentions(found, tokens(text));
    found.push({ text: '', start: 0, end: 0, features: style(text), isEvidence: false });
    return found;
  }

  private addEnglishMentions(found: Mention[], all: readonly LexicalToken[]): void {
    const known = new Set<string>();
    for (const [at, token] of all.entries()) {
      const { start, end, isEvidence } = token;
      if (!known.has(token.term)) {
        known.add(token.term);
        const spelt = token.isWord && !FUNCTION_WORDS.has(token.term) ? letters('c', token.term) : [];
        found.push({ text: token.surface, start, end, features: [`w${token.term}`, ...spelt], isEvidence });
      }
      const next = all[at + 1];
      if (next) found.push(pair('b', token, next));
      let phrase = '';
      let surface = '';
      let hasEvidence = false;
      let previous: LexicalToken | undefined;
      for (let length = 0; length < MAX_PHRASE_LENGTH && at + length < all.length; length++) {
        const part = all[at + length]!;
        phrase = length === 0 ? part.term : `${phrase} ${part.term}`;
        // The words of a gloss stand for the same passage.
        if (part.start !== previous?.start)
          surface = length === 0 ? part.surface : `${surface} ${part.surface}`;
        previous = part;
        hasEvidence ||= part.isEvidence;
        const names = this.concepts.get(phrase);
        if (names)
          found.push({
            text: surface,
            start,
            end: part.end,
            features: names.map((name) => `k${name}`),
            isEvidence: hasEvidence,
          });
      }
    }
  }
}

function pair(prefix: string, first: LexicalToken, second: LexicalToken): Mention {
  return {
    text: first.start === second.start ? first.surface : `${first.surface} ${second.surface}`,
    start: first.start,
    end: second.end,
    features: [`${prefix}${first.term} ${second.term}`],
    isEvidence: first.isEvidence || second.isEvidence,
  };
}

/**
 * Words and pairs of another language, as `W` and `B`, and letters within words as `C`. The language is part of the
 * feature, because the same word may mean something else elsewhere.
 */
function addNativeMentions(found: Mention[], all: readonly LexicalToken[], language: Language): void {
  const known = new Set<string>();
  for (const [at, token] of all.entries()) {
    const { start, end, surface, term, isEvidence } = token;
    if (!known.has(term)) {
      known.add(term);
      const spelt = !token.isWord
        ? []
        : language === 'ja'
          ? japaneseLetters(term)
          : letters(`C${language}:`, term);
      found.push({ text: surface, start, end, features: [`W${language}:${term}`, ...spelt], isEvidence });
    }
    const next = all[at + 1];
    if (next) found.push(pair(`B${language}:`, token, next));
  }
}
/** Words of a text in Latin script, with elided articles and the parts of hyphenated words apart. */
function nativeTokens(text: string, language: Language, glossary: GlossaryIndex): LexicalToken[] {
  const word = (surface: string, start: number): LexicalToken => {
    const term = foldLetters(surface).slice(0, MAX_WORD_LENGTH);
    const isEvidence = !isFunctionWord(term, surface, glossary);
    return {
      surface: surface.slice(0, MAX_WORD_LENGTH),
      term,
      isWord: true,
      isEvidence,
      start,
      end: start + surface.length,
    };
  };
  return tokens(text).flatMap((token) => {
    if (!token.isWord) return token;
    const surface = text.slice(token.start, token.end);
    if (!/['’-]/.test(surface) || glossary.find(foldLetters(surface))) return word(surface, token.start);
    // Endings follow the apostrophe in Turkish and Polish, nouns in French and Italian.
    if (language === 'tr' || language === 'pl') {
      const stem = word(surface.replace(/['’].*$/, ''), token.start);
      return { ...stem, surface: token.surface, end: token.end };
    }
    return [...surface.matchAll(/[^'’-]+/g)].map(({ 0: part, index }) => word(part, token.start + index));
  });
}

/** Words whose gloss is grammatical, and short words without a gloss unless they are abbreviations. */
function isFunctionWord(term: string, surface: string, glossary: GlossaryIndex): boolean {
  const gloss = glossary.find(term);
  if (gloss) return gloss.every((english) => FUNCTION_WORDS.has(english));
  return term.length < 4 && surface !== surface.toUpperCase();
}

const JAPANESE_RUN =
  /[\p{Script=Han}々]+|[\p{Script=Katakana}ー]+|\p{Script=Hiragana}+|[^\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}々ー]+/gu;

/** Runs of one script: a change of script is the best sign of a word's end without a dictionary. */
function japaneseTokens(text: string): LexicalToken[] {
  return tokens(text).flatMap((token) =>
    token.isWord
      ? [...text.slice(token.start, token.end).matchAll(JAPANESE_RUN)].map(({ 0: run, index }) => ({
          surface: run.slice(0, MAX_WORD_LENGTH),
          term: run.toLowerCase().slice(0, MAX_WORD_LENGTH),
          isWord: true,
          // Grammar is written in hiragana.
          isEvidence: run.length > 1 && !/^\p{Script=Hiragana}+$/u.test(run),
          start: token.start + index,
          end: token.start + index + run.length,
        }))
      : token,
  );
}

function japaneseLetters(run: string): string[] {
  const grams: string[] = [];
  for (let length = 1; length <= 4; length++)
    for (let at = 0; at + length <= run.length; at++) grams.push(`Cja:${run.slice(at, at + length)}`);
  return grams;
}

/** English tokens in place of a text's words. */
function glossed(
  text: string,
  native: readonly LexicalToken[],
  language: Language,
  glossary: GlossaryIndex,
): LexicalToken[] {
  const result: LexicalToken[] = [];
  const add = (glosses: readonly Gloss[]) => {
    for (const { start, end, terms } of glosses) {
      const surface = text.slice(start, end);
      const isEvidence = terms.some((term) => /\p{L}/u.test(term) && !FUNCTION_WORDS.has(term));
      for (const term of terms)
        result.push({ surface, term, isWord: !term.startsWith('#'), isEvidence, start, end });
    }
  };
  if (language === 'ja') {
    for (const token of tokens(text)) {
      if (!token.isWord) result.push(token);
      else add(glossary.glossRun(text.slice(token.start, token.end).toLowerCase(), token.start));
    }
    return result;
  }
  const compounds = language === 'de' || language === 'nl';
  let words: LexicalToken[] = [];
  for (const token of [...native, null]) {
    if (token?.isWord) words.push(token);
    else {
      add(glossary.glossWords(words, compounds));
      words = [];
      if (token) result.push(token);
    }
  }
  return result;
}

/** Whether a feature is a word, a pair or a concept, by which tickets can be compared. Japanese has letters for words. */
export function isComparedTerm(feature: string): boolean {
  return /^[wbkWB]|^Cja:../.test(feature);
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
      const term = foldWord(surface);
      read.push({
        surface: surface.slice(0, MAX_WORD_LENGTH),
        term,
        isWord: true,
        isEvidence: !FUNCTION_WORDS.has(term),
        ...place,
      });
    } else if (groups?.['number'] !== undefined) {
      // HTTP error statuses are technical terms; other numbers only count as a number.
      const status = /^[45]\d\d$/.test(surface);
      read.push({ surface, term: status ? surface : '#number', isWord: false, isEvidence: false, ...place });
    } else {
      const kind =
        groups?.['url'] !== undefined ? '#url' : groups?.['mail'] !== undefined ? '#mail' : '#money';
      read.push({
        surface: surface.slice(0, MAX_WORD_LENGTH),
        term: kind,
        isWord: false,
        isEvidence: false,
        ...place,
      });
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
function letters(prefix: string, word: string): string[] {
  const edged = `^${word}$`;
  const grams: string[] = [];
  for (let length = 3; length <= 5; length++) {
    for (let at = 0; at + length <= edged.length; at++)
      grams.push(`${prefix}${edged.slice(at, at + length)}`);
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
