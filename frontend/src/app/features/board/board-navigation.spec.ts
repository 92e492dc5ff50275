import { adjacentCard } from './board-navigation';

describe('Walking the cards', () => {
  const standing = [
    [[1, 2, 3], [], [4]],
    [[], [5], []],
    [[6], [], []],
  ];

  it('begins with the first card', () => {
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
  it('goes down a column, over the lanes that are empty there', () => {
    expect(adjacentCard(standing, 1, 'down')).toBe(2);
    expect(adjacentCard(standing, 3, 'down')).toBe(6);
    expect(adjacentCard(standing, 6, 'down')).toBeUndefined();
  });
  it('goes up to the last card of the lane above', () => {
    expect(adjacentCard(standing, 6, 'up')).toBe(3);
    expect(adjacentCard(standing, 1, 'up')).toBeUndefined();
  });
  it('goes to the sides within the lane, to the card that stands nearest', () => {
    expect(adjacentCard(standing, 3, 'right')).toBe(4);
    expect(adjacentCard(standing, 4, 'left')).toBe(1);
    expect(adjacentCard(standing, 5, 'left')).toBeUndefined();
  });
});
