import type { DataSource } from 'typeorm';
import { sql } from 'kysely';
import { and, type Sql } from '../database/query.js';
import { timeSlices } from '../common/time-slices.js';
import type { SearchMatch } from './dto/ticket-list.dto.js';
import { foldWord, HighlightedText, parseSearchedWords, type SearchedWords } from './search-highlight.js';
import { excerptAround, splitByHits, characterBoundary, wordStart, type HitRange } from './search-excerpt.js';
import type { SearchedText } from './search-parse.js';
import type { TicketRow } from './ticket-rows.repository.js';
import { findStems } from './ticket-search.repository.js';

/** Matches of one text of a search: words of the ticket's own row, and tickets that match by related rows. */
export interface ResolvedTerm extends SearchedText {
  /** Text of a tsquery. */
  query: string;
  /** Tickets that match by a message or by their number. */
  ids: number[];
  /** Agents whose names match. */
  assignees: number[];
}

/** A search with the matches of its texts outside the ticket's row. */
export interface ResolvedSearch {
  alternatives: ResolvedTerm[][];
  excluded: ResolvedTerm[];
  /** The whole text as a phrase, since a minus in pasted text may not be an exclusion. */
  literal?: { query: string; text: string };
  /** The text, while some tickets have words derived by an older version. */
  outdated?: string;
  /** The ticket whose number is searched for. */
  number?: number;
}

/** Operator between the words of a phrase in a tsquery. */
const PHRASE_OPERATOR = /<(?:-|\d+)>/;

/** The condition that a ticket `t` matches. */
export function searchCondition(search: ResolvedSearch): Sql {
  return buildCondition(search, hasRelatedMatches(search));
}

/** The condition that a ticket `t` matches by the words of its own row, which are indexed. */
export function rowSearchCondition(search: ResolvedSearch): Sql {
  return buildCondition(search, false);
}

/**
 * The condition that a ticket `t` has the words before an unfinished one, by which rare matches are found first: for a
 * prefix, the index reads all of its words, however few tickets have the other words. Undefined if no words are
 * required before it. With `loose`, phrases match in any order, as in an index.
 */
export function precedingWordsCondition(search: ResolvedSearch, { loose = false } = {}): Sql | undefined {
  const [terms = [], ...others] = search.alternatives;
  if (others.length > 0 || search.literal || search.outdated || !terms.at(-1)?.unfinished) return undefined;
  const before = terms.slice(0, -1);
  return before.length > 0 ? inRow(loose ? withoutPhrases(before) : before) : undefined;
}

/**
 * The condition that the index finds a ticket `t` by its own row, if it finds more than the matches: phrases match in
 * any order until the rows are read. For exclusions only, it finds all tickets. Undefined if the index is precise.
 */
export function impreciseCondition(search: ResolvedSearch): Sql | undefined {
  const { alternatives, excluded } = search;
  if (excluded.length === 0 && !alternatives.flat().some(({ query }) => PHRASE_OPERATOR.test(query)))
    return undefined;
  if (alternatives.length === 0) return sql`true`;
  return anyInRow({ ...search, alternatives: alternatives.map(withoutPhrases) });
}

function withoutPhrases(terms: ResolvedTerm[]): ResolvedTerm[] {
  return terms.map((term) => ({
    ...term,
    query: term.query.replaceAll(new RegExp(PHRASE_OPERATOR, 'g'), '&'),
  }));
}

/** Conditions for all tickets `t` that match by more than the words of their own row, each supported by an index. */
export function relatedRowConditions(search: ResolvedSearch): Sql[] {
  const ids = search.alternatives.flat().flatMap((term) => term.ids);
  const byAssignee = search.alternatives.flatMap((terms) => {
    const assignees = terms.flatMap((term) => term.assignees);
    const others = terms.filter((term) => term.assignees.length === 0);
    if (assignees.length === 0) return [];
    const own = sql`t.assignee_id = ANY (${assignees}::integer[])`;
    return [others.length > 0 ? sql`${own} AND ${inRow(others)}` : own];
  });
  return [...(ids.length > 0 ? [sql`t.id = ANY (${ids}::integer[])`] : []), ...byAssignee];
}

/** Whether tickets may match by more than the words of their own row. */
export function hasRelatedMatches({ alternatives, excluded }: ResolvedSearch): boolean {
  return [...alternatives.flat(), ...excluded].some(
    ({ ids, assignees }) => ids.length + assignees.length > 0,
  );
}

function buildCondition(search: ResolvedSearch, withOthers: boolean): Sql {
  const { alternatives, excluded, literal, outdated } = search;
  const either = withOthers ? alternatives.map((terms) => and(terms.map(anywhereCondition))) : [];
  if (!withOthers && alternatives.length > 0) either.push(anyInRow(search));
  if (withOthers && outdated) either.push(anyInRow(search));
  if (either.length === 0) either.push(excluded.length > 0 ? sql`true` : sql`false`);
  const without = excluded.map((term) => sql`NOT ${anywhereCondition(term)}`);
  const wanted = and([either.length > 1 ? sql`(${or(either)})` : either[0]!, ...without]);
  if (!literal) return either.length > 1 || without.length > 0 ? sql`(${wanted})` : wanted;
  const text = sql`lower(t.title || ' ' || t.description)`;
  return sql`(${wanted} OR t.search_vector @@ ${literal.query}::tsquery
    AND strpos(${text}, lower(${literal.text})) > 0)`;
}

