import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Parameters } from '../database/plain-query.js';
import type { SearchMatch } from './dto/ticket-list.dto.js';
import { excerptOf, hitsIn, partsOf, union } from './search-match.js';
import type { TicketRow } from './ticket-rows.js';

const EXCLUDED = /(?:^|\s)-(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/g;

/**
 * The condition that a ticket `t` matches the stems of the words or the words as they are written, the last one also as
 * a prefix. PostgreSQL's web-search parser knows no prefix: it is put behind the last word of the parsed query, where
 * stemming left it whole.
 */
export function searched(text: string, parameters: Parameters): string {
  // Stems know nothing of words like "not", and plain words nothing of inflections: either would let some through.
  const unwanted = excluded(text).map(({ word, phrase }) => {
    const given = parameters.add(word ?? phrase);
    const forms = [`phraseto_tsquery('simple', ${given})`];
    if (word) forms.push(`plainto_tsquery('english', ${given})`);
    return `NOT t.search_vector @@ (${forms.join(' || ')})`;
  });
  return [`t.search_vector @@ (${wordsOf(text, parameters)})`, ...unwanted].join(' AND ');
}

function wordsOf(text: string, parameters: Parameters): string {
  const unfinished = unfinishedWord(text);
  const search = parameters.add(text);
  const prefix = unfinished && parameters.add(ending(unfinished));
  const [stems, plain] = [parsed('english', search, prefix), parsed('simple', search, prefix)];
  // A phrase with stop words in it means them: its stems alone, which lack them, would find too much.
  return text.includes('"')
    ? `CASE WHEN numnode(${stems}) = numnode(${plain}) THEN ${stems} || ${plain} ELSE ${plain} END`
    : `${stems} || ${plain}`;
}

/**
 * The condition that a ticket `t` has the words before an unfinished one, to be led by them where they are rare: of what
 * begins with a prefix, the index reads everything, however few tickets have the other words as well. Undefined where there
 * are none that each match has to have.
 */
export function searchedBefore(text: string, parameters: Parameters): string | undefined {
  const before = text.replace(/\S+$/, '');
  const needed = before.replace(EXCLUDED, '');
  if (!unfinishedWord(text) || /\bor\b/i.test(text) || !/[\p{L}\p{N}]/u.test(needed)) return undefined;
  const words = parameters.add(before);
  const [stems, plain] = [parsed('english', words, undefined), parsed('simple', words, undefined)];
  // Of stop words alone there are no stems, and a match by its stems has to have none of them.
  return `t.search_vector @@ (CASE WHEN numnode(${stems}) > 0 THEN ${stems} || ${plain} ELSE ${wordsOf(text, parameters)} END)`;
}

/**
 * Where the search matched each of these tickets, to be shown; nothing without a search. PostgreSQL marks the words, of
 * these tickets alone, with marks that no text can hold, since they are new each time.
 */
export async function searchMatches(
  dataSource: DataSource,
  tickets: TicketRow[],
  search: string | undefined,
): Promise<Map<number, { match: SearchMatch }>> {
  if (search === undefined || tickets.length === 0) return new Map();
  const mark = randomBytes(12).toString('hex');
  const [start, stop] = [`<${mark}>`, `</${mark}>`];
  const unfinished = unfinishedWord(search);
  const prefix = unfinished && '$6';
  const rows = await dataSource.query<Marked[]>(
    `WITH searched AS (
       SELECT ${parsed('english', '$2', prefix)} AS stems, ${parsed('simple', '$2', prefix)} AS plain
     ), marks AS (
       SELECT stems, CASE WHEN $4::boolean OR numnode(stems) = 0 THEN plain
         ELSE to_tsquery('simple', coalesce('''' || $5::text || ''':*', '')) END AS plain FROM searched
     )
     SELECT t.id,
       ts_headline('english', t.title, stems, $3) AS "titleStems", ts_headline('simple', t.title, plain, $3) AS "titleWords",
       ts_headline('english', t.description, stems, $3) AS "textStems",
       ts_headline('simple', t.description, plain, $3) AS "textWords"
     FROM tickets t, marks WHERE t.id = ANY ($1::integer[])`,
    [
      tickets.map(({ id }) => id),
      search,
      `HighlightAll=true, StartSel=${start}, StopSel=${stop}`,
      search.includes('"'),
      unfinished ?? null,
      ...(unfinished === undefined ? [] : [ending(unfinished)]),
    ],
  );
  const texts = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  return new Map(
    rows.map(({ id, titleStems, titleWords, textStems, textWords }) => {
      const { title, description } = texts.get(id)!;
      const hits = (...marked: string[]): [number, number][] =>
        union(marked.flatMap((text) => hitsIn(text, start, stop)));
      const match = {
        title: partsOf(title, hits(titleStems, titleWords)),
        excerpt: excerptOf(description, hits(textStems, textWords)),
      };
      return [id, { match }];
    }),
  );
}

interface Marked {
  id: number;
  titleStems: string;
  titleWords: string;
  textStems: string;
  textWords: string;
}

/** The search and the {@link ending} of its unfinished word are names of parameters. */
function parsed(config: string, search: string, prefix: string | undefined): string {
  const words = `websearch_to_tsquery('${config}', ${search})`;
  return prefix ? `regexp_replace(${words}::text, ${prefix}, '\\&:*')::tsquery` : words;
}

function ending(unfinished: string): string {
  return `${unfinished.toLowerCase()}'$`;
}

function excluded(search: string): { word?: string; phrase?: string }[] {
  return [...search.matchAll(EXCLUDED)].map(({ groups }) => groups ?? {});
}

/** The end of a plain word at the end of the search: not in a phrase, nor in a word that is excluded. */
function unfinishedWord(search: string): string | undefined {
  const quotes = search.split('"').length - 1;
  if (quotes % 2 > 0 || !/(^|\s)[^\s"-][^\s"]*$/u.test(search)) return undefined;
  return /[\p{L}\p{M}\p{N}]+$/u.exec(search)?.[0];
}
