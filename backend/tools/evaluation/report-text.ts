import type { Interval } from './measures.ts';
import type { EvaluationComparison, Evaluation, TargetMetrics } from './evaluation.ts';

export function textReport(evaluation: Evaluation): string {
  const { rows, answered, abstained, failures, latencyMs } = evaluation;
  const percent = (part: number) => (rows === 0 ? '–' : `${((100 * part) / rows).toFixed(1)} %`);
  return [
    evaluation.name,
    '='.repeat(evaluation.name.length),
    `rows ${rows}, answered ${answered} (coverage ${percent(answered)}), abstained ${abstained} (${percent(abstained)})`,
    ...failures.map(([reason, count]) => `no answer: ${reason}, ${count} times`),
    `both right: ${ratio(evaluation.bothRight)} of the answers, ${interval(evaluation.allRight)} of all rows`,
    '',
    ...evaluation.targets.filter((target) => target.rows > 0).flatMap(targetReport),
    `expected calibration error (that both are right): ${ratio(evaluation.calibrationError)}`,
    ...grid([
      ['confidence', 'answers', 'mean confidence', 'share right'],
      ...evaluation.reliability
        .filter(({ count }) => count > 0)
        .map((bin) => [
          `${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`,
          `${bin.count}`,
          ratio(bin.confidence),
          ratio(bin.accuracy),
        ]),
    ]),
    '',
    costLine(evaluation),
    `time for an answer: half within ${ms(latencyMs.p50)}, 90 % within ${ms(latencyMs.p90)}, 99 % within ${ms(latencyMs.p99)}`,
    '',
  ].join('\n');
}

/** Compares the sets of rows, such as those of different languages: shares of all rows with 95 % intervals. */
export function textSets(sets: readonly { name: string; evaluation: Evaluation }[]): string {
  return [
    'By file: right of all rows (95 % interval); calibration error of the answers',
    ...grid([
      ['', 'rows', 'answered', 'category', 'priority', 'both', 'error: category', 'priority', 'both'],
      ...sets.map(({ name, evaluation }) => [
        name,
        `${evaluation.rows}`,
        `${evaluation.answered}`,
        ...evaluation.targets.map(({ right }) => interval(right)),
        interval(evaluation.allRight),
        ...evaluation.targets.map((target) => ratio(target.calibrationError)),
        ratio(evaluation.calibrationError),
      ]),
    ]),
    '',
  ].join('\n');
}

export function interval(value: Interval | null): string {
  return value === null
    ? '–'
    : `${value.share.toFixed(3)} (${value.low.toFixed(2)}–${value.high.toFixed(2)})`;
}

export function textComparison(
  names: readonly [string, string],
  comparisons: readonly EvaluationComparison[],
): string {
  return [
    `First: ${names[0]}. Second: ${names[1]}.`,
    ...grid([
      ['', 'rows', 'only the first right', 'only the second right', 'p'],
      ...comparisons.map(({ what, rows, onlyFirst, onlySecond, p }) => [
        what,
        `${rows}`,
        `${onlyFirst}`,
        `${onlySecond}`,
        probability(p),
      ]),
    ]),
    verdictOf(comparisons),
    "(McNemar's exact test on the rows that both answered; McNemar 1947, Dietterich 1998.)",
    '',
  ].join('\n');
}

/** Explains the result of the comparison, so that a difference by chance is not taken for an improvement. */
export function verdictOf(comparisons: readonly EvaluationComparison[]): string {
  const both = comparisons.filter(({ rows }) => rows > 0).at(-1);
  if (!both) return 'No row was answered by both.';
  if (both.p >= 0.05) return `Of ${both.what}, these rows don't tell which of the two is better.`;
  return `Of ${both.what}, the ${both.onlyFirst > both.onlySecond ? 'first' : 'second'} is better, and not by chance.`;
}

export function ratio(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

export function probability(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

export function costLine({ inputTokens, outputTokens, costUsd }: Evaluation): string {
  if (inputTokens + outputTokens === 0) return 'cost: nothing';
  const money = costUsd === null ? 'no prices are set' : `${costUsd.toFixed(4)} US dollars`;
  return `cost: ${inputTokens} tokens read, ${outputTokens} written; ${money}`;
}

export function ms(value: number | null): string {
  return value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function targetReport(figures: TargetMetrics): string[] {
  return [
    `${figures.target} (${figures.rows} rows): accuracy ${ratio(figures.accuracy)}, macro-F1 ${ratio(figures.macroF1)}, calibration error ${ratio(figures.calibrationError)}`,
    ...grid([
      ['', 'precision', 'recall', 'F1', 'rows', ...figures.classes.map((name) => `called ${name}`)],
      ...figures.scores.map(({ name, precision, recall, f1, support }, at) => [
        name,
        ratio(precision),
        ratio(recall),
        ratio(support === 0 ? null : f1),
        `${support}`,
        ...figures.confusion[at]!.map(String),
      ]),
    ]),
    '',
  ];
}

function grid(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
  );
}
