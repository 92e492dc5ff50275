import {
  type Pair,
  accuracy as shareOfRight,
  classScores,
  macroF1 as meanF1,
} from '../../evaluation/measures.ts';

/** A row that the model had not seen: the right class and the probabilities that it gave. */
export interface Judged {
  label: number;
  probabilities: readonly number[];
}

/** Over the classes that occur: Bitext has nothing technical, so there is nothing to be found. */
export function macroF1(judged: readonly Judged[]): number {
  const pairs = judged.map(pair);
  return meanF1(classScores(pairs, [...new Set(pairs.map(({ truth }) => truth))])) ?? NaN;
}

export function accuracy(judged: readonly Judged[]): number {
  return shareOfRight(judged.map(pair)) ?? NaN;
}

function pair(row: Judged): Pair {
  return { truth: String(row.label), answer: String(chosen(row)) };
}

/** The share that is wrong by two steps of the order or more. */
export function farOff(judged: readonly Judged[]): number {
  return judged.filter((row) => Math.abs(chosen(row) - row.label) > 1).length / judged.length;
}

export function chosen(row: Judged): number {
  return row.probabilities.indexOf(Math.max(...row.probabilities));
}
