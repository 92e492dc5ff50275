import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { Parameters, plainQuery, preparedQuery } from '../database/plain-query.js';
import { pageById, readIdCursor } from '../http/id-cursor.js';
import type { Caller } from '../users/caller.js';
import {
  historyEntry,
  messageView,
  pendingMessageView,
  SHOWN_TO_REQUESTERS,
  type HistoryPage,
  type MessagePage,
  type MessageView,
} from './dto/conversation.dto.js';
import type { PageQuery } from '../http/page.dto.js';
import type { Sort, TicketFilter, TicketListQuery, TicketPage, Total } from './dto/ticket-list.dto.js';
import { ticketView, type DeletedTicket, type DeletedTicketList, type TicketView } from './dto/ticket.dto.js';
import { cursorAt, keysetOf, readCursor, type Keyset, type Place } from './ticket-cursor.js';
import { PendingMessage } from './pending-message.entity.js';
import { TicketHistory } from './ticket-history.entity.js';
import { TicketMessage } from './ticket-message.entity.js';
import { RESTORE_DAYS } from './ticket-retention.js';
import { TicketRows, type TicketRow } from './ticket-rows.js';
import {
  isElsewhere,
  lookUp,
  searched,
  searchedBefore,
  searchedElsewhere,
  searchedInside,
  searchMatches,
  type Search,
} from './ticket-search.js';
import { Ticket } from './ticket.entity.js';
import { TicketNotFound } from './tickets.errors.js';

/** Counting the matches of a filter that no counter keeps stops here, so that its cost does not grow. */
const COUNT_CAP = 10_000;

/** So many tickets are quickly read, whatever index leads to them. */
const FEW = 1_000;

/** Tags and words that one ticket of so many has are common: a page of them is full after some of the latest tickets. */
const COMMON = 50;

const EXPORT_BATCH = 500;

const MAX_DELETED = 500;

interface PageAt {
  sort: Sort;
  limit: number;
  after?: Place;
}

/** A filter with what was looked up for its search. */
interface Filter extends Omit<TicketFilter, 'search'> {
  search?: Search;
}

/** Reads tickets. The index of every query stands in the entity. */
@Injectable()
export class TicketsQueries {
  private readonly rows: TicketRows;

  constructor(private readonly dataSource: DataSource) {
    this.rows = new TicketRows(dataSource);
  }

  /** @throws TicketNotFound */
  async get(id: number, caller: Caller): Promise<TicketView> {
    const ticket = await this.rows.one(id);
    const mayRead = caller.role !== 'requester' || ticket?.requesterId === caller.id;
    if (!ticket || !mayRead) throw new TicketNotFound(id);
    return ticketView(ticket, caller);
  }

  /** @throws InvalidCursor */
  async list({ sort, limit, cursor, ...asked }: TicketListQuery, caller: Caller): Promise<TicketPage> {
    const after = cursor ? readCursor(sort, cursor) : undefined;
    const filter = await this.lookedUp(asked, caller);
    const keyset = keysetOf(sort, caller);
    // The ticket with the number that is searched for comes first, and not again in its place.
    const number = filter.search?.number;
    const at = { sort, limit: limit + (number === undefined ? 1 : 2), after };
    const [tickets, total] = looksInto(filter)
      ? await this.lookInto(filter, caller, at)
      : await Promise.all([this.page(filter, caller, at), this.totalOf(filter, caller, COUNT_CAP)]);
    const first = number === undefined || after ? [] : await this.numbered(number, filter, caller);
    const others = tickets.filter(({ id }) => id !== number);
    const shown = [...first, ...others.slice(0, limit - first.length)];
    const hasMore = others.length > limit - first.length;
    const last = others[limit - first.length - 1];
    const marked = await searchMatches(this.dataSource, shown, filter.search);
    const results = shown.map((ticket) => ({ ...ticketView(ticket, caller), ...marked.get(ticket.id) }));
    const place = last ? keyset.place(last) : keyset.start;
    return { results, next_cursor: hasMore ? cursorAt(sort, place) : null, total };
  }

  private numbered(id: number, filter: Filter, caller: Caller): Promise<TicketRow[]> {
    const parameters = new Parameters();
    const where = [`t.id = ${parameters.add(id)}`, ...matches(filter, caller, parameters)];
    return this.rows.page(where, keysetOf('created_at', caller), 1, parameters.values);
  }

