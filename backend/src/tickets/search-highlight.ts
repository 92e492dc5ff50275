import { mergeHits, type HitRange } from './search-excerpt.js';

/** Consecutive words to highlight in a text, normalized by {@link foldWord}. */
export interface SearchedWords {
  words: string[];
  unfinished: boolean;
}

export interface TextWord {
  text: string;
  from: number;
  to: number;
}

const anyOf = (...ranges: string[]): string => `[${ranges.join('')}]`;
const ACCENTS = new RegExp(
  `${anyOf(
    '\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640',
    '\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u1ab0-\\u1aff\\u1dc0-\\u1dff',
    '\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\u{e0100}-\\u{e01ef}',
  )}+`,
  'gu',
);
const UNSPACED_RANGES =
  '\\u0e01-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3038-\\u31ff' +
  '\\u3400-\\u4dbf\\u4e00-\\ua4cf\\uac00-\\ud7ff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
const UNSPACED = new RegExp(`[${UNSPACED_RANGES}]`, 'v');
const SPACED_RUN = new RegExp(
  `[[\\p{L}\\p{M}\\p{N}]--[\u02bb\u02bc${UNSPACED_RANGES}]]+|[${UNSPACED_RANGES}]`,
  'gv',
);
const JOINER = /^[-'’‘ʼ‐‑\u00ad\u200b-\u200d]$/;

const FOLDED: Readonly<Record<string, string>> = {
  ...{ ς: 'σ', ı: 'i', ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' },
};
const EXPANDED_LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** Normalizes a word like the database function `search_text`. */
export function foldWord(word: string): string {
  if (isPlain(word)) return word.toLowerCase();
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(/[ςıłøđðħŧßæœþ]/g, (letter) => FOLDED[letter]!);
}

function isPlain(word: string): boolean {
  return /^[\x20-\x7e]*$/.test(word);
}

/** Splits a text into words with their offsets, like the index (see the migration). */
export function splitWords(text: string): TextWord[] {
  const tokens = [...text.matchAll(SPACED_RUN)].flatMap(({ 0: run, index: from }): TextWord[] => {
    const position = { from, to: from + run.length };
    const word = foldWord(run);
    if (isPlain(run) || !UNSPACED.test(run)) return word ? [{ text: word, ...position }] : [];
    // One character may be normalized to two, as in Thai.
    return [...word].map((letter) => ({ text: letter, ...position }));
  });
  return tokens.map((token, i) => {
    const next = tokens[i + 1];
    const isContinued =
      next && next.from <= token.to && UNSPACED.test(token.text) && UNSPACED.test(next.text);
    return isContinued ? { text: token.text + next.text, from: token.from, to: next.to } : token;
  });
}

function joinCompounds(text: string, words: TextWord[]): TextWord[] {
  const compounds: TextWord[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const compound = { ...words[i]! };
    while (words[i + 1] && JOINER.test(text.slice(words[i]!.to, words[i + 1]!.from))) {
      i += 1;
      compound.text += words[i]!.text;
      compound.to = words[i]!.to;
    }
    if (compound.text !== words[i]!.text) compounds.push(compound);
  }
  return compounds;
}

function expandUmlauts(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüåø]/g, (letter) => EXPANDED_LETTERS[letter]!);
}

/** Alternative transliterations, such as "Aangstroem" and "Angstroem" for "Ångström". */
function otherSpellings(text: string): string[] {
  const composed = text.normalize('NFC').toLowerCase();
  if (!/[äöüåø]/.test(composed)) return [];
  return [composed, ...(composed.includes('å') ? [composed.replaceAll('å', 'a')] : [])].map(expandUmlauts);
}

/** The spellings of a search text: as typed, with compounds joined, and with umlauts transliterated. */
export function parseSearchedWords(text: string, unfinished: boolean): SearchedWords[] {
  const words = splitWords(text);
  const last = words.at(-1);
  // The last character of a run without spaces is not matched by itself, since the text may continue.
  if (last && words.length > 1 && UNSPACED.test(last.text) && words.at(-2)!.to === last.to) words.pop();
  const compounds = joinCompounds(text, words);
  const spellings = [
    words,
    ...(compounds.length === 1 && words[0]!.from === compounds[0]!.from && last!.to === compounds[0]!.to
      ? [compounds]
      : []),
    ...otherSpellings(text).map(splitWords),
  ];
  return spellings
    .filter((spelling) => spelling.length > 0)
    .map((spelling) => ({ words: spelling.map(({ text }) => text), unfinished }));
}

/** A text to highlight, split into words once for all search terms. */
export class HighlightedText {
  private readonly words: TextWord[];
  private readonly others: TextWord[];

  constructor(text: string) {
    this.words = splitWords(text);
    const spelled = /[äöüåø]/i.test(text.normalize('NFC'))
      ? this.words.flatMap(({ from, to }) =>
          otherSpellings(text.slice(from, to)).map((other) => ({ text: foldWord(other), from, to })),
        )
      : [];
    this.others = [...joinCompounds(text, this.words), ...spelled];
  }

  /** Words whose stems are needed to compare them with the search terms. */
  candidates(initials: Set<string>): string[] {
    return this.words.map(({ text }) => text).filter((word) => initials.has(word[0]!));
  }

  hits(terms: SearchedWords[], stems: ReadonlyMap<string, string>): HitRange[] {
    const hits: HitRange[] = [];
    for (const { words, unfinished } of terms) {
      const matches = (word: string, i: number): boolean =>
        word === words[i] ||
        (i === 0 && matchesNumber(word, words[0]!, unfinished && words.length === 1)) ||
        (i === words.length - 1 && isBeginning(words[i]!, unfinished) && word.startsWith(words[i]!)) ||
        (stems.get(word) !== undefined && stems.get(word) === stems.get(words[i]!));
      for (let at = 0; at + words.length <= this.words.length; at += 1) {
        if (!words.every((_, i) => matches(this.words[at + i]!.text, i))) continue;
        for (const [i, wanted] of words.entries()) {
          const { from, to } = this.words[at + i]!;
          hits.push([from, isCharacter(wanted) ? from + wanted.length : to]);
        }
      }
      if (words.length > 1) continue;
      for (const { text, from, to } of this.others) if (matches(text, 0)) hits.push([from, to]);
    }
    return mergeHits(hits);
  }
}

/** Whether the word is letters followed by the searched number, as in "v2" and "AB99817". */
function matchesNumber(word: string, searched: string, unfinished: boolean): boolean {
  const number = /^\p{L}{1,5}(\d+)$/u.exec(word)?.[1];
  return number !== undefined && (unfinished ? number.startsWith(searched) : number === searched);
}

function isBeginning(word: string, unfinished: boolean): boolean {
  return unfinished || isCharacter(word);
}

function isCharacter(word: string): boolean {
  return word.length <= 2 && [...word].length === 1 && UNSPACED.test(word);
}
