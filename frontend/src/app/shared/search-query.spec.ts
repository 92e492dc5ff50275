import { toSearchQuery } from './search-query';

describe('toSearchQuery', () => {
  const words = 'word '.repeat(39);
  it.each([
    ['is trimmed', '  vpn down ', 'vpn down'],
    ['may have 200 characters', 'x'.repeat(200), 'x'.repeat(200)],
    ['ends with a whole word', `${words}overlong`, words.trim()],
    ['keeps a word that ends at the limit', `${words}whole then`, `${words}whole`],
    ['ends within a word that is longer than that', 'x'.repeat(300), 'x'.repeat(200)],
    ['does not end within a character', `${'x'.repeat(199)}😀`, 'x'.repeat(199)],
    ['may be of several lines', `${words}\nsecond line`, words.trim()],
  ])('%s', (_, text, expected) => expect(toSearchQuery(text)).toBe(expected));
});
