import {
  type LabelPair,
  accuracy as shareOfRight,
  classScores,
  macroF1 as meanF1,
} from '../evaluation/measures.ts';

/** A prediction for a row that the model was not trained on. */
export interface ScoredPrediction {
  label: number;
  probabilities: readonly number[];
}

/** Macro-F1 over the classes that occur. The Bitext data set has no technical rows, for example. */
export function macroF1(predictions: readonly ScoredPrediction[]): number {
  const pairs = predictions.map(toPair);
  return meanF1(classScores(pairs, [...new Set(pairs.map(({ truth }) => truth))])) ?? NaN;
}

export function accuracy(predictions: readonly ScoredPrediction[]): number {
  return shareOfRight(predictions.map(toPair)) ?? NaN;
}

function toPair(row: ScoredPrediction): LabelPair {
  return { truth: String(row.label), answer: String(predictedLabel(row)) };
}

/** Share of predictions that are wrong by two or more steps of the order. */
export function farOff(predictions: readonly ScoredPrediction[]): number {
  return (
    predictions.filter((row) => Math.abs(predictedLabel(row) - row.label) > 1).length / predictions.length
  );
}

export function predictedLabel(row: ScoredPrediction): number {
  return row.probabilities.indexOf(Math.max(...row.probabilities));
}
