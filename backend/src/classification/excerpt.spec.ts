import { describe, expect, it } from 'vitest';
import { excerpt } from './excerpt.js';

describe('excerpt', () => {
  it('returns a text that fits unchanged', () => {
    expect(excerpt('', 0)).toBe('');
    expect(excerpt('a'.repeat(100), 100)).toBe('a'.repeat(100));
  });

  it('keeps the beginning and the end, and marks the omission', () => {
    const cut = excerpt(`My screen is black.${' log'.repeat(5000)} Please call me.`, 300);
    expect(cut).toMatch(/^My screen is black\..*\[… the middle is left out …\].*Please call me\.$/s);
    expect(cut).toHaveLength(300);
  });

  it('splits no surrogate pair and keeps to any limit', () => {
    for (const text of ['😀'.repeat(300), `a${'😀'.repeat(300)}`, `${'😀'.repeat(300)}a`]) {
      for (let limit = 0; limit < 200; limit++) {
        const cut = excerpt(text, limit);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.length).toBeGreaterThanOrEqual(limit - 2);
      }
    }
  });

  it('is empty for a negative limit', () => {
    expect(excerpt('text', -5)).toBe('');
  });
});
