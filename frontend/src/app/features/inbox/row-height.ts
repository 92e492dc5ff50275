/** From here on a row is one line, with a column for each thing. The template says the same: `@2xl`. */
const WIDE_ROW_REM = 42;

/** In rem. All rows of a list are equally high, so that any of them can be found without rendering the others. */
export function rowHeightRem(widthRem: number, withExcerpt: boolean): number {
  return (widthRem < WIDE_ROW_REM ? 4.25 : 2.75) + (withExcerpt ? 1 : 0);
}
