/**
 * Characters that start a formula in spreadsheets; East Asian versions also accept other widths. A formula may be
 * preceded by characters that spreadsheets drop at the start of a cell (white space, control and invisible characters,
 * quotes of the file format), and by the escape mark itself, which has to be escaped to survive the round trip.
 */
const FORMULA = '[=+\\-@＝﹦⁼₌＋﹢⁺₊﬩－﹣−⁻₋＠﹫]';
const DROPPED = '\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u2800\'"';

const AT_START = new RegExp(`^(?:[\\s${DROPPED}]*${FORMULA}|['"]*[\\t\\r])`, 'u');

/**
 * Matches a formula at the start of a line or after a semicolon. Where semicolons separate cells, as in German
 * spreadsheets, the quotes around a text are not recognized, so that each of its lines starts a row and each semicolon
 * a cell.
 */
const INSIDE = `(?:(?![\\r\\n])[\\s${DROPPED}])*${FORMULA}|['"]*\\t`;
const BREAK = '(;|\\r\\n?|\\n)';
const UNMARKED = new RegExp(`${BREAK}(?=${INSIDE})`, 'gu');
const MARKED = new RegExp(`${BREAK}'(?=${INSIDE})`, 'gu');

/** Inserts an apostrophe before everything that a spreadsheet would interpret as a formula. */
export function escapeFormulas(text: string): string {
  const marked = text.replace(UNMARKED, "$1'");
  return AT_START.test(marked) ? `'${marked}` : marked;
}

/** Reverses {@link escapeFormulas}. */
export function unescapeFormulas(text: string): string {
  const rest = text.slice(1);
  const unmarked = text.startsWith("'") && AT_START.test(rest) ? rest : text;
  return unmarked.replace(MARKED, '$1');
}
