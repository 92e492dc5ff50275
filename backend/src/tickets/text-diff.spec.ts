import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffText } from './text-diff.js';

const LONG = 'The printer in room 7 is on fire. '.repeat(500);

describe('diffText', () => {
  it('returns short texts unchanged', () => {
    expect(diffText('The printer burns.', 'The printer smokes.')).toEqual([
      'The printer burns.',
      'The printer smokes.',
    ]);
  });

  it('reduces long texts to the difference and its context', () => {
    const [before, after] = diffText(LONG, LONG.replace('room 7 is', 'room 8 is'));
    expect(before).toMatch(/^The printer in room 7 is on fire\. .*\[… \d+ characters …\]$/);
    expect(after).toContain('The printer in room 8 is on fire.');
    const middle = `${LONG}Call me.${LONG}`;
    expect(diffText(middle, middle.replace('Call me.', 'Write to me.'))).toEqual([
      expect.stringMatching(/^\[… 16950 characters …\].*Call me\..*\[… \d+ characters …\]$/),
      expect.stringMatching(/^\[… 16950 characters …\].*Write to me\..*\[… \d+ characters …\]$/),
    ]);
  });

  it('counts the characters that were appended or removed', () => {
    expect(diffText('short', 'short' + 'x'.repeat(10_000))).toEqual([
      'short',
      `short${'x'.repeat(445)}[… 9555 characters …]`,
    ]);
    expect(diffText(LONG, LONG.slice(0, 10))).toEqual([
      expect.stringContaining('characters …]'),
      LONG.slice(0, 10),
    ]);
  });

  it('returns short, well-formed excerpts that are not shortened again, for any texts', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 3000 }),
      fc.array(fc.constantFrom('😀', 'a', '\n', '字'), { maxLength: 3000 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, text, (start, before, after) => {
        const change = diffText(start + before, start + after);
        for (const side of change) {
          expect(side.length).toBeLessThanOrEqual(500);
          expect(side.isWellFormed()).toBe(true);
        }
        expect(diffText(...change)).toEqual(change);
      }),
    );
  });

  it('takes linear time', () => {
    const many = 'a'.repeat(20_000);
    const started = performance.now();
    for (let i = 0; i < 100; i += 1) diffText(`${many}b${many}`, `${many}c${many}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
