import { Shortcut } from '../shortcuts';
import { matchCommands, parseTicketNumber } from './commands';

describe('the command palette', () => {
  const shortcut = (label: string, key?: string): Shortcut => ({ label, key, run: () => undefined });
  const names = (typed: string) =>
    matchCommands(
      [shortcut('Assign to me', 'a'), shortcut('New ticket', 'c'), shortcut('Theme: Dark')],
      typed,
    ).map((each) => each.name);

  it('offers everything, and what has all the words that are typed, in any order and case', () => {
    expect(names('')).toEqual(['Assign to me', 'New ticket', 'Theme: Dark']);
    expect(names('ME assign')).toEqual(['Assign to me']);
    expect(names('assign nobody')).toEqual([]);
  });

  it('offers once what is registered twice, as what was registered last', () => {
    const inner = shortcut('Search', '/');
    expect(matchCommands([inner, shortcut('Other'), shortcut('Search')], '').map((each) => each.key)).toEqual(
      ['/', undefined],
    );
  });

  it('knows the number of a ticket from words', () => {
    expect(['1042', '#1042', '10a', '#', '12345678901'].map(parseTicketNumber)).toEqual([
      1042,
      1042,
      null,
      null,
      null,
    ]);
  });
});
