/** The right class of a row, and a classifier's answer. */
export interface LabelPair {
  truth: string;
  answer: string;
}

export interface ClassScore {
  name: string;
  /** Number of rows of the class. */
  support: number;
  /** Share of answers with this class that are right; null without such answers. */
  precision: number | null;
  /** Share of rows of this class that are answered right; null without such rows. */
  recall: number | null;
  f1: number;
}

/** Share of right answers; null without rows. */
export function accuracy(pairs: readonly LabelPair[]): number | null {
  return pairs.length === 0
    ? null
    : pairs.filter(({ truth, answer }) => truth === answer).length / pairs.length;
}

/** A share with its 95 % confidence interval. */
export interface Interval {
  share: number;
  low: number;
  high: number;
}

/** Normal quantile of a two-sided 95 % interval. */
const Z = 1.96;

/** Wilson score interval (Wilson, 1927), which also holds for few rows and shares near 1; null without rows. */
export function wilsonInterval(right: number, rows: number): Interval | null {
  if (rows === 0) return null;
  const share = right / rows;
  const centre = share + (Z * Z) / (2 * rows);
  const spread = Z * Math.sqrt((share * (1 - share) + (Z * Z) / (4 * rows)) / rows);
  const scale = 1 + (Z * Z) / rows;
  // The limits at 0 and 1 are exact; rounding would miss them.
  return {
    share,
    low: right === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: right === rows ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/** Counts by right class and, within it, by answer; both in the order of `classes`. */
export function confusion(pairs: readonly LabelPair[], classes: readonly string[]): number[][] {
  const counts = classes.map(() => classes.map(() => 0));
  for (const { truth, answer } of pairs) {
    const row = counts[classes.indexOf(truth)];
    const column = classes.indexOf(answer);
    if (row?.[column] !== undefined) row[column]++;
  }
  return counts;
}

export function classScores(pairs: readonly LabelPair[], classes: readonly string[]): ClassScore[] {
  return classes.map((name) => {
    const hits = pairs.filter(({ truth, answer }) => truth === name && answer === name).length;
    const support = pairs.filter(({ truth }) => truth === name).length;
    const predicted = pairs.filter(({ answer }) => answer === name).length;
    return {
      name,
      support,
      precision: predicted === 0 ? null : hits / predicted,
      recall: support === 0 ? null : hits / support,
      f1: support + predicted === 0 ? 0 : (2 * hits) / (support + predicted),
    };
  });
}

/** Mean F1 of the classes that have rows; null if none has. */
export function macroF1(scores: readonly ClassScore[]): number | null {
  const occurring = scores.filter(({ support }) => support > 0);
  return occurring.length === 0 ? null : occurring.reduce((sum, { f1 }) => sum + f1, 0) / occurring.length;
}

/** A bin of a reliability diagram. */
export interface ReliabilityBin {
  from: number;
  to: number;
  count: number;
  /** Mean of the bin's answers; null if it has none. */
  confidence: number | null;
  accuracy: number | null;
}

const BINS = 10;

/** Ten bins of equal width (Guo et al., 2017). */
export function reliability(answers: readonly { confidence: number; right: boolean }[]): ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const inside = answers.filter(
      ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin,
    );
    const mean = (value: (answer: (typeof inside)[number]) => number) =>
      inside.length === 0 ? null : inside.reduce((sum, answer) => sum + value(answer), 0) / inside.length;
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      count: inside.length,
      confidence: mean((answer) => answer.confidence),
      accuracy: mean((answer) => (answer.right ? 1 : 0)),
    };
  });
}

/** Expected calibration error: mean difference of confidence and accuracy over the bins (Guo et al., 2017). */
export function calibrationError(answers: readonly { confidence: number; right: boolean }[]): number {
  return reliability(answers).reduce(
    (sum, { count, confidence, accuracy }) =>
      confidence === null || accuracy === null
        ? sum
        : sum + (count * Math.abs(confidence - accuracy)) / answers.length,
    0,
  );
}

/** Percentile by the nearest-rank method; null without values. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
