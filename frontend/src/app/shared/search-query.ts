import { LIMITS } from './text-limits';

const MAX_QUERY_LENGTH = LIMITS.search;

/**
 * Truncates a search query to the API limit at a word boundary, for example a pasted error message.
 */
export function toSearchQuery(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length <= MAX_QUERY_LENGTH) return trimmed;
  const within = trimmed.slice(0, MAX_QUERY_LENGTH + 1).replace(/\s\S*$/, '');
  // A single long word is truncated without splitting a surrogate pair.
  return within
    .trim()
    .slice(0, MAX_QUERY_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, '');
}
