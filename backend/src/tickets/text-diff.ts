/** Maximum length of an excerpt in the history, per side: the difference and its context. */
const MAX_EXCERPT_LENGTH = 450;

/** Characters of unchanged text before the difference. */
const CONTEXT_LENGTH = 50;

/** With the notes about omitted characters. */
const MAX_FULL_LENGTH = MAX_EXCERPT_LENGTH + 50;

/**
 * The two sides of a text change as the history stores them: in full if both are short, else the difference, with notes
 * of the omitted characters such as `[… 1200 characters …]`. Otherwise every small edit would store a long text twice.
 * Texts that were already shortened stay unchanged.
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

/** Moves an offset within a surrogate pair to its start, since PostgreSQL's JSON does not accept lone surrogates. */
function characterBoundary(text: string, at: number): number {
  return at > 0 && /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}
