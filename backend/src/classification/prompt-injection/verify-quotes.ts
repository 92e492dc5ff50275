import type { TicketText } from '../classifier.js';

const MOST_QUOTES = 5;
const LONGEST_QUOTE = 100;

/**
 * Of what a model gives as its evidence, that which stands in the ticket, letter for letter. The rest may be made up, or
 * be something that the ticket had the model say, and is dropped.
 */
export function verifyQuotes(text: TicketText, quotes: readonly unknown[]): string[] {
  const kept = new Set<string>();
  for (const quote of quotes) {
    if (kept.size === MOST_QUOTES) break;
    if (typeof quote !== 'string') continue;
    const trimmed = quote.trim();
    if (trimmed.length > LONGEST_QUOTE || !/[\p{L}\p{N}]/u.test(trimmed) || !trimmed.isWellFormed()) continue;
    if (text.title.includes(trimmed) || text.description.includes(trimmed)) kept.add(trimmed);
  }
  return [...kept];
}
