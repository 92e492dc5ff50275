import { Ticket } from '../core/api-types';

export interface EvidenceSegment {
  text: string;
  isEvidence: boolean;
}

/**
 * Splits the text at exact, whole-word occurrences of the quotes. Overlapping and adjacent quotes
 * are merged; the segments add up to the text.
 */
export function splitByEvidence(text: string, quotes: readonly string[]): EvidenceSegment[] {
  const segments: EvidenceSegment[] = [];
  let end = 0;
  for (const [from, to] of mergeRanges(findRanges(text, quotes))) {
    if (from > end) segments.push({ text: text.slice(end, from), isEvidence: false });
    segments.push({ text: text.slice(from, to), isEvidence: true });
    end = to;
  }
  if (end < text.length || !segments.length) segments.push({ text: text.slice(end), isEvidence: false });
  return segments;
}

/** Quotes of a suggestion that no agent has reviewed. */
export function activeEvidence({ triage }: Ticket): readonly string[] {
  return (triage.state === 'suggested' && !triage.abstained) || triage.self_settled ? triage.evidence : [];
}

/** Whether the title or the description contains evidence. */
export function hasEvidence(ticket: Ticket): boolean {
  return activeEvidence(ticket).some(
    (quote) =>
      findRanges(ticket.title, [quote]).length > 0 || findRanges(ticket.description, [quote]).length > 0,
  );
}

type TextRange = readonly [from: number, to: number];

function findRanges(text: string, quotes: readonly string[]): TextRange[] {
  const ranges: TextRange[] = [];
  for (const quote of new Set(quotes)) {
    if (!quote.trim()) continue;
    for (let index = text.indexOf(quote); index >= 0; index = text.indexOf(quote, index + 1))
      if (isWordBoundary(text, index) && isWordBoundary(text, index + quote.length))
        ranges.push([index, index + quote.length]);
  }
  return ranges.sort(([a], [b]) => a - b);
}

/** Whether the index is not inside a word. Scripts without spaces have boundaries everywhere. */
function isWordBoundary(text: string, index: number): boolean {
  return (
    !/[\p{L}\p{N}\p{M}]$/u.test(text.slice(Math.max(0, index - 2), index)) ||
    !CONTINUES_WORD.test(text.slice(index, index + 2))
  );
}

const CONTINUES_WORD =
  /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}\p{M}]/u;

function mergeRanges(ranges: readonly TextRange[]): TextRange[] {
  const merged: TextRange[] = [];
  for (const [from, to] of ranges) {
    const last = merged.at(-1);
    if (last && from <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}
