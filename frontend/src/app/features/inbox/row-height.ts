/** Minimum width of single-line rows. Must match the template's `@2xl`. */
const WIDE_ROW_REM = 42;

/** Row height in rem. All rows have the same height, which virtual scrolling requires. */
export function rowHeightRem(widthRem: number, withExcerpt: boolean): number {
  return (widthRem < WIDE_ROW_REM ? 4.25 : 2.75) + (withExcerpt ? 1 : 0);
}
