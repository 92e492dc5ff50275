import { randomBytes } from 'node:crypto';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { SearchMatch } from './dto/ticket-list.dto.js';
import { excerptOf, hitsIn, partsOf, union } from './search-match.js';
import type { Ticket } from './ticket.entity.js';

/**
 * Matches the stems of the words or the words as they are written, the last one also as a prefix. PostgreSQL's
 * web-search parser knows no prefix: it is put behind the last word of the parsed query, where stemming left it whole.
 */
export function whereSearched(query: SelectQueryBuilder<Ticket>, text: string): void {
  const unfinished = unfinishedWord(text);
  const [stems, plain] = [parsed('english', ':search', unfinished), parsed('simple', ':search', unfinished)];
  // A phrase with stop words in it means them: its stems alone, which lack them, would find too much.
  const words = text.includes('"')
    ? `CASE WHEN numnode(${stems}) = numnode(${plain}) THEN ${stems} || ${plain} ELSE ${plain} END`
    : `${stems} || ${plain}`;
  query.andWhere(`t.searchVector @@ (${words})`, {
    search: text,
    ...(unfinished && { unfinished: ending(unfinished) }),
  });
  // Stems know nothing of words like "not", and plain words nothing of inflections: either would let some through.
  excluded(text).forEach(({ word, phrase }, i) => {
    const forms = [`phraseto_tsquery('simple', :excluded${i})`];
    if (word) forms.push(`plainto_tsquery('english', :excluded${i})`);
    query.andWhere(`NOT t.searchVector @@ (${forms.join(' || ')})`, { [`excluded${i}`]: word ?? phrase });
  });
}

/**
 * Where the search matched each of these tickets, to be shown; nothing without a search. PostgreSQL marks the words, of
 * these tickets alone, with marks that no text can hold, since they are new each time.
 */
export async function searchMatches(
  dataSource: DataSource,
  tickets: Ticket[],
  search: string | undefined,
): Promise<Map<number, { match: SearchMatch }>> {
  if (search === undefined || tickets.length === 0) return new Map();
  const mark = randomBytes(12).toString('hex');
  const [start, stop] = [`<${mark}>`, `</${mark}>`];
  const unfinished = unfinishedWord(search);
  const rows = await dataSource.query<Marked[]>(
    `WITH searched AS (
       SELECT ${parsed('english', '$2', unfinished, '$6')} AS stems, ${parsed('simple', '$2', unfinished, '$6')} AS plain
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

function parsed(config: string, search: string, unfinished?: string, pattern = ':unfinished'): string {
  const words = `websearch_to_tsquery('${config}', ${search})`;
  return unfinished ? `regexp_replace(${words}::text, ${pattern}, '\\&:*')::tsquery` : words;
}

function ending(unfinished: string): string {
  return `${unfinished.toLowerCase()}'$`;
}

function excluded(search: string): { word?: string; phrase?: string }[] {
  return [...search.matchAll(/(?:^|\s)-(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/g)].map(
    ({ groups }) => groups ?? {},
  );
}

/** The end of a plain word at the end of the search: not in a phrase, nor in a word that is excluded. */
function unfinishedWord(search: string): string | undefined {
  const quotes = search.split('"').length - 1;
  if (quotes % 2 > 0 || !/(^|\s)[^\s"-][^\s"]*$/u.test(search)) return undefined;
  return /[\p{L}\p{M}\p{N}]+$/u.exec(search)?.[0];
}
