import type { TicketText } from '../classifier.js';

const MAX_QUOTES = 5;
const MAX_QUOTE_LENGTH = 100;

/**
 * Of what a model gives as its evidence, that which stands in the ticket, letter for letter. The rest may be made up, or
 * be something that the ticket had the model say, and is dropped.
 */
export function verifyQuotes(text: TicketText, quotes: readonly unknown[]): string[] {
  const verified = new Set<string>();
  for (const quote of quotes) {
    if (verified.size === MAX_QUOTES) break;
    if (typeof quote !== 'string') continue;
    const trimmed = quote.trim();
    if (trimmed.length > MAX_QUOTE_LENGTH || !/[\p{L}\p{N}]/u.test(trimmed) || !trimmed.isWellFormed())
      continue;
    if (text.title.includes(trimmed) || text.description.includes(trimmed)) verified.add(trimmed);
  }
  return [...verified];
}
