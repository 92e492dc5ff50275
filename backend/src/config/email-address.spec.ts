import { describe, expect, it } from 'vitest';
import { normalizeEmail } from './email-address.js';

describe('normalizeEmail', () => {
  it.each([
    ['Ada@Example.ORG', 'ada@example.org'],
    [' ada@example.org ', 'ada@example.org'],
    ['ａｄａ@example.org', 'ada@example.org'],
    ['ada＠example．org', 'ada@example.org'],
    ['\u212Aate@example.org', 'kate@example.org'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@bu\u0308cher.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['admin@localhost', 'admin@localhost'],
  ])('converts %j to %s', (text, spelling) => {
    expect(normalizeEmail(text)).toBe(spelling);
  });

  it.each([
    ['a zero-width space', 'ad\u200Ba@example.org'],
    ['a soft hyphen', 'ad\u00ADa@example.org'],
    ['a soft hyphen in the domain', 'ada@exam\u00ADple.org'],
    ['a joiner', 'ad\u034Fa@example.org'],
    ['a variation selector', 'ada\uFE0F@example.org'],
    ['a Hangul filler', 'ada\u3164@example.org'],
    ['a direction mark', '\u202Eada@example.org'],
    ['a tag character', 'ada\u{E0041}@example.org'],
    ['a Cyrillic а', '\u0430da@example.org'],
    ['a Greek ο', 'b\u03BFb@example.org'],
    ['an accent on its own', 'ade\u0301@example.org'],
    ['an accent', 'adé@example.org'],
    ['a control character', 'ada\u0007@example.org'],
    ['a space', 'ada lovelace@example.org'],
    ['quotes', '"ada"@example.org'],
    ['quotes in full width', '＂ada＂@example.org'],
    ['a quoted dot', 'ada"."lovelace@example.org'],
    ['nothing before the @', '@example.org'],
    ['no @', 'admin'],
    ['two @', 'ada@example.org@example.org'],
    ['a percent sign in the domain', 'ada@ex%61mple.org'],
    ['an address of numbers', 'ada@0x7f.1'],
    ['too many characters', `${'a'.repeat(250)}@example.org`],
  ])('rejects an address with %s', (_, text) => {
    expect(normalizeEmail(text)).toBeUndefined();
  });
});
