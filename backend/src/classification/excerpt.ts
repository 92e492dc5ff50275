const OMISSION = '\n[… the middle is left out …]\n';

/**
 * At most so many UTF-16 units, no character halved. What went wrong stands at the beginning of a ticket, and at its end
 * the question; the middle of a very long one is logs and quoted mail. So two thirds are its beginning, and the cut shows.
 */
export function excerpt(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const room = maxCharacters - OMISSION.length;
  // Where not even the mark has room, what went wrong is worth more than it.
  if (room < OMISSION.length) return beginning(text, Math.max(0, maxCharacters));
  const atStart = Math.ceil((room * 2) / 3);
  const end = text.slice(text.length - (room - atStart)).replace(/^[\uDC00-\uDFFF]/, '');
  return beginning(text, atStart) + OMISSION + end;
}

function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
