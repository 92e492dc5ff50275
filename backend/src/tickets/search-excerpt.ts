import type { MatchPart } from './dto/ticket-list.dto.js';

/** Range of a match in a text, as offsets in UTF-16 code units; the end is exclusive. */
export type HitRange = [from: number, to: number];

const EXCERPT_LENGTH = 200;

/** Context before the first hit of an excerpt, in characters. */
const LEAD_LENGTH = 60;

/** Sorted, with overlapping ranges merged. */
export function mergeHits(hits: HitRange[]): HitRange[] {
  const merged: HitRange[] = [];
  for (const [from, to] of hits.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Splits the text at its hits. The concatenation of the parts is the text. */
export function splitByHits(text: string, hits: HitRange[]): MatchPart[] {
  const parts: MatchPart[] = [];
  let at = 0;
  for (const [from, to] of hits) {
    parts.push({ text: text.slice(at, from), hit: false }, { text: text.slice(from, to), hit: true });
    at = to;
  }
  parts.push({ text: text.slice(at), hit: false });
  return parts.filter((part) => part.text !== '');
}

/** The part of the text with the most hits, or its start if there are none. An ellipsis marks where it was cut. */
export function excerptAround(text: string, hits: HitRange[]): MatchPart[] {
  const [from, to] = densestWindow(text, hits);
  const within = hits
    .filter(([start, end]) => start < to && end > from)
    .map(([start, end]): HitRange => [Math.max(start, from) - from, Math.min(end, to) - from]);
  const parts = splitByHits(text.slice(from, to), within);
  return [
    ...(from > 0 ? [{ text: '…', hit: false }] : []),
    ...parts,
    ...(to < text.length ? [{ text: '…', hit: false }] : []),
  ];
}

function densestWindow(text: string, hits: HitRange[]): HitRange {
  if (text.length <= EXCERPT_LENGTH) return [0, text.length];
  let best = 0;
  let most = 0;
  let end = 0;
  for (const [i, [first]] of hits.entries()) {
    while (end < hits.length && hits[end]![1] <= first + EXCERPT_LENGTH - LEAD_LENGTH) end += 1;
    if (end - i > most) [best, most] = [i, end - i];
  }
  const around = Math.max(0, (hits[best]?.[0] ?? 0) - LEAD_LENGTH);
  const from = wordStart(text, Math.min(around, text.length - EXCERPT_LENGTH), hits[best]?.[0] ?? 0);
  return [from, wordEnd(text, from + EXCERPT_LENGTH)];
}

/** The first start of a word at or after the offset, up to the limit. */
export function wordStart(text: string, at: number, limit: number): number {
  if (at === 0) return 0;
  const space = text.slice(at, limit).search(/\s\S/);
  return space < 0 ? characterBoundary(text, at) : at + space + 1;
}

/** The last end of a word before the offset; the offset itself within a long word. */
function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const space = text.slice(at - LEAD_LENGTH, at + 1).search(/\s\S*$/);
  return space <= 0 ? characterBoundary(text, at) : at - LEAD_LENGTH + space;
}

/** Moves an offset within a surrogate pair to its start. */
export function characterBoundary(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}
