import { compareNames } from './collation';

describe('compareNames', () => {
  it('sorts by the language, not by code points', () => {
    const names = ['Zora', 'Ägidius', 'anna', 'Østergaard', 'Team 10', 'Team 2', 'Émile', 'Bo'];
    expect(names.toSorted(compareNames)).toEqual([
      'Ägidius',
      'anna',
      'Bo',
      'Émile',
      'Østergaard',
      'Team 2',
      'Team 10',
      'Zora',
    ]);
  });
});
