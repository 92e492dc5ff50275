import { adjacentCard } from './board-navigation';

describe('board navigation', () => {
  const standing = [
    [[1, 2, 3], [], [4]],
    [[], [5], []],
    [[6], [], []],
  ];

  it('starts at the first card', () => {
    expect(adjacentCard(standing, null, 'down')).toBe(1);
    expect(
      adjacentCard(
        [
          [[], []],
          [[], [9]],
        ],
        null,
        'up',
      ),
    ).toBe(9);
    expect(adjacentCard([], null, 'down')).toBeUndefined();
  });
  it('moves down a column, skipping empty cells', () => {
    expect(adjacentCard(standing, 1, 'down')).toBe(2);
    expect(adjacentCard(standing, 3, 'down')).toBe(6);
    expect(adjacentCard(standing, 6, 'down')).toBeUndefined();
  });
  it('moves up to the last card of the previous lane', () => {
    expect(adjacentCard(standing, 6, 'up')).toBe(3);
    expect(adjacentCard(standing, 1, 'up')).toBeUndefined();
  });
  it('moves sideways within the lane to the nearest card', () => {
    expect(adjacentCard(standing, 3, 'right')).toBe(4);
    expect(adjacentCard(standing, 4, 'left')).toBe(1);
    expect(adjacentCard(standing, 5, 'left')).toBeUndefined();
  });
});
