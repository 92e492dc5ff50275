import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { Parameters, plainQuery, preparedQuery } from '../database/plain-query.js';
import { pageById, readIdCursor } from '../http/id-cursor.js';
import type { Caller } from '../users/caller.js';
import {
  historyEntry,
  messageView,
  type HistoryPage,
  type MessagePage,
  type MessageView,
} from './dto/conversation.dto.js';
import type { PageQuery } from '../http/page.dto.js';
import type { Sort, TicketFilter, TicketListQuery, TicketPage, Total } from './dto/ticket-list.dto.js';
import { ticketView, type TicketView } from './dto/ticket.dto.js';
import { KEYSETS, readCursor, writeCursor, type Place } from './ticket-cursor.js';
import { TicketHistory } from './ticket-history.entity.js';
import { TicketMessage } from './ticket-message.entity.js';
import { TicketRows, type TicketRow } from './ticket-rows.js';
import { searched, searchedBefore, searchMatches } from './ticket-search.js';
import { Ticket } from './ticket.entity.js';
import { TicketNotFound } from './tickets.errors.js';

/** Counting the matches of a filter that no counter keeps stops here, so that its cost does not grow. */
const COUNT_CAP = 10_000;

/** So many tickets are quickly read, whatever index leads to them. */
const FEW = 1_000;

/** Tags and words that one ticket of so many has are common: a page of them is full after some of the latest tickets. */
const COMMON = 50;

const EXPORT_BATCH = 500;

interface PageAt {
  sort: Sort;
  limit: number;
  after?: Place;
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
    return ticketView(ticket);
  }

  /** @throws InvalidCursor */
  async list({ sort, limit, cursor, ...filter }: TicketListQuery, caller: Caller): Promise<TicketPage> {
    const after = cursor ? readCursor(sort, cursor) : undefined;
    const at = { sort, limit: limit + 1, after };
    const [tickets, total] = looksInto(filter)
      ? await this.lookInto(filter, caller, at)
      : await Promise.all([this.page(filter, caller, at), this.total(filter, caller, COUNT_CAP)]);
    const shown = tickets.slice(0, limit);
    const last = tickets.length > limit ? shown.at(-1) : undefined;
    const marked = await searchMatches(this.dataSource, shown, filter.search);
    const results = shown.map((ticket) => ({ ...ticketView(ticket), ...marked.get(ticket.id) }));
    return { results, next_cursor: last ? writeCursor(sort, last) : null, total };
  }

  /** All tickets that match, in batches, so that an export of any size holds few in memory and no lock. */
  async *all(
    filter: TicketFilter,
    caller: Caller,
    { sort, after }: { sort: Sort; after?: Place },
  ): AsyncGenerator<TicketRow[]> {
    for (let place = after; ;) {
      const batch = await this.page(filter, caller, { sort, limit: EXPORT_BATCH, after: place });
      const last = batch.at(-1);
      if (!last) return;
      yield batch;
      if (batch.length < EXPORT_BATCH) return;
      place = KEYSETS[sort].place(last);
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
    if (caller.role === 'requester') query.andWhere(`NOT h.changes @> '{"message": ["internal"]}'`);
    if (cursor) query.andWhere('h.id < :before::bigint', { before: readIdCursor(cursor) });
    return pageById(await query.getMany(), limit, historyEntry);
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
    return pageById(await query.getMany(), limit, messageView);
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
    filter: TicketFilter,
    caller: Caller,
    { few, led, ...at }: PageAt & { few?: number[]; led?: boolean },
  ): Promise<TicketRow[]> {
    const parameters = new Parameters();
    const where = few
      ? [`t.id = ANY (${parameters.add(few)}::integer[])`, 't.deleted_at IS NULL']
      : matches(filter, caller, parameters, led);
    where.push(...this.behind(at, parameters));
    // What every console begins with.
    const isStart = isEmpty(filter) && caller.role !== 'requester' && !at.after;
    const name = isStart ? `first ${at.limit} tickets by ${at.sort}` : undefined;
    return this.rows.page(where, KEYSETS[at.sort], at.limit, parameters.values, { name });
  }

  /** Of those alone that the sort has first. */
  private pageOfFirst(filter: TicketFilter, caller: Caller, at: PageAt): Promise<TicketRow[]> {
    const parameters = new Parameters();
    const outside = [...matchesOutside(filter, caller, parameters), ...this.behind(at, parameters)];
    const first = this.first(outside, at.sort, Math.max(FEW, COMMON * at.limit));
    const where = matchesInside(filter, parameters);
    return this.rows.page(where, KEYSETS[at.sort], at.limit, parameters.values, { from: first });
  }

  /** The condition that a ticket comes behind the place. */
  private behind({ sort, after }: PageAt, parameters: Parameters): string[] {
    if (!after) return [];
    const { columns, casts, direction } = KEYSETS[sort];
    const names = columns.map((column) => this.rows.name(column));
    const place = after.map((value, i) => `${parameters.add(value)}::${casts[i]}`);
    return [`(${names.join(', ')}) ${direction === 'ASC' ? '>' : '<'} (${place.join(', ')})`];
  }

  /** So many tickets `t` that meet the conditions: under its own limit, which PostgreSQL looks behind for nothing. */
  private first(where: string[], sort: Sort, limit: number): string {
    const { columns, direction } = KEYSETS[sort];
    const order = columns.map((column) => `${this.rows.name(column)} ${direction}`).join(', ');
    return `(SELECT t.* FROM tickets t WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ${limit})`;
  }

  /** Exact where a counter knows the filter; otherwise counting stops at `cap`, or among the latest tickets. */
  async total(filter: TicketFilter, caller: Caller, cap: number): Promise<Total> {
    const counted = await this.counted(filter, caller);
    if (counted !== undefined) return { value: counted, relation: 'eq' };
    const latest = looksInto(filter) ? await this.amongLatest(filter, caller) : undefined;
    if (latest?.total) return latest.total;
    const parameters = new Parameters();
    const where = matches(filter, caller, parameters, latest?.led);
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
  private async lookInto(filter: TicketFilter, caller: Caller, at: PageAt): Promise<[TicketRow[], Total]> {
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
  private async amongLatest(filter: TicketFilter, caller: Caller): Promise<{ total?: Total; led: boolean }> {
    const parameters = new Parameters();
    const latest = this.first(matchesOutside(filter, caller, parameters), '-created_at', FEW + 1);
    const inside = matchesInside(filter, parameters).join(' AND ');
    const before = filter.search === undefined ? undefined : searchedBefore(filter.search, parameters);
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
    filter: TicketFilter,
    caller: Caller,
    led: boolean,
  ): Promise<{ total: Total; few?: number[] }> {
    const parameters = new Parameters();
    const where = matches(filter, caller, parameters, led);
    const [row] = await plainQuery<{ n: number; ids: number[] | null }>(
      this.dataSource,
      `SELECT count(*)::int AS n, CASE WHEN count(*) <= ${FEW} THEN coalesce(json_agg(id), '[]') END AS ids
       FROM (SELECT t.id FROM tickets t WHERE ${where.join(' AND ')} LIMIT ${FEW + 1}) capped`,
      parameters.values,
    );
    return { total: upTo(FEW, row!.n), few: row!.ids ?? undefined };
  }

  /** Undefined where no counter knows the filter. */
  private async counted(filter: TicketFilter, caller: Caller): Promise<number | undefined> {
    const parameters = new Parameters();
    const counter = counterOf(filter, caller, parameters);
    if (!counter) return undefined;
    const counting = `SELECT coalesce(sum(n), 0)::int AS n FROM ${counter}`;
    const [row] = isEmpty(filter)
      ? await preparedQuery<{ n: number }>(this.dataSource, 'total of tickets', counting, [])
      : await plainQuery<{ n: number }>(this.dataSource, counting, parameters.values);
    return row!.n;
  }
}

function upTo(cap: number, n: number): Total {
  return n > cap ? { value: cap, relation: 'gte' } : { value: n, relation: 'eq' };
}

/** The rows `t` of the counter that knows how many tickets match this filter: of all requesters together. */
function counterOf(filter: TicketFilter, caller: Caller, parameters: Parameters): string | undefined {
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

type CountedFilter = Pick<TicketFilter, 'status' | 'priority' | 'category' | 'triage_state'>;

function amongValues(filter: CountedFilter, parameters: Parameters): string[] {
  return (['status', 'priority', 'category', 'triage_state'] as const).flatMap((column) => {
    const values = filter[column]?.map((value) => parameters.add(value));
    return values ? [`t.${column} IN (${values.join(', ')})`] : [];
  });
}

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

function normalised(tags: string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim().toLowerCase()))];
}

