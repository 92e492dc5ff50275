import { limits } from './text-limits';

const LIMIT = limits.search;

/** What of a text is searched for: of one that is too long, such as a pasted error message, its first words. */
export function searchText(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length <= LIMIT) return trimmed;
  const within = trimmed.slice(0, LIMIT + 1).replace(/\s\S*$/, '');
  // Of a single long word its beginning, and no half of a surrogate pair.
  return within
    .trim()
    .slice(0, LIMIT)
    .replace(/[\uD800-\uDBFF]$/, '');
}
