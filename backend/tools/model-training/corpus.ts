import { readdirSync, readFileSync } from 'node:fs';
import {
  FeatureExtractor,
  type Glossary,
  type Language,
  LANGUAGES,
  type Lexicon,
  type Vocabulary,
} from '@ticketiq/bundled-model';
import { CATEGORIES } from '#src/vocabulary/category.js';
import { PRIORITIES } from '#src/vocabulary/priority.js';

/** A labelled ticket with its features. */
export interface Row {
  text: string;
  language: Language;
  features: ReadonlySet<string>;
  category: number;
  priority: number;
  /** Whether it is of the short texts, which are always trained on. */
  isShort: boolean;
  /** Fold in which the row is left out for evaluation and calibration; null for short texts. */
  fold: number | null;
}

interface Line {
  title: string;
  description: string;
  category: string;
  priority: string;
  trade?: string;
}

export const FOLDS = 3;
/** Blocks of neighboring rows. Files of different languages tell the same incident in the same block, if at all. */
const BLOCKS = 15;

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8').trim();

/** The lexicon and the glossaries of this folder. */
export function readVocabulary(): Vocabulary {
  const glossary = (language: Language): Glossary => read(`./glossaries/${language}.txt`).split('\n');
  return {
    lexicon: JSON.parse(read('./lexicon.json')) as Lexicon,
    glossaries: Object.fromEntries(
      LANGUAGES.filter((language) => language !== 'en').map((language) => [language, glossary(language)]),
    ),
  };
}

/** All rows of `texts/`, by file and line. */
export function readCorpus(vocabulary: Vocabulary): Row[] {
  const extractor = new FeatureExtractor(vocabulary);
  return readdirSync(new URL('./texts', import.meta.url))
    .sort()
    .flatMap((file) => {
      const language = LANGUAGES.find((each) => file.startsWith(`${each}.`))!;
      const lines = readLines(`./texts/${file}`);
      const folds = foldsOf(file, lines);
      return lines.map((line, at) => toRow(line, language, extractor, folds[at]!));
    });
}

export function readLines(path: string): Line[] {
  return read(path)
    .split('\n')
    .map((json) => JSON.parse(json) as Line);
}

function toRow(line: Line, language: Language, extractor: FeatureExtractor, fold: number | null): Row {
  return {
    text: `${line.title}\n${line.description}`,
    language,
    features: extractor.featuresOf(line.title, line.description, language),
    category: indexIn(CATEGORIES, line.category),
    priority: indexIn(PRIORITIES, line.priority),
    isShort: fold === null,
    fold,
  };
}

/** Short texts are similar in all languages, so they would flatter the evaluation. */
function foldsOf(file: string, lines: readonly Line[]): (number | null)[] {
  if (file.includes('.short.')) return lines.map(() => null);
  if (file.includes('.everyday.'))
    return lines.map((_, at) => Math.floor((at * BLOCKS) / lines.length) % FOLDS);
  const trades = foldsOfTrades(lines);
  return lines.map(({ trade }) => trades.get(trade!)!);
}

/** Assigns each trade to one fold, the largest first, to the fold with the fewest rows. */
function foldsOfTrades(lines: readonly Line[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { trade } of lines) sizes.set(trade!, (sizes.get(trade!) ?? 0) + 1);
  const totals = new Array<number>(FOLDS).fill(0);
  const folds = new Map<string, number>();
  for (const [trade, size] of [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const emptiest = totals.indexOf(Math.min(...totals));
    folds.set(trade, emptiest);
    totals[emptiest]! += size;
  }
  return folds;
}

function indexIn(values: readonly string[], value: string): number {
  const index = values.indexOf(value);
  if (index < 0) throw new Error(`"${value}" is none of ${values.join(', ')}`);
  return index;
}