  /** All tickets that match, in batches, so that an export of any size holds few in memory and no lock. */
  async *all(
    asked: TicketFilter,
    caller: Caller,
    { sort, after }: { sort: Sort; after?: Place },
  ): AsyncGenerator<TicketRow[]> {
    const filter = await this.lookedUp(asked, caller);
    for (let place = after; ;) {
      const batch = await this.page(filter, caller, { sort, limit: EXPORT_BATCH, after: place });
      const last = batch.at(-1);
      if (!last) return;
      yield batch;
      if (batch.length < EXPORT_BATCH) return;
      place = keysetOf(sort, caller).place(last);
    }
  }

  /** What was written about each of these tickets, internal notes included, oldest first. */
  async conversations(ticketIds: number[]): Promise<Map<number, MessageView[]>> {
    const messages = await this.dataSource
      .createQueryBuilder(TicketMessage, 'm')
      .leftJoinAndSelect('m.author', 'author')
      .where('m.ticketId IN (:...ticketIds)', { ticketIds })
      .orderBy('m.ticketId')
      .addOrderBy('m.id')
      .getMany();
    const byTicket = Map.groupBy(messages, ({ ticketId }) => ticketId);
    return new Map([...byTicket].map(([id, own]) => [id, own.map(messageView)]));
  }

  /** @throws TicketNotFound | InvalidCursor */
  async history(ticketId: number, { limit, cursor }: PageQuery, caller: Caller): Promise<HistoryPage> {
    await this.require(ticketId, caller);
    const query = this.dataSource
      .createQueryBuilder(TicketHistory, 'h')
      .where('h.ticketId = :ticketId', { ticketId })
      .orderBy('h.id', 'DESC')
      .limit(limit + 1);
    if (caller.role === 'requester') {
      query
        .andWhere(`NOT h.changes @> '{"message": ["internal"]}'`)
        .andWhere('h.changes ?| :shown::text[]', { shown: SHOWN_TO_REQUESTERS });
    }
    if (cursor) query.andWhere('h.id < :before::bigint', { before: readIdCursor(cursor) });
    return pageById(await query.getMany(), limit, (entry) => historyEntry(entry, caller));
  }

  /** @throws TicketNotFound | InvalidCursor */
  async messages(ticketId: number, { limit, cursor }: PageQuery, caller: Caller): Promise<MessagePage> {
    await this.require(ticketId, caller);
    const query = this.dataSource
      .createQueryBuilder(TicketMessage, 'm')
      .leftJoinAndSelect('m.author', 'author')
      .where('m.ticketId = :ticketId', { ticketId })
      .orderBy('m.id', 'ASC')
      .limit(limit + 1);
    if (caller.role === 'requester') query.andWhere(`m.visibility = 'public'`);
    if (cursor) query.andWhere('m.id > :after::bigint', { after: readIdCursor(cursor) });
    // Before the messages: what is delivered between the two reads is in either.
    const pending = caller.role === 'requester' ? [] : await this.pendingMessages(ticketId);
    const page = pageById(await query.getMany(), limit, messageView);
    if (page.next_cursor) return page;
    const known = new Set(page.results.map(({ id }) => id));
    const results = [...page.results, ...pending.filter(({ id }) => !known.has(id))];
    return { ...page, results: results.sort((a, b) => a.id - b.id) };
  }

  /** What can be restored, deleted last first. */
  async deleted(): Promise<DeletedTicketList> {
    const results = await this.dataSource.query<DeletedTicket[]>(
      `SELECT t.id, t.title, t.deleted_at, h.actor_name AS deleted_by,
         t.deleted_at + make_interval(days => $1) AS restorable_until
       FROM tickets t
       LEFT JOIN LATERAL (
         SELECT actor_name FROM ticket_history
         WHERE ticket_id = t.id AND changes ? 'deleted' ORDER BY id DESC LIMIT 1
       ) h ON true
       WHERE t.deleted_at > now() - make_interval(days => $1)
       ORDER BY t.deleted_at DESC, t.id DESC LIMIT $2`,
      [RESTORE_DAYS, MAX_DELETED],
    );
    return { results };
  }

