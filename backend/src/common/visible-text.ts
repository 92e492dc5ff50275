/**
 * A text needs one of these to be visible; blanks, controls, combining marks and fillers alone look empty. U+2800 is an
 * empty braille pattern, U+FFFC stands for an embedded object, and U+1D159 is an invisible note head.
 */
const VISIBLE =
  /[[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]--[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{1D159}]]/v;

/** Control characters including line breaks, and bidirectional embeddings, overrides and isolates. */
const LINE_CONTROL = '[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]';
const BREAKS_A_LINE = new RegExp(LINE_CONTROL, 'u');
const BREAKS = new RegExp(`${LINE_CONTROL}+`, 'gu');

/** Whether the text has a visible character. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Invisible characters. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Invisible characters that change how letters and emoji look. */
const SHAPES = /\p{Join_Control}|\p{Variation_Selector}/u;

/** Whether a label loses the invisible character. Those that {@link isSingleLine} refuses stay, to be refused. */
function isDropped(character: string): boolean {
  return !SHAPES.test(character) && isSingleLine(character);
}

/** The one spelling of a label such as a tag: labels that look alike are equal. */
export function normalizeLabel(label: string): string {
  return label
    .replace(INVISIBLE, (character) => (isDropped(character) ? '' : character))
    .trim()
    .toLowerCase()
    .normalize('NFC');
}

/** Whether the text fits a single-line field, such as a title, a name or a tag. */
export function isSingleLine(text: string): boolean {
  return !BREAKS_A_LINE.test(text);
}

/** Replaces everything that {@link isSingleLine} refuses with a space. */
export function toSingleLine(text: string): string {
  return isSingleLine(text) ? text : text.replace(BREAKS, ' ').replace(/ {2,}/g, ' ').trim();
}

/**
 * Whether the text is within a length in code points, as PostgreSQL counts. Each takes one or two UTF-16 code units.
 */
export function isWithin(max: number, text: string): boolean {
  return text.length <= max || (text.length <= 2 * max && [...text].length <= max);
}
