/** How much of each side the history keeps of a long text: what differs, between what is alike. */
const EXCERPT = 450;

/** Of what is alike, so much is shown before what differs. */
const LEAD = 50;

/** With the notes of what was left out. */
const LONGEST = EXCERPT + 50;

/**
 * What the history keeps of a changed text: all of it while it is short, else where the two differ, with a note of how much
 * was left out on each side, such as `[… 1200 characters …]`. Otherwise each change of a letter would store the text
 * twice. What was shortened already stays as it is.
 */
export function textChange(before: string, after: string): [string, string] {
  if (before.length <= LONGEST && after.length <= LONGEST) return [before, after];
  const shorter = Math.min(before.length, after.length);
  let alike = 0;
  while (alike < shorter && before[alike] === after[alike]) alike += 1;
  let alikeAtEnd = 0;
  while (alikeAtEnd < shorter - alike && before.at(-1 - alikeAtEnd) === after.at(-1 - alikeAtEnd))
    alikeAtEnd += 1;
  const from = Math.max(0, alike - LEAD);
  const excerpt = (text: string): string =>
    excerptOf(text, from, text.length - Math.max(0, alikeAtEnd - LEAD));
  return [excerpt(before), excerpt(after)];
}

function excerptOf(text: string, from: number, to: number): string {
  const start = whole(text, from);
  const end = whole(text, Math.min(to, start + EXCERPT));
  return leftOut(start) + text.slice(start, end) + leftOut(text.length - end);
}

function leftOut(characters: number): string {
  return characters > 0 ? `[… ${characters} characters …]` : '';
}

/** Not between the halves of a surrogate pair, of which JSON in PostgreSQL takes none alone. */
function whole(text: string, at: number): number {
  return at > 0 && /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}
