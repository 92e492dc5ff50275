import { LIMITS } from './text-limits';

const MAX_QUERY_LENGTH = LIMITS.search;

/** What of a text is searched for: of one that is too long, such as a pasted error message, its first words. */
export function toSearchQuery(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length <= MAX_QUERY_LENGTH) return trimmed;
  const within = trimmed.slice(0, MAX_QUERY_LENGTH + 1).replace(/\s\S*$/, '');
  // Of a single long word its beginning, and no half of a surrogate pair.
  return within
    .trim()
    .slice(0, MAX_QUERY_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, '');
}