function or(conditions: Sql[]): Sql {
  return sql.join(conditions, sql` OR `);
}

function anyInRow({ alternatives, outdated }: ResolvedSearch): Sql {
  const queries = alternatives.map((terms) => sql`(${joinQueries(terms)})`);
  if (outdated !== undefined) {
    queries.push(sql`websearch_to_tsquery('english', ${outdated})`);
    queries.push(sql`websearch_to_tsquery('simple', ${outdated})`);
  }
  return sql`t.search_vector @@ (${sql.join(queries, sql` || `)})`;
}

function inRow(terms: ResolvedTerm[]): Sql {
  return sql`t.search_vector @@ (${joinQueries(terms)})`;
}

function joinQueries(terms: ResolvedTerm[]): Sql {
  return sql.join(
    terms.map(({ query }) => sql`${query}::tsquery`),
    sql` && `,
  );
}

function anywhereCondition({ query, ids, assignees }: ResolvedTerm): Sql {
  const alternatives: Sql[] = [sql`t.search_vector @@ ${query}::tsquery`];
  if (ids.length > 0) alternatives.push(sql`t.id = ANY (${ids}::integer[])`);
  if (assignees.length > 0)
    alternatives.push(sql`coalesce(t.assignee_id = ANY (${assignees}::integer[]), false)`);
  return sql`(${or(alternatives)})`;
}

/** Length of the part of a description that is highlighted. */
const EXCERPT_WINDOW = 2000;

/** Context before the first possible match in a long description. */
const WINDOW_LEAD = 200;

/** Maximum number of searched words that are looked up in a description, which bounds the time. */
const MAX_WINDOW_WORDS = 5;

/**
 * Time slice in milliseconds: highlighting a page of long texts takes tens of milliseconds, which would block other
 * requests.
 */
const SLICE_MS = 1;

/** Returns where the search matched each of the tickets, for display. */
export async function findMatches(
  dataSource: DataSource,
  tickets: TicketRow[],
  search: ResolvedSearch | undefined,
): Promise<Map<number, { match: SearchMatch }>> {
  if (search === undefined || tickets.length === 0) return new Map();
  const terms = search.alternatives
    .flat()
    .flatMap(({ text, unfinished }) => parseSearchedWords(text, unfinished));
  const texts = [];
  for await (const [, { id, title, description }] of timeSlices(tickets, SLICE_MS)) {
    const from = windowStart(description, terms);
    const inTitle = new HighlightedText(title);
    const inText = new HighlightedText(windowAt(description, from));
    texts.push({ id, title, description, from, inTitle, inText });
  }
  const stems = await loadStems(
    dataSource,
    terms.flatMap(({ words }) => words),
    texts.flatMap(({ inTitle, inText }) => [inTitle, inText]),
  );
  const matches = new Map<number, { match: SearchMatch }>();
  for await (const [, { id, title, description, from, inTitle, inText }] of timeSlices(texts, SLICE_MS)) {
    const inDescription = inText
      .hits(terms, stems)
      .map(([start, end]): HitRange => [start + from, end + from]);
    const match = {
      title: splitByHits(title, inTitle.hits(terms, stems)),
      excerpt: excerptAround(description, inDescription),
    };
    matches.set(id, { match });
  }
  return matches;
}

/** Stems of the searched words, and of words in the texts that may have the same stem. */
async function loadStems(
  dataSource: DataSource,
  sought: string[],
  texts: HighlightedText[],
): Promise<Map<string, string>> {
  const english = sought.filter((word) => /^[a-z]+$/.test(word));
  if (english.length === 0) return new Map();
  const initials = new Set(english.map((word) => word[0]!));
  const words = new Set([...english, ...texts.flatMap((text) => text.candidates(initials))]);
  return findStems(
    dataSource,
    [...words].filter((word) => /^[a-z]+$/.test(word)),
  );
}

/**
 * Start of the part of a description to highlight: its beginning, unless a possible match is beyond it. Only an
 * estimate, which takes a single pass.
 */
function windowStart(description: string, terms: SearchedWords[]): number {
  if (description.length <= EXCERPT_WINDOW) return 0;
  const beginnings = terms
    .map(({ words: [word] }) => word!)
    .map((word) => word.slice(0, Math.max(3, word.length - 3)))
    .slice(0, MAX_WINDOW_WORDS);
  const text = description.toLowerCase();
  const positions = beginnings.map((word) => text.indexOf(word)).filter((position) => position >= 0);
  const first = positions.length > 0 ? Math.min(...positions) : indexOfFolded(description, beginnings);
  if (first === undefined || first < EXCERPT_WINDOW - WINDOW_LEAD) return 0;
  const from = Math.min(first - WINDOW_LEAD, description.length - EXCERPT_WINDOW);
  return wordStart(description, from, first);
}

/** Offset of the first word that starts with one of these after normalization. */
function indexOfFolded(text: string, beginnings: string[]): number | undefined {
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu)) {
    if (!/\P{ASCII}/u.test(word)) continue;
    const plain = foldWord(word.slice(0, 100));
    if (beginnings.some((beginning) => plain.includes(beginning))) return index;
  }
  return undefined;
}

function windowAt(description: string, from: number): string {
  return description.slice(from, characterBoundary(description, from + EXCERPT_WINDOW));
}
