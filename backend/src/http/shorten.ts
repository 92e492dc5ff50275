/** Truncates to `max` UTF-16 code units, ending in an ellipsis. Does not split surrogate pairs. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
