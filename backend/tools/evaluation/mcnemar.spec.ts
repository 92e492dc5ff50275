import { describe, expect, it } from 'vitest';
import { mcnemar } from './mcnemar.ts';

/** Creates rows that only the first source, only the second, both or neither got right. */
function rows(onlyFirst: number, onlySecond: number, both = 3, neither = 2) {
  const many = (n: number, first: boolean, second: boolean) =>
    Array.from({ length: n }, () => ({ first, second }));
  return [
    ...many(onlyFirst, true, false),
    ...many(onlySecond, false, true),
    ...many(both, true, true),
    ...many(neither, false, false),
  ];
}

describe('mcnemar', () => {
  // Computed by hand: 2 × Σ C(n, k) / 2ⁿ for k up to the smaller number.
  it.each([
    [0, 5, 2 / 32],
    [1, 5, (2 * 7) / 64],
    [2, 10, (2 * (1 + 12 + 66)) / 4096],
    [10, 2, (2 * (1 + 12 + 66)) / 4096],
    [0, 10, 2 / 1024],
  ])('of %i against %i is %f', (onlyFirst, onlySecond, p) => {
    expect(mcnemar(rows(onlyFirst, onlySecond))).toEqual({
      onlyFirst,
      onlySecond,
      p: expect.closeTo(p, 12) as number,
    });
  });

  it('finds no difference between equal sources', () => {
    expect(mcnemar(rows(7, 7)).p).toBe(1);
    expect(mcnemar(rows(0, 0)).p).toBe(1);
    expect(mcnemar([]).p).toBe(1);
  });

  it('does not depend on rows that both got right or wrong', () => {
    expect(mcnemar(rows(3, 9, 500, 400)).p).toBeCloseTo(mcnemar(rows(3, 9)).p, 12);
  });

  it('works for thousands of rows', () => {
    // The normal approximation with continuity correction gives 0.00489.
    expect(mcnemar(rows(2400, 2600, 0, 0)).p).toBeCloseTo(0.0049, 3);
    expect(mcnemar(rows(0, 5000, 0, 0)).p).toBe(0);
  });
});
