const OMISSION = '\n[… the middle is left out …]\n';

/**
 * Shortens a text to at most `maxCharacters` UTF-16 units without splitting surrogate pairs. The problem is usually
 * described at the beginning of a ticket and the question asked at its end, while the middle of a long text is logs
 * and quoted mail. So two thirds come from the beginning, and the omission is marked.
 */
export function excerpt(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const room = maxCharacters - OMISSION.length;
  // Too short for the omission mark.
  if (room < OMISSION.length) return beginning(text, Math.max(0, maxCharacters));
  const atStart = Math.ceil((room * 2) / 3);
  const end = text.slice(text.length - (room - atStart)).replace(/^[\uDC00-\uDFFF]/, '');
  return beginning(text, atStart) + OMISSION + end;
}

function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
