import type { Density } from './density-preference';

/** Minimum width of single-line rows. Must match the template's `@2xl`. */
const WIDE_ROW_REM = 42;

const ROW_REM: Record<Density, { wide: number; narrow: number }> = {
  comfortable: { wide: 2.75, narrow: 4.25 },
  compact: { wide: 2.25, narrow: 3.75 },
};

/** Row height in rem. All rows have the same height, which virtual scrolling requires. */
export function rowHeightRem(widthRem: number, withExcerpt: boolean, density: Density): number {
  const { wide, narrow } = ROW_REM[density];
  return (widthRem < WIDE_ROW_REM ? narrow : wide) + (withExcerpt ? 1 : 0);
}
