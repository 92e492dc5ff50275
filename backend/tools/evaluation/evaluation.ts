import { CATEGORIES, PRIORITIES } from '#src/vocabulary/index.js';
import type { Classification } from '#src/classification/classifier.js';
import {
  accuracy,
  calibrationError,
  classScores,
  confusion,
  macroF1,
  percentile,
  reliability,
  wilsonInterval,
  type ClassScore,
  type Interval,
  type LabelPair,
  type ReliabilityBin,
} from './measures.ts';
import { mcnemar, type McNemar } from './mcnemar.ts';
import type { LabelledTicket } from './rows.ts';

export type EvaluatedAnswer = Pick<
  Classification,
  'model' | 'category' | 'priority' | 'confidence' | 'abstained' | 'inputTokens' | 'outputTokens' | 'costUsd'
> & {
  /** Probability of each value by itself, if the source has one. */
  probabilities?: Readonly<Record<'category' | 'priority', number>> | null;
};

/** A classifier's outcome for a row: an answer, or the reason why there is none. */
export interface EvaluatedRow {
  row: LabelledTicket;
  answer: EvaluatedAnswer | null;
  failure: string | null;
  latencyMs: number;
}

export interface TargetMetrics {
  target: 'category' | 'priority';
  rows: number;
  accuracy: number | null;
  /** Share of all rows, including those without an answer. */
  right: Interval | null;
  /** Null if the source has no probability of this value. */
  calibrationError: number | null;
  macroF1: number | null;
  classes: readonly string[];
  scores: ClassScore[];
  confusion: number[][];
}

/** Quality measures only include rows answered without abstaining. */
export interface Evaluation {
  name: string;
  rows: number;
  answered: number;
  abstained: number;
  /** Number of failures by reason. */
  failures: [reason: string, count: number][];
  targets: TargetMetrics[];
  /** Share with both values right; with the category right for rows without a priority. */
  bothRight: number | null;
  /** The same as a share of all rows, including those without an answer. */
  allRight: Interval | null;
  calibrationError: number | null;
  reliability: ReliabilityBin[];
  inputTokens: number;
  outputTokens: number;
  /** In US dollars; null if no prices are configured. */
  costUsd: number | null;
  latencyMs: { p50: number | null; p90: number | null; p99: number | null };
}

export function evaluate(name: string, evaluatedRows: readonly EvaluatedRow[]): Evaluation {
  const answers = evaluatedRows.flatMap(({ row, answer }) => (answer ? [{ row, answer }] : []));
  const decided = answers.filter(({ answer }) => !answer.abstained);
  const confidences = decided.map(({ row, answer }) => ({
    confidence: answer.confidence,
    right: isRight(row, answer),
  }));
  const latencies = evaluatedRows.filter(({ answer }) => answer).map(({ latencyMs }) => latencyMs);
  const failures = Map.groupBy(
    evaluatedRows.filter(({ answer }) => !answer),
    ({ failure }) => failure ?? 'unknown',
  );
  const costs = answers.flatMap(({ answer }) => answer.costUsd ?? []);
  const total = (count: (answer: EvaluatedAnswer) => number | null) =>
    answers.reduce((sum, { answer }) => sum + (count(answer) ?? 0), 0);
  return {
    name,
    rows: evaluatedRows.length,
    answered: decided.length,
    abstained: answers.length - decided.length,
    failures: [...failures].map(([reason, rows]) => [reason, rows.length]),
    targets: [
      targetMetrics('category', CATEGORIES, decided, evaluatedRows.length),
      targetMetrics(
        'priority',
        PRIORITIES,
        decided.filter(({ row }) => row.priority !== null),
        evaluatedRows.filter(({ row }) => row.priority !== null).length,
      ),
    ],
    bothRight:
      confidences.length === 0 ? null : confidences.filter(({ right }) => right).length / confidences.length,
    allRight: wilsonInterval(confidences.filter(({ right }) => right).length, evaluatedRows.length),
    calibrationError: confidences.length === 0 ? null : calibrationError(confidences),
    reliability: reliability(confidences),
    inputTokens: total(({ inputTokens }) => inputTokens),
    outputTokens: total(({ outputTokens }) => outputTokens),
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    latencyMs: {
      p50: percentile(latencies, 0.5),
      p90: percentile(latencies, 0.9),
      p99: percentile(latencies, 0.99),
    },
  };
}

function targetMetrics(
  target: 'category' | 'priority',
  classes: readonly string[],
  decided: readonly { row: LabelledTicket; answer: EvaluatedAnswer }[],
  rows: number,
): TargetMetrics {
  const pairs = decided.map(({ row, answer }): LabelPair => ({
    truth: row[target]!,
    answer: answer[target],
  }));
  const confidences = decided.flatMap(({ row, answer }) =>
    answer.probabilities
      ? { confidence: answer.probabilities[target], right: answer[target] === row[target] }
      : [],
  );
  const scores = classScores(pairs, classes);
  return {
    target,
    rows: pairs.length,
    accuracy: accuracy(pairs),
    right: wilsonInterval(pairs.filter(({ truth, answer }) => truth === answer).length, rows),
    calibrationError: confidences.length === 0 ? null : calibrationError(confidences),
    macroF1: macroF1(scores),
    classes,
    scores,
    confusion: confusion(pairs, classes),
  };
}

function isRight(row: LabelledTicket, answer: EvaluatedAnswer): boolean {
  return answer.category === row.category && (row.priority === null || answer.priority === row.priority);
}

export interface EvaluationComparison extends McNemar {
  what: 'category' | 'priority' | 'both';
  rows: number;
}

/** Compares the rows that both sources answered, including abstentions with their default values. */
export function compareEvaluations(
  first: readonly EvaluatedRow[],
  second: readonly EvaluatedRow[],
): EvaluationComparison[] {
  const rows = first.flatMap(({ row, answer: a }, at) => {
    const b = second[at]?.answer;
    return a && b ? [{ row, a, b }] : [];
  });
  const ranked = rows.filter(({ row }) => row.priority !== null);
  const test = (
    target: EvaluationComparison['what'],
    of: typeof rows,
    right: (row: LabelledTicket, answer: EvaluatedAnswer) => boolean,
  ) => ({
    what: target,
    rows: of.length,
    ...mcnemar(of.map(({ row, a, b }) => ({ first: right(row, a), second: right(row, b) }))),
  });
  return [
    test('category', rows, (row, answer) => row.category === answer.category),
    test('priority', ranked, (row, answer) => row.priority === answer.priority),
    test('both', ranked, isRight),
  ];
}
