import {
  BLOCK_SCALE,
  type FeatureVector,
  fit,
  type Lexicon,
  type LinearHead,
  type LinearModelFile,
  roundToThousandths,
  scores,
  softmax,
  vectorize,
} from '@ticketiq/bundled-model';
import { CATEGORIES } from '#src/vocabulary/category.js';
import { PRIORITIES } from '#src/vocabulary/priority.js';
import { OWN, type Row } from './corpus.ts';
import type { ScoredPrediction } from './measures.ts';

/** Chosen by cross-validation with whole groups left out, see README.md. */
const PENALTY = { category: 0.12, priority: 0.12 };
/** Total weight of all rows of another source, as a share of the weight of this project's texts. */
export const FURTHER_SOURCE_SHARE = 0.2;
/** Minimum number of rows with a feature, among this project's texts or among the other sources. */
const SEEN_IN_OWN = 2;
const SEEN_IN_FURTHER = 8;
/** Letter n-grams whose weights differ by less than this between all classes are omitted, to reduce the file size. */
const FAINT = 60;

export type Target = 'category' | 'priority';

/** Trains a model with temperature 1. Deterministic for the same rows in the same order. */
export function train(name: string, rows: readonly Row[], lexicon: Lexicon): LinearModelFile {
  const features = vocabulary(rows);
  const indexes = new Map(features.map((feature, index) => [feature, index]));
  const vectors = rows.map((row) => vectorize(knownIndexes(row, indexes), features, BLOCK_SCALE));
  return pruned({
    name,
    lexicon,
    scale: BLOCK_SCALE,
    features,
    category: head('category', rows, vectors, features.length),
    priority: head('priority', rows, vectors, features.length),
  });
}

/** Raw scores with temperature 1, to which a temperature can be fitted. */
export function logits(model: LinearModelFile, rows: readonly Row[], target: Target): number[][] {
  const indexes = new Map(model.features.map((feature, index) => [feature, index]));
  return rows.map((row) =>
    scores(model[target], vectorize(knownIndexes(row, indexes), model.features, model.scale)),
  );
}

/** Predictions for the rows that have a label for the target. */
export function judge(model: LinearModelFile, rows: readonly Row[], target: Target): ScoredPrediction[] {
  const labelled = rows.filter((row) => row[target] !== null);
  return logits(model, labelled, target).map((row, at) => ({
    label: labelled[at]![target]!,
    probabilities: softmax(row, model[target].temperature),
  }));
}

function knownIndexes(row: Row, indexes: ReadonlyMap<string, number>): Set<number> {
  return new Set([...row.features].flatMap((feature) => indexes.get(feature) ?? []));
}

function vocabulary(rows: readonly Row[]): string[] {
  const own = new Map<string, number>();
  const further = new Map<string, number>();
  for (const row of rows) {
    const counts = row.source === OWN ? own : further;
    for (const feature of row.features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const kept = new Set<string>();
  for (const [feature, count] of own) if (count >= SEEN_IN_OWN) kept.add(feature);
  for (const [feature, count] of further) if (count >= SEEN_IN_FURTHER) kept.add(feature);
  // Sorted by code unit instead of locale, so that the file is the same on all machines.
  return [...kept].sort();
}

function head(
  target: Target,
  rows: readonly Row[],
  vectors: readonly FeatureVector[],
  features: number,
): LinearHead {
  const classes = target === 'category' ? CATEGORIES : PRIORITIES;
  const weightOf = sourceWeights(rows);
  const examples = rows.flatMap((row, at) =>
    row[target] === null
      ? []
      : [{ vector: vectors[at]!, label: row[target], weight: weightOf.get(row.source)! }],
  );
  const { bias, weights } = fit(examples, {
    features,
    classes: classes.length,
    penalty: PENALTY[target],
  });
  return {
    classes,
    bias: bias.map(roundToThousandths),
    weights: weights.map(roundToThousandths),
    temperature: 1,
  };
}

function sourceWeights(rows: readonly Row[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(row.source, (sizes.get(row.source) ?? 0) + 1);
  const own = sizes.get(OWN) ?? 0;
  return new Map(
    [...sizes].map(([source, size]) => [
      source,
      source === OWN || own === 0 ? 1 : Math.min(1, (FURTHER_SOURCE_SHARE * own) / size),
    ]),
  );
}

function pruned(model: LinearModelFile): LinearModelFile {
  const spread = (weights: readonly number[], index: number) => {
    const row = weights.slice(index * 4, index * 4 + 4);
    return Math.max(...row) - Math.min(...row);
  };
  const kept = model.features.flatMap((feature, index) =>
    feature.startsWith('c') &&
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
    ...model,
    features: kept.map((index) => model.features[index]!),
    category: rowsOf(model.category),
    priority: rowsOf(model.priority),
  };
}
