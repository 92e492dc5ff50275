import { describe, expect, it } from 'vitest';
import { excerptAround, splitByHits, mergeHits, type HitRange } from './search-excerpt.js';

const words = (text: string, word: string): HitRange[] =>
  [...text.matchAll(new RegExp(word, 'gu'))].map(({ index }) => [index, index + word.length]);
const joined = (parts: { text: string }[]): string => parts.map(({ text }) => text).join('');
const shown = (parts: { text: string; hit: boolean }[]): string =>
  parts.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');

describe('mergeHits', () => {
  it('merges overlapping hits', () => {
    expect(
      mergeHits([
        [4, 11],
        [0, 2],
        [4, 9],
        [10, 12],
      ]),
    ).toEqual([
      [0, 2],
      [4, 12],
    ]);
  });
});

describe('splitByHits', () => {
  it('splits a text into parts whose concatenation is the text', () => {
    const text = 'printer, then the printer';
    expect(shown(splitByHits(text, words(text, 'printer')))).toBe('[printer], then the [printer]');
    expect(splitByHits(text, [])).toEqual([{ text, hit: false }]);
  });
});

describe('excerptAround', () => {
  it('returns a short text as it is', () => {
    const text = 'A '.repeat(100);
    expect(joined(excerptAround(text, words(text, 'A')))).toBe(text);
  });

  it('returns the start of a text without hits, up to a word boundary', () => {
    const parts = excerptAround('A word that stands here. '.repeat(20), []);
    expect(parts.at(-1)).toEqual({ text: '…', hit: false });
    expect(joined(parts)).toMatch(/^A word that .* (here\.|stands|that|word|A)…$/);
  });

  it('returns the part with the most hits, with context before the first one', () => {
    const text = `needle ${'straw '.repeat(100)}a needle beside a needle ${'straw '.repeat(100)}`;
    const parts = excerptAround(text, words(text, 'needle'));
    expect(shown(parts)).toMatch(/^…(straw )+a \[needle\] beside a \[needle\] (straw ?)+…$/);
  });

  it.each([0, 1, 59, 60, 61, 199, 200, 201, 500, 993])(
    'includes a hit at %d in about 200 characters',
    (at) => {
      for (const filler of ['word ', 'x', '😀']) {
        const before = filler.repeat(at).slice(0, Math.floor(at / 2) * 2);
        const text = `${before}needle${filler.repeat(1000)}`;
        const parts = excerptAround(text, words(text, 'needle'));
        expect(parts.filter(({ hit }) => hit)).toEqual([{ text: 'needle', hit: true }]);
        expect(joined(parts).length).toBeLessThanOrEqual(202);
        expect(joined(parts).length).toBeGreaterThan(100);
        expect(joined(parts).isWellFormed()).toBe(true);
        expect(text).toContain(joined(parts).replaceAll('…', ''));
      }
    },
  );
});
