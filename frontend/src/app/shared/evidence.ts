import { Ticket } from '../core/api-types';

export interface EvidencePart {
  text: string;
  hit: boolean;
}

/**
 * A text with every place marked at which one of the quotes stands, letter for letter and as whole words. Quotes that overlap or touch
 * are one mark; together the parts are the text again.
 */
export function evidenceParts(text: string, quotes: readonly string[]): EvidencePart[] {
  const parts: EvidencePart[] = [];
  let done = 0;
  for (const [from, to] of merged(placesOf(text, quotes))) {
    if (from > done) parts.push({ text: text.slice(done, from), hit: false });
    parts.push({ text: text.slice(from, to), hit: true });
    done = to;
  }
  if (done < text.length || !parts.length) parts.push({ text: text.slice(done), hit: false });
  return parts;
}

/** What the suggestion rests on, for as long as it is the machine's word: what a person decided needs no proof. */
export function standingEvidence({ triage }: Ticket): readonly string[] {
  return (triage.state === 'suggested' && !triage.abstained) || triage.self_settled ? triage.evidence : [];
}

/** Whether title or description have anything to mark. */
export function hasEvidence(ticket: Ticket): boolean {
  return standingEvidence(ticket).some(
    (quote) => placesOf(ticket.title, [quote]).length > 0 || placesOf(ticket.description, [quote]).length > 0,
  );
}

type Place = readonly [from: number, to: number];

function placesOf(text: string, quotes: readonly string[]): Place[] {
  const places: Place[] = [];
  for (const quote of new Set(quotes)) {
    if (!quote.trim()) continue;
    for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1))
      if (isApart(text, at) && isApart(text, at + quote.length)) places.push([at, at + quote.length]);
  }
  return places.sort(([a], [b]) => a - b);
}

/** Whether no word goes on across this place, in the scripts that put spaces between words. */
function isApart(text: string, at: number): boolean {
  return (
    !/[\p{L}\p{N}\p{M}]$/u.test(text.slice(Math.max(0, at - 2), at)) ||
    !STARTS_WITHIN.test(text.slice(at, at + 2))
  );
}

const STARTS_WITHIN =
  /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}\p{M}]/u;

function merged(places: readonly Place[]): Place[] {
  const apart: Place[] = [];
  for (const [from, to] of places) {
    const last = apart.at(-1);
    if (last && from <= last[1]) apart[apart.length - 1] = [last[0], Math.max(last[1], to)];
    else apart.push([from, to]);
  }
  return apart;
}
