/**
 * Letters, digits, punctuation and symbols, without fillers. A text of blanks, controls, combining marks and fillers
 * alone looks empty. U+2800 is a braille pattern without dots, U+1D159 a note head that is not drawn.
 */
const VISIBLE =
  /[[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]--[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{1D159}]]/v;

/** Control characters, line breaks included, and bidirectional embeddings, overrides and isolates. */
const LINE_CONTROL = '[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]';
const BREAKS_A_LINE = new RegExp(LINE_CONTROL, 'u');
const BREAKS = new RegExp(`${LINE_CONTROL}+`, 'gu');

/** Whether the text has a visible character. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Whether a field of one line, such as a title, a name or a tag, can hold the text. */
export function isSingleLine(text: string): boolean {
  return !BREAKS_A_LINE.test(text);
}

/** The text with a space in place of what {@link isSingleLine} refuses. */
export function toSingleLine(text: string): string {
  return isSingleLine(text) ? text : text.replace(BREAKS, ' ').replace(/ {2,}/g, ' ').trim();
}

/** As long as PostgreSQL counts: in code points, of which each takes at most two units. */
export function isWithin(max: number, text: string): boolean {
  return text.length <= max || (text.length <= 2 * max && [...text].length <= max);
}
