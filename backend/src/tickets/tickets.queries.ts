import { Injectable } from '@nestjs/common';
import { Brackets, DataSource, IsNull, type SelectQueryBuilder } from 'typeorm';
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
import { TicketRows } from './ticket-rows.js';
import { searchMatches, whereSearched } from './ticket-search.js';
import { Ticket } from './ticket.entity.js';
import { TicketNotFound } from './tickets.errors.js';

/** Counting the matches of a filter that no counter keeps stops here, so that its cost does not grow. */
const COUNT_CAP = 10_000;

/**
 * So many matches are quickly read and sorted, whatever index leads to them. Of words and tags no more are counted either:
 * each match costs a look into the ticket itself, and who finds a thousand narrows the search.
 */
const FEW = 1_000;

const EXPORT_BATCH = 500;

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
    const looksInto = (filter.tag ?? filter.search) !== undefined;
    const counting = this.total(filter, caller, looksInto ? FEW : COUNT_CAP);
    // How rare a tag or a word is, PostgreSQL's statistics can't say of those that they have not met; the count can.
    const isFew = looksInto && (await counting).relation === 'eq';
    const [tickets, total] = await Promise.all([
      this.page(filter, caller, { sort, limit: limit + 1, after, isFew }),
      counting,
    ]);
    const shown = tickets.slice(0, limit);
    const last = tickets.length > limit ? shown.at(-1) : undefined;
    const matches = await searchMatches(this.dataSource, shown, filter.search);
    const results = shown.map((ticket) => ({ ...ticketView(ticket), ...matches.get(ticket.id) }));
    return { results, next_cursor: last ? writeCursor(sort, last) : null, total };
  }

  /** All tickets that match, in batches, so that an export of any size holds few in memory and no lock. */
  async *all(
    filter: TicketFilter,
    caller: Caller,
    { sort, after }: { sort: Sort; after?: Place },
  ): AsyncGenerator<Ticket[]> {
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

  /** Few matches are all found first; otherwise the sort's index may be walked until the page is full. */
  private async page(
    filter: TicketFilter,
    caller: Caller,
    { sort, limit, after, isFew }: { sort: Sort; limit: number; after?: Place; isFew?: boolean },
  ): Promise<Ticket[]> {
    const { columns, casts, direction } = KEYSETS[sort];
    const query = visible(this.dataSource.createQueryBuilder(Ticket, 't'), caller);
    if (isFew) {
      const matches = visible(query.subQuery().select('t.id').from(Ticket, 't'), caller);
      query.andWhere(`t.id = ANY (ARRAY${narrow(matches, filter, caller).getQuery()})`);
    } else narrow(query, filter, caller);
    query.limit(limit);
    for (const column of columns) query.addOrderBy(`t.${column}`, direction);
    if (after) {
      const places = casts.map((type, i) => `:place${i}::${type}`);
      query.andWhere(
        `(${columns.map((column) => `t.${column}`).join(', ')}) ${direction === 'ASC' ? '>' : '<'} (${places.join(', ')})`,
        Object.fromEntries(after.map((value, i) => [`place${i}`, value])),
      );
    }
    return this.rows.many(query);
  }

  /** Exact where the counters know the filter; otherwise counting stops at `cap`. */
  async total(filter: TicketFilter, caller: Caller, cap: number): Promise<Total> {
    const { status, priority, category, triage_state, ...uncounted } = filter;
    const isCounted = Object.values(uncounted).every((value) => value === undefined);
    if (isCounted && caller.role !== 'requester') {
      const [row] = await this.dataSource.query<[{ n: number }]>(
        `SELECT coalesce(sum(n), 0)::int AS n FROM ticket_counts
         WHERE ($1::ticket_status[] IS NULL OR status = ANY ($1))
           AND ($2::ticket_priority[] IS NULL OR priority = ANY ($2))
           AND ($3::ticket_category[] IS NULL OR category = ANY ($3))
           AND ($4::triage_state[] IS NULL OR triage_state = ANY ($4))`,
        [status ?? null, priority ?? null, category ?? null, triage_state ?? null],
      );
      return { value: row.n, relation: 'eq' };
    }
    const one = this.dataSource.createQueryBuilder(Ticket, 't').select('1', 'one');
    const capped = narrow(visible(one, caller), filter, caller).limit(cap + 1);
    const [sql, parameters] = capped.getQueryAndParameters();
    const [row] = await this.dataSource.query<[{ n: number }]>(
      `SELECT count(*)::int AS n FROM (${sql}) capped`,
      parameters,
    );
    return row.n > cap ? { value: cap, relation: 'gte' } : { value: row.n, relation: 'eq' };
  }
}

/** What is not deleted and, for a requester, their own. */
function visible(query: SelectQueryBuilder<Ticket>, { id, role }: Caller): SelectQueryBuilder<Ticket> {
  query.where('t.deletedAt IS NULL');
  return role === 'requester' ? query.andWhere('t.requesterId = :ownId', { ownId: id }) : query;
}

function narrow(
  query: SelectQueryBuilder<Ticket>,
  filter: TicketFilter,
  caller: Caller,
): SelectQueryBuilder<Ticket> {
  if (filter.status) query.andWhere('t.status IN (:...status)', filter);
  if (filter.priority) query.andWhere('t.priority IN (:...priority)', filter);
  if (filter.category) query.andWhere('t.category IN (:...category)', filter);
  if (filter.triage_state) query.andWhere('t.triageState IN (:...triage_state)', filter);
  if (filter.assignee) {
    const ids = filter.assignee
      .filter((who) => who !== 'none')
      .map((who) => (who === 'me' ? caller.id : Number(who)));
    query.andWhere(
      new Brackets((either) => {
        if (ids.length > 0) either.orWhere('t.assigneeId IN (:...ids)', { ids });
        if (filter.assignee!.includes('none')) either.orWhere('t.assigneeId IS NULL');
      }),
    );
  }
  if (filter.tag) {
    query.andWhere('t.tags && :tags::text[]', { tags: filter.tag.map((tag) => tag.trim().toLowerCase()) });
  }
  if (filter.created_after) query.andWhere('t.createdAt >= :created_after', filter);
  if (filter.created_before) query.andWhere('t.createdAt < :created_before', filter);
  if (filter.search !== undefined) whereSearched(query, filter.search);
  return query;
}
