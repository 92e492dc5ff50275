import { describe, expect, it } from 'vitest';
import { findWords, rules, subjectFaults } from '../../scripts/language.mjs';
import { proseOf } from '../../scripts/prose.mjs';

/** Line and word of each finding. */
function found(path: string, text: string) {
  const prose = proseOf(path, text) ?? '';
  return findWords(prose, rules.english).map(
    ({ index, word }) => `${prose.slice(0, index).split('\n').length}: ${word}`,
  );
}

describe('the language check', () => {
  it('reads the comments of TypeScript, and no strings, templates, regular expressions or code', () => {
    const text = [
      '/** Somebody. */',
      'const heed = "// anew"; // learnt',
      'const text = `// whoever ${/* owed */ heed} // anew`;',
      'const pattern = /\\/\\* nobody \\*\\//;',
      'call(',
      '  // all the same',
      ');',
      '// `settled` is the name of a column',
      '// it heeds',
    ].join('\n');

    expect(found('a.ts', text).sort()).toEqual([
      '1: Somebody',
      '2: learnt',
      '3: owed',
      '6: all the same',
      '9: heeds',
    ]);
  });

  it.each([
    ['a.css', '.anew { color: red } /* anew */'],
    ['a.html', '<p title="anew"></p><!-- anew -->'],
    ['a.sql', 'SELECT anew -- anew'],
    ['a.yaml', 'anew: "#anew" # anew'],
    ['Dockerfile', 'RUN anew # anew'],
    ['a.md', 'anew `anew`'],
  ])('reads the prose of %s', (path, text) => {
    expect(found(path, text)).toEqual(['1: anew']);
  });

  it('leaves the code of Markdown out, and counts its lines', () => {
    expect(found('a.md', 'fine\n\n```\nanew\n```\n\nanew')).toEqual(['7: anew']);
  });

  it('ignores files without prose', () => {
    expect(proseOf('a.jsonl', 'anew')).toBeUndefined();
  });
});

describe('the subject of a commit', () => {
  it.each([
    'feat(mail): thread replies by Message-ID',
    'fix: embed the font',
    'refactor(api)!: rename the field',
    `fix: ${'a'.repeat(67)}`,
  ])('may be "%s"', (line) => {
    expect(subjectFaults(line)).toEqual([]);
  });

  it.each([
    ['Add a check', 'write "type(scope): subject"'],
    ['feature: add a check', 'write "type(scope): subject"'],
    ['feat: Add a check', 'lower case'],
    ['feat: added a check', 'imperative'],
    ['feat: adding a check', 'imperative'],
    ['feat: add a check.', 'full stop'],
    [`fix: ${'a'.repeat(68)}`, '73 characters; at most 72'],
    ['fix: begin anew', '"anew"; write: again'],
  ])('may not be "%s"', (line, fault) => {
    expect(subjectFaults(line)).toEqual([expect.stringContaining(fault)]);
  });
});