/** The conditions that a ticket `t` matches a filter, is not deleted and, for a requester, is their own. */
function matches(filter: TicketFilter, caller: Caller, parameters: Parameters, led = false): string[] {
  const inside = matchesInside(filter, parameters);
  const before = led && filter.search !== undefined ? searchedBefore(filter.search, parameters) : undefined;
  return [
    ...matchesOutside(filter, caller, parameters),
    // No index is read for what is hidden in a coalesce.
    ...(before ? [before, `coalesce(${inside.join(' AND ')}, false)`] : inside),
  ];
}

function matchesOutside(filter: TicketFilter, caller: Caller, parameters: Parameters): string[] {
  const where = ['t.deleted_at IS NULL'];
  if (caller.role === 'requester') where.push(`t.requester_id = ${parameters.add(caller.id)}`);
  where.push(...amongValues(filter, parameters));
  if (filter.assignee) where.push(assigned(filter.assignee, caller, parameters));
  if (filter.created_after) where.push(`t.created_at >= ${parameters.add(filter.created_after)}`);
  if (filter.created_before) where.push(`t.created_at < ${parameters.add(filter.created_before)}`);
  return where;
}

/** By its tags and words, for which no index is in the order of a sort. */
function matchesInside(filter: TicketFilter, parameters: Parameters): string[] {
  const where: string[] = [];
  if (filter.tag) where.push(`t.tags && ${parameters.add(normalised(filter.tag))}::text[]`);
  if (filter.search !== undefined) where.push(searched(filter.search, parameters));
  return where;
}

function isEmpty(filter: TicketFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

function looksInto({ tag, search }: TicketFilter): boolean {
  return (tag ?? search) !== undefined;
}
