import { Ticket } from '../core/api-types';

export interface EvidencePart {
  text: string;
  hit: boolean;
}

/**
 * A text with every place marked at which one of the quotes stands, letter for letter. Quotes that overlap or touch
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
    (quote) => quote.trim() && (ticket.title.includes(quote) || ticket.description.includes(quote)),
  );
}

type Place = readonly [from: number, to: number];

function placesOf(text: string, quotes: readonly string[]): Place[] {
  const places: Place[] = [];
  for (const quote of new Set(quotes)) {
    if (!quote.trim()) continue;
    for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1))
      places.push([at, at + quote.length]);
  }
  return places.sort(([a], [b]) => a - b);
}

function merged(places: readonly Place[]): Place[] {
  const apart: Place[] = [];
  for (const [from, to] of places) {
    const last = apart.at(-1);
    if (last && from <= last[1]) apart[apart.length - 1] = [last[0], Math.max(last[1], to)];
    else apart.push([from, to]);
  }
  return apart;
}
