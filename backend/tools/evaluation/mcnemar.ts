export interface McNemar {
  /** Rows that only the first classifier got right. */
  onlyFirst: number;
  onlySecond: number;
  /** Probability of a difference at least this large if the classifiers are equally good. */
  p: number;
}

/**
 * McNemar's exact test for two classifiers on the same rows. If they are equally good, each gets half of the rows
 * right that only one of them got right (two-sided binomial test).
 *
 * Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
 * Psychometrika 12 (1947); exact as in T. G. Dietterich, "Approximate Statistical Tests for Comparing Supervised
 * Classification Learning Algorithms", Neural Computation 10 (1998), with the binomial instead of chi-squared.
 */
export function mcnemar(rows: readonly { first: boolean; second: boolean }[]): McNemar {
  const onlyFirst = rows.filter(({ first, second }) => first && !second).length;
  const onlySecond = rows.filter(({ first, second }) => second && !first).length;
  return { onlyFirst, onlySecond, p: exactP(onlyFirst, onlySecond) };
}

/** Twice the smaller tail of the binomial distribution with p = 1/2, in logarithms to avoid underflow. */
function exactP(a: number, b: number): number {
  const n = a + b;
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= Math.min(a, b); k++) {
    logTerm += Math.log((n - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
