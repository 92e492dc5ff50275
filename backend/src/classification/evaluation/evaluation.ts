import { CATEGORIES, PRIORITIES } from '../../vocabulary/index.js';
import type { Classification } from '../classifier.js';
import {
  accuracy,
  calibrationError,
  classScores,
  confusion,
  macroF1,
  percentile,
  reliability,
  type ClassScore,
  type Pair,
  type ReliabilityBin,
} from './measures.js';
import { mcnemar, type McNemar } from './mcnemar.js';
import type { LabelledTicket } from './rows.js';

export type Answer = Pick<
  Classification,
  'model' | 'category' | 'priority' | 'confidence' | 'abstained' | 'inputTokens' | 'outputTokens' | 'costUsd'
>;

/** What a classifier made of a row: an answer, or the reason why there is none. */
export interface Judged {
  row: LabelledTicket;
  answer: Answer | null;
  failure: string | null;
  latencyMs: number;
}

export interface TargetFigures {
  target: 'category' | 'priority';
  rows: number;
  accuracy: number | null;
  macroF1: number | null;
  classes: readonly string[];
  scores: ClassScore[];
  confusion: number[][];
}

/** All figures of quality are over the rows that were answered without abstaining. */
export interface Evaluation {
  name: string;
  rows: number;
  answered: number;
  abstained: number;
  /** How often each reason for no answer came. */
  failures: [reason: string, count: number][];
  targets: TargetFigures[];
  /** Category and priority right at once; where a row has no priority, the category. */
  bothRight: number | null;
  calibrationError: number | null;
  reliability: ReliabilityBin[];
  inputTokens: number;
  outputTokens: number;
  /** In US dollars; null where no prices are set. */
  costUsd: number | null;
  latencyMs: { p50: number | null; p90: number | null; p99: number | null };
}

export function evaluate(name: string, judged: readonly Judged[]): Evaluation {
  const answers = judged.flatMap(({ row, answer }) => (answer ? [{ row, answer }] : []));
  const settled = answers.filter(({ answer }) => !answer.abstained);
  const sure = settled.map(({ row, answer }) => ({
    confidence: answer.confidence,
    right: isRight(row, answer),
  }));
  const latencies = judged.filter(({ answer }) => answer).map(({ latencyMs }) => latencyMs);
  const failures = Map.groupBy(
    judged.filter(({ answer }) => !answer),
    ({ failure }) => failure ?? 'unknown',
  );
  const costs = answers.flatMap(({ answer }) => answer.costUsd ?? []);
  const total = (count: (answer: Answer) => number | null) =>
    answers.reduce((sum, { answer }) => sum + (count(answer) ?? 0), 0);
  return {
    name,
    rows: judged.length,
    answered: settled.length,
    abstained: answers.length - settled.length,
    failures: [...failures].map(([reason, rows]) => [reason, rows.length]),
    targets: [
      figures(
        'category',
        CATEGORIES,
        settled.map(({ row, answer }) => ({ truth: row.category, answer: answer.category })),
      ),
      figures(
        'priority',
        PRIORITIES,
        settled.flatMap(({ row, answer }) =>
          row.priority ? { truth: row.priority, answer: answer.priority } : [],
        ),
      ),
    ],
    bothRight: sure.length === 0 ? null : sure.filter(({ right }) => right).length / sure.length,
    calibrationError: sure.length === 0 ? null : calibrationError(sure),
    reliability: reliability(sure),
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

function figures(target: 'category' | 'priority', classes: readonly string[], pairs: Pair[]): TargetFigures {
  const scores = classScores(pairs, classes);
  return {
    target,
    rows: pairs.length,
    accuracy: accuracy(pairs),
    macroF1: macroF1(scores),
    classes,
    scores,
    confusion: confusion(pairs, classes),
  };
}

function isRight(row: LabelledTicket, answer: Answer): boolean {
  return answer.category === row.category && (row.priority === null || answer.priority === row.priority);
}

export interface Comparison extends McNemar {
  what: 'category' | 'priority' | 'both';
  rows: number;
}

/** On the rows that both answered, abstentions included: what they say then counts as well. */
export function compare(first: readonly Judged[], second: readonly Judged[]): Comparison[] {
  const rows = first.flatMap(({ row, answer: a }, at) => {
    const b = second[at]?.answer;
    return a && b ? [{ row, a, b }] : [];
  });
  const ranked = rows.filter(({ row }) => row.priority !== null);
  const test = (
    what: Comparison['what'],
    of: typeof rows,
    right: (row: LabelledTicket, answer: Answer) => boolean,
  ) => ({
    what,
    rows: of.length,
    ...mcnemar(of.map(({ row, a, b }) => ({ first: right(row, a), second: right(row, b) }))),
  });
  return [
    test('category', rows, (row, answer) => row.category === answer.category),
    test('priority', ranked, (row, answer) => row.priority === answer.priority),
    test('both', ranked, isRight),
  ];
}
