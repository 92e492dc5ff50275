import { describe, expect, it } from 'vitest';
import {
  accuracy,
  classScores,
  confusion,
  macroF1,
  percentile,
  reliability,
  wilsonInterval,
  type LabelPair,
} from './measures.ts';

const CLASSES = ['a', 'b', 'c'];
/** Three rows of class a, one of them classified as b; one of class b, classified correctly; none of class c. */
const PAIRS: LabelPair[] = [
  { truth: 'a', answer: 'a' },
  { truth: 'a', answer: 'a' },
  { truth: 'a', answer: 'b' },
  { truth: 'b', answer: 'b' },
];

describe('measures', () => {
  it('compute the accuracy', () => {
    expect(accuracy(PAIRS)).toBe(0.75);
    expect(accuracy([])).toBeNull();
  });

  it('compute the Wilson interval, which stays within 0 and 1', () => {
    // Newcombe (1998), table I: 81 of 263.
    const { share, low, high } = wilsonInterval(81, 263)!;
    expect([share.toFixed(4), low.toFixed(4), high.toFixed(4)]).toEqual(['0.3080', '0.2553', '0.3662']);
    expect(wilsonInterval(20, 20)!.high).toBe(1);
    expect(wilsonInterval(0, 20)!.low).toBe(0);
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  it('compute the confusion matrix', () => {
    expect(confusion(PAIRS, CLASSES)).toEqual([
      [2, 1, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
  });

  it('compute precision and recall by class, and null without rows', () => {
    expect(classScores(PAIRS, CLASSES)).toEqual([
      { name: 'a', support: 3, precision: 1, recall: 2 / 3, f1: 0.8 },
      { name: 'b', support: 1, precision: 0.5, recall: 1, f1: 2 / 3 },
      { name: 'c', support: 0, precision: null, recall: null, f1: 0 },
    ]);
  });

  it('exclude classes without rows from the macro-F1', () => {
    expect(macroF1(classScores(PAIRS, CLASSES))).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
    expect(macroF1(classScores([], CLASSES))).toBeNull();
  });

  it('compare confidence with accuracy in ten bins', () => {
    const bins = reliability([
      { confidence: 0.92, right: true },
      { confidence: 0.98, right: false },
      { confidence: 1, right: true },
      { confidence: 0, right: false },
    ]);
    expect(bins).toHaveLength(10);
    expect(bins[9]).toMatchObject({ from: 0.9, to: 1, count: 3, accuracy: 2 / 3 });
    expect(bins[9]!.confidence).toBeCloseTo(2.9 / 3, 12);
    expect(bins[0]).toMatchObject({ count: 1, confidence: 0, accuracy: 0 });
    expect(bins[5]).toEqual({ from: 0.5, to: 0.6, count: 0, confidence: null, accuracy: null });
  });

  it('compute percentiles by nearest rank for values in any order', () => {
    const values = [15, 50, 20, 40, 35];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50]);
    expect(percentile([100, 9], 0.5)).toBe(9);
    expect(percentile([], 0.5)).toBeNull();
  });
});