  private async pendingMessages(ticketId: number): Promise<MessageView[]> {
    const pending = await this.dataSource
      .getRepository(PendingMessage)
      .find({ where: { ticketId }, relations: { author: true }, order: { id: 'ASC' } });
    return pending.map(pendingMessageView);
  }

  /** @throws TicketNotFound */
  private async require(id: number, { id: requesterId, role }: Caller): Promise<void> {
    const own = role === 'requester' ? { requesterId } : {};
    if (!(await this.dataSource.getRepository(Ticket).existsBy({ id, deletedAt: IsNull(), ...own }))) {
      throw new TicketNotFound(id);
    }
  }

  /** Of few, which are known, or of all that match: then the sort's index may be walked until the page is full. */
  private page(
    filter: Filter,
    caller: Caller,
    { few, led, ...at }: PageAt & { few?: number[]; led?: boolean },
  ): Promise<TicketRow[]> {
    const parameters = new Parameters();
    const where = few
      ? [`t.id = ANY (${parameters.add(few)}::integer[])`, 't.deleted_at IS NULL']
      : matches(filter, caller, parameters, { led });
    const keyset = keysetOf(at.sort, caller);
    where.push(...this.behind(keyset, at.after, parameters));
    // What every console begins with.
    const isStart = isEmpty(filter) && caller.role !== 'requester' && !at.after;
    const name = isStart ? `first ${at.limit} tickets by ${at.sort}` : undefined;
    return this.rows.page(where, keyset, at.limit, parameters.values, { name });
  }

  /** Of those alone that the sort has first. */
  private pageOfFirst(filter: Filter, caller: Caller, at: PageAt): Promise<TicketRow[]> {
    const parameters = new Parameters();
    const keyset = keysetOf(at.sort, caller);
    const outside = [
      ...matchesOutside(filter, caller, parameters),
      ...this.behind(keyset, at.after, parameters),
    ];
    const first = this.first(outside, keyset, Math.max(FEW, COMMON * at.limit));
    const where = matchesInside(filter, parameters);
    return this.rows.page(where, keyset, at.limit, parameters.values, { from: first });
  }

  /** The condition that a ticket comes behind the place. */
  private behind(
    { columns, casts, direction }: Keyset,
    after: Place | undefined,
    parameters: Parameters,
  ): string[] {
    if (!after) return [];
    const names = columns.map((column) => this.rows.name(column));
    const place = after.map((value, i) => `${parameters.add(value)}::${casts[i]}`);
    return [`(${names.join(', ')}) ${direction === 'ASC' ? '>' : '<'} (${place.join(', ')})`];
  }

  /** So many tickets `t` that meet the conditions: under its own limit, which PostgreSQL looks behind for nothing. */
  private first(where: string[], keyset: Keyset, limit: number): string {
    const order = this.rows.ordered(keyset);
    return `(SELECT t.* FROM tickets t WHERE ${where.join(' AND ')} ${order} LIMIT ${limit})`;
  }

  /** Exact where a counter knows the filter; otherwise counting stops at `cap`, or among the latest tickets. */
  async total(asked: TicketFilter, caller: Caller, cap: number): Promise<Total> {
    return this.totalOf(await this.lookedUp(asked, caller), caller, cap);
  }

  private async lookedUp({ search, ...filter }: TicketFilter, caller: Caller): Promise<Filter> {
    return search === undefined
      ? filter
      : { ...filter, search: await lookUp(this.dataSource, search, caller) };
  }

  private async totalOf(filter: Filter, caller: Caller, cap: number): Promise<Total> {
    const counted = await this.counted(filter, caller);
    if (counted !== undefined) return { value: counted, relation: 'eq' };
    const latest = looksInto(filter) ? await this.amongLatest(filter, caller) : undefined;
    if (latest?.total) return latest.total;
    if (filter.search) return (await this.found(filter, caller, latest!.led)).total;
    const parameters = new Parameters();
    const where = matches(filter, caller, parameters);
    const [row] = await plainQuery<{ n: number }>(
      this.dataSource,
      `SELECT count(*)::int AS n FROM (SELECT FROM tickets t WHERE ${where.join(' AND ')} LIMIT ${cap + 1}) capped`,
      parameters.values,
    );
    return upTo(cap, row!.n);
  }

