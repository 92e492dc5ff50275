import type { TicketText } from '../classifier.js';

const MAX_QUOTES = 5;
const MAX_QUOTE_LENGTH = 100;

/**
 * Keeps the quotes that occur verbatim in the ticket, at most 5 of at most 100 characters. Other quotes may be made
 * up by the model, or be text that the ticket made it say.
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
