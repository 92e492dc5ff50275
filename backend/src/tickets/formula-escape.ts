/**
 * Spreadsheets take a cell for a formula that begins so; those of East Asia also in other widths. What they drop at a cell's
 * start (white space, control and invisible characters, quotes of the file format) may stand before it, and so may the mark
 * itself: otherwise a text that had it already would lose it on the way back.
 */
const FORMULA = '[=+\\-@＝﹦⁼₌＋﹢⁺₊﬩－﹣−⁻₋＠﹫]';
const DROPPED = '\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u2800\'"';

const AT_START = new RegExp(`^(?:[\\s${DROPPED}]*${FORMULA}|['"]*[\\t\\r])`, 'u');

/**
 * Of a line, or after a semicolon. Where semicolons separate cells, as in German spreadsheets, the quotes around a text do
 * not count, and so each of its lines begins a row and each of its semicolons a cell.
 */
const INSIDE = `(?:(?![\\r\\n])[\\s${DROPPED}])*${FORMULA}|['"]*\\t`;
const BREAK = '(;|\\r\\n?|\\n)';
const UNMARKED = new RegExp(`${BREAK}(?=${INSIDE})`, 'gu');
const MARKED = new RegExp(`${BREAK}'(?=${INSIDE})`, 'gu');

/** Sets a mark, an apostrophe, before whatever a spreadsheet would take for a formula. */
export function escapeFormulas(text: string): string {
  const marked = text.replace(UNMARKED, "$1'");
  return AT_START.test(marked) ? `'${marked}` : marked;
}

/** The text that {@link escapeFormulas} was given. */
export function unescapeFormulas(text: string): string {
  const rest = text.slice(1);
  const unmarked = text.startsWith("'") && AT_START.test(rest) ? rest : text;
  return unmarked.replace(MARKED, '$1');
}
