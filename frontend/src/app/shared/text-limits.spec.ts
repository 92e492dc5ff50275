import { formatCounter, formatExcess, validateTags, hasVisibleText, codePointLength } from './text-limits';

describe('text limits', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['😀'.repeat(3), 3],
    ['a😀b', 3],
    ['\ud83d', 1],
    ['e\u0301', 2],
  ])('count %j as %i characters, like the service', (text, length) =>
    expect(codePointLength(text)).toBe(length),
  );

  it.each([
    ['x'.repeat(200), null, '200 / 200'],
    ['😀'.repeat(200), null, '200 / 200'],
    ['x'.repeat(179), null, null],
    ['😀'.repeat(179), null, null],
    ['x'.repeat(201), '1 character too many. The limit is 200.', '201 / 200'],
    ['😀'.repeat(260), '60 characters too many. The limit is 200.', '260 / 200'],
    ['x'.repeat(27_022), '26,822 characters too many. The limit is 200.', '27,022 / 200'],
  ])('format the remaining or excess length', (text, excess, counter) =>
    expect([formatExcess(text, 200), formatCounter(text, 200)]).toEqual([excess, counter]),
  );
});

it.each([
  [[], null],
  [['a'.repeat(50), '😀'.repeat(50)], null],
  [Array.from({ length: 20 }, (_, i) => `t${i}`), null],
  [['ok', 'b'.repeat(51)], `“${'b'.repeat(20)}…” is too long. Tags can have up to 50 characters.`],
  [Array.from({ length: 21 }, (_, i) => `t${i}`), 'Too many tags (21). You can add up to 20.'],
])('validate tags', (tags, fault) => expect(validateTags(tags)).toBe(fault));

it.each([
  '',
  ' \n\t',
  '\u200b',
  '\u2060\ufeff',
  '\u00ad',
  '\u3164',
  '\u2800',
  '\u202e',
  '\u0007\u001b',
  '\u0301',
])('find no visible text in %j', (text) => expect(hasVisibleText(text)).toBe(false));
it.each(['a', '?', '😀', '字', '\u200bx', '❤\ufe0f'])('find visible text in %j', (text) =>
  expect(hasVisibleText(text)).toBe(true),
);
