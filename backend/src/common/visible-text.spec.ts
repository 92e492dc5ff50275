import { expect, it } from 'vitest';
import { isSingleLine, isVisible, normalizeLabel, toSingleLine } from './visible-text.js';

it.each([
  ...['', ' ', '\t\r\n', '\u00a0\u2003\u3000', '\u2028\u2029', '\0\u0007\u0008\u001b\u007f\u0085'],
  ...['\u200b', '\u200c\u200d', '\u2060\ufeff', '\u00ad', '\u180e', '\u034f', '\ufe0f', '\u{e0020}\u{e007f}'],
  ...['\u202a\u202e', '\u2066\u2069', '\u200e\u200f\u061c', '\u115f\u1160', '\u3164', '\uffa0', '\u17b4'],
  ...['\u2800', '\ufffc', '\u{1d159}', '\u0301', '\ufff9\ufffb', '\uffff', ' \u200b\u3164\u2800 '],
])('isVisible: false for %j', (text) => expect(isVisible(text)).toBe(false));

it.each([
  'a',
  '.',
  '?',
  '-',
  '7',
  '€',
  '😀',
  '❤\ufe0f',
  '字',
  'ا',
  '\u202eabc',
  '\u200bx',
  '\ufffd',
  '\ue000',
  '᠎a',
])('isVisible: true for %j', (text) => expect(isVisible(text)).toBe(true));

it.each([
  ['a\nb', 'a b'],
  ['a\r\n\r\nb', 'a b'],
  ['a\tb', 'a b'],
  ['a\u0007', 'a'],
  ['\u001b[31mred', '[31mred'],
  ['a\u0085b\u009b', 'a b'],
  ['a\u2028b\u2029c', 'a b c'],
  ['\u202egnp.exe', 'gnp.exe'],
  ['\u2066a\u2069', 'a'],
])('toSingleLine: converts %j to %j', (text, line) => {
  expect(isSingleLine(text)).toBe(false);
  expect(toSingleLine(text)).toBe(line);
  expect(isSingleLine(line)).toBe(true);
});

it.each(['👩\u200d👩\u200d👧', 'می\u200cخواهم', '\u200fעברית', 'e\u0301', 'soft\u00adhyphen', 'a b'])(
  'isSingleLine: accepts %j',
  (text) => expect(isSingleLine(text)).toBe(true),
);

it.each([
  [' VPN ', 'vpn'],
  ['cafe\u0301', 'caf\u00e9'],
  ['a\u200bq\u00ad', 'aq'],
  ['\u0130zmir', 'i\u0307zmir'],
  ['\u{1f469}\u200d\u{1f4bb}', '\u{1f469}\u200d\u{1f4bb}'],
  ['\u2764\ufe0f', '\u2764\ufe0f'],
  ['a\u202eb', 'a\u202eb'],
])('normalizeLabel: %j becomes %j', (label, normalized) => expect(normalizeLabel(label)).toBe(normalized));
