import {
  type LabelPair,
  accuracy as shareOfRight,
  classScores,
  macroF1 as meanF1,
} from '../../evaluation/measures.ts';

/** A row that the model had not seen: the right class and the probabilities that it gave. */
export interface ScoredPrediction {
  label: number;
  probabilities: readonly number[];
}

/** Over the classes that occur: Bitext has nothing technical, so there is nothing to be found. */
export function macroF1(judged: readonly ScoredPrediction[]): number {
  const pairs = judged.map(toPair);
  return meanF1(classScores(pairs, [...new Set(pairs.map(({ truth }) => truth))])) ?? NaN;
}

export function accuracy(judged: readonly ScoredPrediction[]): number {
  return shareOfRight(judged.map(toPair)) ?? NaN;
}

function toPair(row: ScoredPrediction): LabelPair {
  return { truth: String(row.label), answer: String(predictedLabel(row)) };
}

/** The share that is wrong by two steps of the order or more. */
export function farOff(judged: readonly ScoredPrediction[]): number {
  return judged.filter((row) => Math.abs(predictedLabel(row) - row.label) > 1).length / judged.length;
}

export function predictedLabel(row: ScoredPrediction): number {
  return row.probabilities.indexOf(Math.max(...row.probabilities));
}
