import { describe, expect, it } from 'vitest';
import {
  accuracy,
  classScores,
  confusion,
  macroF1,
  percentile,
  reliability,
  type LabelPair,
} from './measures.js';

const CLASSES = ['a', 'b', 'c'];
/** Three of a, of which one was called b; one of b, called so; nothing is c, and nothing was called so. */
const PAIRS: LabelPair[] = [
  { truth: 'a', answer: 'a' },
  { truth: 'a', answer: 'a' },
  { truth: 'a', answer: 'b' },
  { truth: 'b', answer: 'b' },
];

describe('the measures', () => {
  it('count what is right', () => {
    expect(accuracy(PAIRS)).toBe(0.75);
    expect(accuracy([])).toBeNull();
  });

  it('count by what it is, and what it was called', () => {
    expect(confusion(PAIRS, CLASSES)).toEqual([
      [2, 1, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
  });

  it('give precision and recall by class, and none where there is nothing to divide by', () => {
    expect(classScores(PAIRS, CLASSES)).toEqual([
      { name: 'a', support: 3, precision: 1, recall: 2 / 3, f1: 0.8 },
      { name: 'b', support: 1, precision: 0.5, recall: 1, f1: 2 / 3 },
      { name: 'c', support: 0, precision: null, recall: null, f1: 0 },
    ]);
  });

  it('leave classes that do not occur out of the mean', () => {
    expect(macroF1(classScores(PAIRS, CLASSES))).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
    expect(macroF1(classScores([], CLASSES))).toBeNull();
  });

  it('compare confidence with the share that is right, in ten bins', () => {
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

  it('give percentiles by nearest rank, in whatever order the values are', () => {
    const values = [15, 50, 20, 40, 35];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50]);
    expect(percentile([100, 9], 0.5)).toBe(9);
    expect(percentile([], 0.5)).toBeNull();
  });
});
