/** The ids of the cards as they stand: by lane, by column, from top to bottom. */
export type Standing = readonly (readonly (readonly number[])[])[];
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

/** The card beside another, over empty cells; undefined at the edge. From nowhere, the first card. */
export function cardBeside(
  standing: Standing,
  from: number | null,
  direction: Direction,
): number | undefined {
  const lane = standing.findIndex((cells) => cells.some((ids) => ids.includes(from!)));
  if (from === null || lane < 0) return standing.flat(2)[0];
  const cells = standing[lane]!;
  const column = cells.findIndex((ids) => ids.includes(from));
  const at = cells[column]!.indexOf(from);
  const filled = (ids: readonly number[] | undefined) => !!ids?.length;
  switch (direction) {
    case 'down':
      return (
        cells[column]![at + 1] ??
        standing
          .slice(lane + 1)
          .map((each) => each[column])
          .find(filled)?.[0]
      );
    case 'up':
      return (
        cells[column]![at - 1] ??
        standing
          .slice(0, lane)
          .map((each) => each[column])
          .findLast(filled)
          ?.at(-1)
      );
    case 'right':
      return beside(cells.slice(column + 1).find(filled), at);
    case 'left':
      return beside(cells.slice(0, column).findLast(filled), at);
  }
}

function beside(ids: readonly number[] | undefined, at: number): number | undefined {
  return ids && ids[Math.min(at, ids.length - 1)];
}
