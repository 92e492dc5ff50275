/** Card ids by lane and column, from top to bottom. */
export type CardGrid = readonly (readonly (readonly number[])[])[];
export type Direction = 'up' | 'down' | 'left' | 'right';

export function directionOf(key: string): Direction | undefined {
  const directions: Record<string, Direction> = {
    ArrowUp: 'up',
    ArrowDown: 'down',
    ArrowLeft: 'left',
    ArrowRight: 'right',
  };
  return directions[key];
}

/**
 * Returns the adjacent card, skipping empty cells; undefined at the edge. Without a current card,
 * returns the first.
 */
export function adjacentCard(grid: CardGrid, from: number | null, direction: Direction): number | undefined {
  const lane = grid.findIndex((cells) => cells.some((ids) => ids.includes(from!)));
  if (from === null || lane < 0) return grid.flat(2)[0];
  const cells = grid[lane]!;
  const column = cells.findIndex((ids) => ids.includes(from));
  const index = cells[column]!.indexOf(from);
  const filled = (ids: readonly number[] | undefined) => !!ids?.length;
  switch (direction) {
    case 'down':
      return (
        cells[column]![index + 1] ??
        grid
          .slice(lane + 1)
          .map((laneCells) => laneCells[column])
          .find(filled)?.[0]
      );
    case 'up':
      return (
        cells[column]![index - 1] ??
        grid
          .slice(0, lane)
          .map((laneCells) => laneCells[column])
          .findLast(filled)
          ?.at(-1)
      );
    case 'right':
      return clampedCard(cells.slice(column + 1).find(filled), index);
    case 'left':
      return clampedCard(cells.slice(0, column).findLast(filled), index);
  }
}

function clampedCard(ids: readonly number[] | undefined, index: number): number | undefined {
  return ids && ids[Math.min(index, ids.length - 1)];
}
