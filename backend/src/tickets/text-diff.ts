/** How much of each side the history keeps of a long text: what differs, between what is alike. */
const MAX_EXCERPT_LENGTH = 450;

/** Of what is alike, so much is shown before what differs. */
const CONTEXT_LENGTH = 50;

/** With the notes of what was left out. */
const MAX_FULL_LENGTH = MAX_EXCERPT_LENGTH + 50;

/**
 * What the history keeps of a changed text: all of it while it is short, else where the two differ, with a note of how much
 * was left out on each side, such as `[… 1200 characters …]`. Otherwise each change of a letter would store the text
 * twice. What was shortened already stays as it is.
 */
export function diffText(before: string, after: string): [string, string] {
  if (before.length <= MAX_FULL_LENGTH && after.length <= MAX_FULL_LENGTH) return [before, after];
  const shorter = Math.min(before.length, after.length);
  let alike = 0;
  while (alike < shorter && before[alike] === after[alike]) alike += 1;
  let alikeAtEnd = 0;
  while (alikeAtEnd < shorter - alike && before.at(-1 - alikeAtEnd) === after.at(-1 - alikeAtEnd))
    alikeAtEnd += 1;
  const from = Math.max(0, alike - CONTEXT_LENGTH);
  const excerpt = (text: string): string =>
    excerptBetween(text, from, text.length - Math.max(0, alikeAtEnd - CONTEXT_LENGTH));
  return [excerpt(before), excerpt(after)];
}

function excerptBetween(text: string, from: number, to: number): string {
  const start = characterBoundary(text, from);
  const end = characterBoundary(text, Math.min(to, start + MAX_EXCERPT_LENGTH));
  return omission(start) + text.slice(start, end) + omission(text.length - end);
}

function omission(characters: number): string {
  return characters > 0 ? `[… ${characters} characters …]` : '';
}

/** Not between the halves of a surrogate pair, of which JSON in PostgreSQL takes none alone. */
function characterBoundary(text: string, at: number): number {
  return at > 0 && /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}
