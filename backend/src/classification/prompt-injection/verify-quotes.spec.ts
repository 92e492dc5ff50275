import { describe, expect, it } from 'vitest';
import { verifyQuotes } from './verify-quotes.js';

const TEXT = {
  title: 'VPN down',
  description: 'Since eight nobody in the office can work. It says "timeout".',
};

describe('verifyQuotes', () => {
  it('keeps verbatim quotes from the title or the description', () => {
    const quotes = [
      'VPN down',
      ' nobody in the office ',
      'Nobody in the office',
      'the whole company',
      '"timeout"',
    ];
    expect(verifyQuotes(TEXT, quotes)).toEqual(['VPN down', 'nobody in the office', '"timeout"']);
  });

  it('drops quotes that span title and description', () => {
    expect(verifyQuotes(TEXT, ['down Since', 'down\nSince'])).toEqual([]);
  });

  it('keeps at most five different quotes of at most a hundred characters', () => {
    const description = `${'long '.repeat(30)} a1 b2 c3 d4 e5 f6`;
    const quotes = ['long '.repeat(21).trim(), 'a1', 'a1', ' a1', 'b2', 'c3', 'd4', 'e5', 'f6'];
    expect(verifyQuotes({ title: '', description }, quotes)).toEqual(['a1', 'b2', 'c3', 'd4', 'e5']);
  });

  it('drops values that are not text, have no letter, or split a surrogate pair', () => {
    const text = { title: '', description: 'Why?! 😀 ok' };
    expect(verifyQuotes(text, [null, 7, {}, ['ok'], '', ' ', '?!', '😀'.slice(0, 1), `ok\ud83d`])).toEqual(
      [],
    );
  });
});
