import { sql } from 'kysely';
import type { DataSource } from 'typeorm';
import { array, boolean, integer, nullable, text as textColumn, type Column } from '../database/columns.js';
import { and, listRows, literals, statement, type Sql } from '../database/query.js';
import type { Caller } from '../identity/users/caller.js';
import { can, rolesWith } from '../vocabulary/index.js';
import { parseSearch, parseTicketNumber } from './search-parse.js';
import { ticketSource } from './team-lists.js';
import { seesAllTickets, visibilityConditions } from './ticket-visibility.js';
import type { ResolvedSearch, ResolvedTerm } from './ticket-search.js';

/** Number of latest messages, or of a requester's latest tickets, that are searched for words common in messages. */
const RECENT_MESSAGES = 1_000;

/** A word found in more than one of so many messages counts as common. The index is read only for other words. */
const COMMON_TERM_RATIO = 50;

/** Maximum number of texts that are searched in messages and names. */
const MAX_RESOLVED_TERMS = 20;

/**
 * Resolves the matches of a search outside the tickets' own rows. Words common in the latest messages are searched only
 * among these, since reading the index would take time proportional to the table. A requester's search reads only
 * public messages of their own tickets, an agent's only messages of visible tickets.
 */
export async function resolveSearch(
  dataSource: DataSource,
  search: string,
  caller: Caller,
): Promise<ResolvedSearch> {
  const { alternatives, excluded } = parseSearch(search);
  const texts = [...alternatives.flat(), ...excluded];
  const ownOnly = !can(caller, 'tickets.readAll');
  const seesAll = seesAllTickets(caller);
  const visible = visibilityConditions(caller);
  const recent = sql.lit(RECENT_MESSAGES);
  const visibleTickets = ticketSource(caller, undefined, [...visible, sql`t.deleted_at IS NULL`]);
  const latest = seesAll
    ? sql`SELECT ticket_id, search_vector FROM ticket_messages ORDER BY id DESC LIMIT ${recent}`
    : sql`SELECT m.ticket_id, m.search_vector FROM (
         SELECT t.id FROM ${visibleTickets} ORDER BY t.created_at DESC, t.id DESC LIMIT ${recent}
       ) own JOIN ticket_messages m ON m.ticket_id = own.id ${ownOnly ? sql`AND m.visibility = 'public'` : sql``}`;
  const columns: Sql[] = [];
  const counts: Sql[] = [sql`true`];
  for (const [i, { text, unfinished }] of texts.entries()) {
    const query = sql`search_query(${text}, ${sql.lit(unfinished)})`;
    columns.push(sql`${query}::text AS ${sql.id(`q${i}`)}`);
    if (i >= MAX_RESOLVED_TERMS) continue;
    const isCommon = sql.id(`c${i}`);
    const amongLatest = sql`SELECT ticket_id FROM latest WHERE search_vector @@ ${query}`;
    // The index finds the words of a phrase in any order, and each of these rows has to be read to check the order.
    const loosely = sql`regexp_replace(${query}::text, '<(-|\\d+)>', '&', 'g')::tsquery`;
    const common = sql.lit(RECENT_MESSAGES / COMMON_TERM_RATIO);
    counts.push(sql`count(*) FILTER (WHERE search_vector @@ ${loosely}) > ${common} AS ${isCommon}`);
    const rare = sql`(SELECT ticket_id FROM ticket_messages
      WHERE NOT (SELECT ${isCommon} FROM common) AND search_vector @@ ${query} LIMIT ${recent}) rare`;
    const everywhere = sql`SELECT ticket_id FROM ${rare}
      UNION SELECT ticket_id FROM latest WHERE (SELECT ${isCommon} FROM common) AND search_vector @@ ${query}`;
    // The number of index entries is limited before hidden ones are removed: reading more would take time by their number.
    const ofTeams = sql`SELECT rare.ticket_id FROM ${rare} JOIN tickets t ON t.id = rare.ticket_id WHERE ${and(visible)}
      UNION ${amongLatest}`;
    const matching = ownOnly ? amongLatest : seesAll ? everywhere : ofTeams;
    columns.push(sql`ARRAY(${matching}) AS ${sql.id(`m${i}`)}`);
    columns.push(sql`ARRAY(SELECT id FROM people WHERE words @@ ${query}) AS ${sql.id(`a${i}`)}`);
  }
  const literal = excluded.length > 0;
  const asLiteral = literal ? sql`search_query(${search}, false)::text` : sql`NULL::text`;
  columns.push(sql`${asLiteral} AS literal`);
  const [row] = await listRows(
    dataSource,
    statement(
      resolvedColumns(texts.length),
      sql`WITH latest AS MATERIALIZED (${latest}),
     common AS MATERIALIZED (SELECT ${sql.join(counts)} FROM latest),
     people AS MATERIALIZED (SELECT id, search_words(name) AS words FROM users WHERE role IN (${literals(rolesWith('tickets.beAssigned'))}))
     SELECT ${sql.join(columns)}, EXISTS (SELECT FROM search_backfill WHERE searched = 'tickets') AS outdated`,
    ),
    { plan: 'indexed' },
  );
  const number = literal ? undefined : parseTicketNumber(search);
  const terms = texts.map((text, i): ResolvedTerm => {
    const ticketNumber = number ?? (text.text.startsWith('#') ? parseTicketNumber(text.text) : undefined);
    const ids = new Set([...(row![`m${i}`] ?? []), ...(ticketNumber === undefined ? [] : [ticketNumber])]);
    return { ...text, query: row![`q${i}`]!, ids: [...ids], assignees: row![`a${i}`] ?? [] };
  });
  const resolved = terms.map((term) => (term.query === '' ? undefined : term));
  const takeResolved = (count: number): ResolvedTerm[] =>
    resolved.splice(0, count).filter((term) => term !== undefined);
  return {
    alternatives: alternatives.map(({ length }) => takeResolved(length)).filter(({ length }) => length > 0),
    excluded: takeResolved(excluded.length),
    ...(literal && row!.literal && { literal: { query: row!.literal, text: search } }),
    ...(row!.outdated && !literal && { outdated: search }),
    ...(number !== undefined && { number }),
  };
}

type ResolvedColumns = Record<`q${number}`, Column<string>> &
  Record<`m${number}` | `a${number}`, Column<number[]>> & {
    literal: Column<string | null>;
    outdated: Column<boolean>;
  };

/** The query of each text and, of the first ones, the tickets and agents that match it. */
function resolvedColumns(texts: number): ResolvedColumns {
  const columns: ResolvedColumns = { literal: nullable(textColumn), outdated: boolean };
  for (let i = 0; i < texts; i += 1) {
    columns[`q${i}`] = textColumn;
    if (i >= MAX_RESOLVED_TERMS) continue;
    columns[`m${i}`] = array(integer);
    columns[`a${i}`] = array(integer);
  }
  return columns;
}

/** Stems of English words in lower case, by the word. Words without a stem are omitted. */
export async function findStems(dataSource: DataSource, words: string[]): Promise<Map<string, string>> {
  const stems = sql`SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM unnest(${words}::text[]) AS word`;
  const rows = await listRows(dataSource, statement({ word: textColumn, stem: nullable(textColumn) }, stems));
  return new Map(rows.flatMap(({ word, stem }) => (stem === null ? [] : [[word, stem] as const])));
}
