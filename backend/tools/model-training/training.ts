import {
  BLOCK_SCALE,
  type FeatureVector,
  fit,
  languageFeatures,
  type LanguageWeights,
  LATIN_LANGUAGES,
  type LinearHead,
  roundToThousandths,
  scores,
  vectorize,
} from '@ticketiq/bundled-model';
import { CATEGORIES } from '#src/vocabulary/category.js';
import { PRIORITIES } from '#src/vocabulary/priority.js';
import type { Row } from './corpus.ts';

/** Chosen by folds, see README.md. */
const PENALTY = 0.12;
const ITERATIONS = 60;
/** Short texts state one thing plainly. They count more, because most tickets are like them. */
const SHORT_WEIGHT = 2;
/** Minimum number of rows with a feature. */
const MIN_ROWS = 2;
/** Letters whose weights differ by less than this between all classes are omitted, to reduce the file size. */
const FAINT = 110;

export type Target = 'category' | 'priority';

export interface TrainedHeads {
  features: string[];
  category: LinearHead;
  priority: LinearHead;
}

/** Trains both heads with temperature 1. Deterministic for the same rows in the same order. */
export function train(rows: readonly Row[]): TrainedHeads {
  const features = frequentFeatures(rows);
  const indexes = new Map(features.map((feature, index) => [feature, index]));
  const vectors = rows.map((row) => vectorize(knownIndexes(row, indexes), features, BLOCK_SCALE));
  return pruned({
    features,
    category: head('category', rows, vectors, features.length),
    priority: head('priority', rows, vectors, features.length),
  });
}

/** Scores with temperature 1, to which a temperature can be fitted. */
export function logits(model: TrainedHeads, rows: readonly Row[], target: Target): number[][] {
  const indexes = new Map(model.features.map((feature, index) => [feature, index]));
  return rows.map((row) =>
    scores(model[target], vectorize(knownIndexes(row, indexes), model.features, BLOCK_SCALE)),
  );
}

function knownIndexes(row: Row, indexes: ReadonlyMap<string, number>): Set<number> {
  return new Set([...row.features].flatMap((feature) => indexes.get(feature) ?? []));
}

function frequentFeatures(rows: readonly Row[]): string[] {
  const counts = new Map<string, number>();
  for (const row of rows)
    for (const feature of row.features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  // Sorted by code unit instead of locale, so that the file is the same on all machines.
  return [...counts].flatMap(([feature, count]) => (count >= MIN_ROWS ? [feature] : [])).sort();
}

function head(
  target: Target,
  rows: readonly Row[],
  vectors: readonly FeatureVector[],
  features: number,
): LinearHead {
  const classes = target === 'category' ? CATEGORIES : PRIORITIES;
  const examples = rows.map((row, at) => ({
    vector: vectors[at]!,
    label: row[target],
    weight: row.isShort ? SHORT_WEIGHT : 1,
  }));
  const { bias, weights } = fit(examples, {
    features,
    classes: classes.length,
    penalty: PENALTY,
    iterations: ITERATIONS,
  });
  return {
    classes,
    bias: bias.map(roundToThousandths),
    weights: weights.map(roundToThousandths),
    temperature: 1,
  };
}

function pruned(model: TrainedHeads): TrainedHeads {
  const spread = (weights: readonly number[], index: number) => {
    const row = weights.slice(index * 4, index * 4 + 4);
    return Math.max(...row) - Math.min(...row);
  };
  const kept = model.features.flatMap((feature, index) =>
    /^[cC]/.test(feature) &&
    spread(model.category.weights, index) < FAINT &&
    spread(model.priority.weights, index) < FAINT
      ? []
      : [index],
  );
  const rowsOf = (part: LinearHead): LinearHead => ({
    ...part,
    weights: kept.flatMap((index) => part.weights.slice(index * 4, index * 4 + 4)),
  });
  return {
    features: kept.map((index) => model.features[index]!),
    category: rowsOf(model.category),
    priority: rowsOf(model.priority),
  };
}

/** A feature of the language must occur this often. */
const MIN_OCCURRENCES = 20;
/** Additive smoothing. */
const SMOOTHING = 0.5;
/** Features that tell two languages apart by less than this, in hundredths, are omitted. */
const MIN_EVIDENCE = 250;

/** Naive Bayes weights, less their mean over the languages. */
export function trainLanguages(rows: readonly Row[]): LanguageWeights {
  const counts = new Map<string, number[]>();
  const totals = new Array<number>(LATIN_LANGUAGES.length).fill(0);
  for (const { language, text } of rows) {
    const k = LATIN_LANGUAGES.indexOf(language);
    if (k < 0) continue;
    for (const feature of languageFeatures(text)) {
      const row = counts.get(feature) ?? new Array<number>(LATIN_LANGUAGES.length).fill(0);
      counts.set(feature, row);
      row[k]!++;
      totals[k]!++;
    }
  }
  const size = counts.size;
  const features: string[] = [];
  const weights: number[] = [];
  for (const [feature, row] of [...counts].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    if (row.reduce((sum, count) => sum + count, 0) < MIN_OCCURRENCES) continue;
    const logs = row.map((count, k) => Math.log((count + SMOOTHING) / (totals[k]! + SMOOTHING * size)));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const evidence = logs.map((log) => Math.round(100 * (log - mean)) + 0);
    if (Math.max(...evidence) - Math.min(...evidence) < MIN_EVIDENCE) continue;
    features.push(feature);
    weights.push(...evidence);
  }
  return { features, weights };
}