  /**
   * A page, and the total, of the tickets that have a tag or a word. How many have it, PostgreSQL's statistics can't say of
   * what they have not met, nor of the beginning of many words: it would walk through all tickets for few, or read its way
   * through an index for what every other ticket has. So the latest are looked through, and the index is read only for
   * what few of them have, where all that match are found before a page of them is read.
   */
  private async lookInto(filter: Filter, caller: Caller, at: PageAt): Promise<[TicketRow[], Total]> {
    const counted = await this.counted(filter, caller);
    if (counted !== undefined && counted > FEW) {
      return [await this.page(filter, caller, at), { value: counted, relation: 'eq' }];
    }
    let led = false;
    if (counted === undefined) {
      const [tickets, latest] = await Promise.all([
        this.pageOfFirst(filter, caller, at),
        this.amongLatest(filter, caller),
      ]);
      const { total } = latest;
      if (total?.relation === 'eq' || (total && tickets.length === at.limit)) return [tickets, total];
      led = latest.led;
    }
    const { total, few } = await this.found(filter, caller, led);
    return [await this.page(filter, caller, { ...at, few, led }), total];
  }

  /**
   * How many of the latest tickets match: undefined where the tag or word is not common among them. `led` where the words
   * before the unfinished one are not either.
   */
  private async amongLatest(filter: Filter, caller: Caller): Promise<{ total?: Total; led: boolean }> {
    const parameters = new Parameters();
    const newest = keysetOf('-created_at', caller);
    const latest = this.first(matchesOutside(filter, caller, parameters), newest, FEW + 1);
    const inside = matchesInside(filter, parameters).join(' AND ');
    const before = filter.search && searchedBefore(filter.search, parameters);
    const [row] = await plainQuery<{ all: number; n: number; before: number }>(
      this.dataSource,
      `SELECT count(*)::int AS all, (count(*) FILTER (WHERE ${inside}))::int AS n,
         (count(*) FILTER (WHERE ${before ?? true}))::int AS before
       FROM ${latest} t`,
      parameters.values,
    );
    const { all, n } = row!;
    const isCommon = (count: number): boolean => count > FEW / COMMON;
    const led = before !== undefined && !isCommon(row!.before);
    if (all <= FEW) return { total: { value: n, relation: 'eq' }, led };
    return { led, ...(isCommon(n) && { total: { value: Math.min(n, FEW), relation: 'gte' } }) };
  }

  private async found(
    filter: Filter,
    caller: Caller,
    led: boolean,
  ): Promise<{ total: Total; few?: number[] }> {
    const parameters = new Parameters();
    const ways = [matches(filter, caller, parameters, { led, inside: true })];
    const elsewhere = filter.search ? searchedElsewhere(filter.search, parameters) : [];
    if (elsewhere.length > 0) {
      const where = matches(filter, caller, parameters);
      ways.push(...elsewhere.map((way) => [way, ...where]));
    }
    const each = ways.map(
      (where) => `(SELECT t.id FROM tickets t WHERE ${where.join(' AND ')} LIMIT ${FEW + 1})`,
    );
    const [row] = await plainQuery<{ n: number; ids: number[] | null }>(
      this.dataSource,
      `SELECT count(*)::int AS n, CASE WHEN count(*) <= ${FEW} THEN coalesce(json_agg(id), '[]') END AS ids
       FROM (SELECT id FROM (${each.join(' UNION ')}) found LIMIT ${FEW + 1}) capped`,
      parameters.values,
    );
    return { total: upTo(FEW, row!.n), few: row!.ids ?? undefined };
  }

  /** Undefined where no counter knows the filter. */
  private async counted(filter: Filter, caller: Caller): Promise<number | undefined> {
    const parameters = new Parameters();
    const counter = counterOf(filter, caller, parameters);
    if (!counter) return undefined;
    const counting = `SELECT coalesce(sum(n), 0)::int AS n FROM ${counter}`;
    const name = isEmpty(filter) ? 'total of tickets' : undefined;
    const [row] = await preparedQuery<{ n: number }>(this.dataSource, name, counting, parameters.values);
    return row!.n;
  }
}

function upTo(cap: number, n: number): Total {
  return n > cap ? { value: cap, relation: 'gte' } : { value: n, relation: 'eq' };
}

