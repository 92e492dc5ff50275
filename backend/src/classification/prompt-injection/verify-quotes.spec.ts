import { describe, expect, it } from 'vitest';
import { verifyQuotes } from './verify-quotes.js';

const TEXT = {
  title: 'VPN down',
  description: 'Since eight nobody in the office can work. It says "timeout".',
};

describe('literal evidence', () => {
  it('stands in the title or the description, letter for letter', () => {
    const quotes = [
      'VPN down',
      ' nobody in the office ',
      'Nobody in the office',
      'the whole company',
      '"timeout"',
    ];
    expect(verifyQuotes(TEXT, quotes)).toEqual(['VPN down', 'nobody in the office', '"timeout"']);
  });

  it('does not run from the title into the description', () => {
    expect(verifyQuotes(TEXT, ['down Since', 'down\nSince'])).toEqual([]);
  });

  it('is at most five different quotes of at most a hundred characters', () => {
    const description = `${'long '.repeat(30)} a1 b2 c3 d4 e5 f6`;
    const quotes = ['long '.repeat(21).trim(), 'a1', 'a1', ' a1', 'b2', 'c3', 'd4', 'e5', 'f6'];
    expect(verifyQuotes({ title: '', description }, quotes)).toEqual(['a1', 'b2', 'c3', 'd4', 'e5']);
  });

  it('is nothing of what is no text, has no letter, or halves a character', () => {
    const text = { title: '', description: 'Why?! 😀 ok' };
    expect(verifyQuotes(text, [null, 7, {}, ['ok'], '', ' ', '?!', '😀'.slice(0, 1), `ok\ud83d`])).toEqual(
      [],
    );
  });
});
