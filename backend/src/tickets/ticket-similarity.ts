import { foldWord } from './search-highlight.js';

const MIN_WORD_LENGTH = 3;

/** The words of a text that tell it from others: folded, and not too short. */
export function contentWords(text: string): Set<string> {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  return new Set(words.map((word) => foldWord(word)).filter((word) => word.length >= MIN_WORD_LENGTH));
}

/** Share of common words of two texts, in [0, 1] (Dice's coefficient). */
export function similarity(one: Set<string>, other: Set<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  let common = 0;
  for (const word of one) if (other.has(word)) common += 1;
  return (2 * common) / (one.size + other.size);
}