/** The rows `t` of the counter that knows how many tickets match this filter: of all requesters together. */
function counterOf(filter: Filter, caller: Caller, parameters: Parameters): string | undefined {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  const isOf = (...names: string[]): boolean => given.every(([name]) => names.includes(name));
  if (caller.role === 'requester') return undefined;
  if (isOf('status', 'priority', 'category', 'triage_state')) {
    return `ticket_counts t WHERE ${['true', ...amongValues(filter, parameters)].join(' AND ')}`;
  }
  if (isOf('status', 'assignee')) {
    const where = [...amongValues(filter, parameters), assigned(filter.assignee!, caller, parameters)];
    return `ticket_workload t WHERE ${where.join(' AND ')}`;
  }
  // Of several tags a ticket may have more than one.
  const tags = normalised(filter.tag ?? []);
  if (isOf('tag') && tags.length === 1) return `ticket_tags t WHERE t.tag = ${parameters.add(tags[0])}`;
  return undefined;
}

type CountedFilter = Pick<Filter, 'status' | 'priority' | 'category' | 'triage_state'>;

function amongValues(
  filter: CountedFilter,
  parameters: Parameters,
  triageState = 't.triage_state',
): string[] {
  return (['status', 'priority', 'category', 'triage_state'] as const).flatMap((column) => {
    const values = filter[column]?.map((value) => parameters.add(value));
    const name = column === 'triage_state' ? triageState : `t.${column}`;
    return values ? [`${name} IN (${values.join(', ')})`] : [];
  });
}

const UNSETTLED_STATE = `CASE WHEN t.self_settled THEN 'suggested' ELSE t.triage_state END`;

function assigned(assignees: string[], caller: Caller, parameters: Parameters): string {
  const ids = assignees
    .filter((who) => who !== 'none')
    .map((who) => parameters.add(who === 'me' ? caller.id : Number(who)));
  const either = [
    ...(ids.length > 0 ? [`t.assignee_id IN (${ids.join(', ')})`] : []),
    ...(assignees.includes('none') ? ['t.assignee_id IS NULL'] : []),
  ];
  return `(${either.join(' OR ')})`;
}

/** For agents alone: no ticket is unread to its requester. */
function unread(wanted: boolean, { role }: Caller): string {
  if (role === 'requester') return String(!wanted);
  return wanted ? 't.unread' : 'NOT t.unread';
}

function normalised(tags: string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim().toLowerCase()))];
}

/** The conditions that a ticket `t` matches a filter, is not deleted and, for a requester, is their own. */
function matches(
  filter: Filter,
  caller: Caller,
  parameters: Parameters,
  { led = false, inside = false }: { led?: boolean; inside?: boolean } = {},
): string[] {
  const { search } = filter;
  // What is found elsewhere may have none of the words.
  const before =
    led && search && (inside || !isElsewhere(search)) ? searchedBefore(search, parameters) : undefined;
  const conditions = matchesInside(filter, parameters, inside ? searchedInside : searched);
  return [
    ...matchesOutside(filter, caller, parameters),
    // No index is read for what is hidden in a coalesce.
    ...(before ? [before, `coalesce(${conditions.join(' AND ')}, false)`] : conditions),
  ];
}

function matchesOutside(filter: Filter, caller: Caller, parameters: Parameters): string[] {
  const where = ['t.deleted_at IS NULL'];
  if (caller.role === 'requester') where.push(`t.requester_id = ${parameters.add(caller.id)}`);
  // Whether a threshold has decided, a requester is not told.
  const state = caller.role === 'requester' ? UNSETTLED_STATE : undefined;
  where.push(...amongValues(filter, parameters, state));
  if (filter.assignee) where.push(assigned(filter.assignee, caller, parameters));
  if (filter.unread !== undefined) where.push(unread(filter.unread, caller));
  if (filter.created_after) where.push(`t.created_at >= ${parameters.add(filter.created_after)}`);
  if (filter.created_before) where.push(`t.created_at < ${parameters.add(filter.created_before)}`);
  return where;
}

/** By its tags and words, for which no index is in the order of a sort. */
function matchesInside(filter: Filter, parameters: Parameters, searches = searched): string[] {
  const where: string[] = [];
  if (filter.tag) where.push(`t.tags && ${parameters.add(normalised(filter.tag))}::text[]`);
  if (filter.search) where.push(searches(filter.search, parameters));
  return where;
}

function isEmpty(filter: Filter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

function looksInto({ tag, search }: Filter): boolean {
  return (tag ?? search) !== undefined;
}
