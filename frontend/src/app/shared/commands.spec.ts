import { Shortcut } from '../core/shortcuts';
import { matchCommands, parseTicketNumber } from './commands';

describe('command palette', () => {
  const shortcut = (label: string, key?: string): Shortcut => ({ label, key, run: () => undefined });
  const names = (typed: string) =>
    matchCommands(
      [shortcut('Assign to me', 'a'), shortcut('New ticket', 'c'), shortcut('Theme: Dark')],
      typed,
    ).map((each) => each.name);

  it('matches commands that contain all words in any order and case', () => {
    expect(names('')).toEqual(['Assign to me', 'New ticket', 'Theme: Dark']);
    expect(names('ME assign')).toEqual(['Assign to me']);
    expect(names('assign nobody')).toEqual([]);
  });

  it('lists a duplicate label once, with its latest registration', () => {
    const inner = shortcut('Search', '/');
    expect(matchCommands([inner, shortcut('Other'), shortcut('Search')], '').map((each) => each.key)).toEqual(
      ['/', undefined],
    );
  });

  it('distinguishes ticket numbers from text', () => {
    expect(['1042', '#1042', '10a', '#', '12345678901'].map(parseTicketNumber)).toEqual([
      1042,
      1042,
      null,
      null,
      null,
    ]);
  });
});
