import { describe, expect, it } from 'vitest';
import { foldLetters, GlossaryIndex } from './glossary.ts';

const english = (text: string) => text.split(' ');
const index = (...lines: string[]) => new GlossaryIndex(lines, english);
const glossWords = (glossary: GlossaryIndex, text: string, compounds = false) => {
  let start = 0;
  const words = text.split(' ').map((word) => {
    const at = start;
    start += word.length + 1;
    return { term: foldLetters(word), start: at, end: at + word.length };
  });
  return glossary
    .glossWords(words, compounds)
    .map(({ start: from, end, terms }) => `${text.slice(from, end)}=${terms.join(' ')}`);
};

describe('GlossaryIndex', () => {
  it('prefers the longest phrase, and lets words without a gloss stand for themselves', () => {
    const glossary = index('geht=works', 'geht nicht=does not work', 'drucker=printer');
    expect(glossWords(glossary, 'Drucker xy geht nicht')).toEqual([
      'Drucker=printer',
      'xy=xy',
      'geht nicht=does not work',
    ]);
  });

  it('finds words by prefix, without accents and without the difference of ı and i', () => {
    const glossary = index('bağlan*=connect', 'şifre*=password');
    expect(glossWords(glossary, 'sifremi BAĞLANAMIYORUM')).toEqual([
      'sifremi=password',
      'BAĞLANAMIYORUM=connect',
    ]);
  });

  it('splits compounds only if asked to', () => {
    const glossary = index('rechnung*=invoice', 'adresse=address');
    expect(glossWords(glossary, 'Lieferungsadresse')).toEqual(['Lieferungsadresse=lieferungsadresse']);
    expect(glossWords(index('lieferung=delivery', 'adresse=address'), 'Lieferungsadresse', true)).toEqual([
      'Lieferungsadresse=delivery address',
    ]);
  });

  it('glosses a run without spaces by the longest match, with the ending of a verb', () => {
    const glossary = index('請求=charged', '請求書=invoice', '届かな=not arrived');
    const run = '請求書が届かないです';
    expect(
      glossary
        .glossRun(run, 5)
        .map(({ start, end, terms }) => [run.slice(start - 5, end - 5), terms.join(' ')]),
    ).toEqual([
      ['請求書', 'invoice'],
      ['届かないです', 'not arrived'],
    ]);
  });

  it.each(['constructor', '__proto__', 'toString'])('does not know %s', (word) => {
    expect(index('a=b').find(word)).toBeUndefined();
  });
});
