import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource } from 'typeorm';
import {
  array,
  enumeration,
  integer,
  notNull,
  nullable,
  text,
  timestamptz,
  type Column,
  type RowOf,
} from '../database/columns.js';
import { normalizeLabel } from '../common/visible-text.js';
import {
  ago,
  and,
  db,
  listRows,
  literals,
  preparedRows,
  query,
  statement,
  type Sql,
  type WithIsoTimes,
} from '../database/query.js';
import { pageById, decodeIdCursor } from '../http/id-cursor.js';
import type { Caller } from '../identity/users/caller.js';
import {
  toHistoryEntry,
  toMessageView,
  toPendingMessageView,
  SHOWN_TO_REQUESTERS,
  type HistoryPage,
  type MessagePage,
  type MessageView,
} from './dto/conversation.dto.js';
import type { MessageChanges } from './dto/message-changes.dto.js';
import type { PageQuery } from '../http/dto/page.dto.js';
import {
  SORTS,
  type Sort,
  type TicketFilter,
  type TicketListQuery,
  type TicketPage,
  type Total,
} from './dto/ticket-list.dto.js';
import { toTicketView, type DeletedTicketList, type TicketView } from './dto/ticket.dto.js';
import { encodeCursor, keysetOf, decodeCursor, type Keyset, type CursorPosition } from './ticket-cursor.js';
import { AttachmentsRepository } from './attachments/attachments.repository.js';
import { toAttachmentView, type AttachmentView } from './attachments/dto/attachments.dto.js';
import { recipientsOf, type Recipients } from './message-recipients.repository.js';
import { TicketHistory } from './ticket-history.entity.js';
import { TicketMessage } from './ticket-message.entity.js';
import { RESTORE_DAYS } from './ticket-retention.js';
import { hasSearchKeys, sampled, SAMPLES, standsBetween } from './search-keys.js';
import { TicketRowsRepository, type TicketRow } from './ticket-rows.repository.js';
import {
  hasRelatedMatches,
  searchCondition,
  precedingWordsCondition,
  relatedRowConditions,
  rowSearchCondition,
  impreciseCondition,
  findMatches,
  type ResolvedSearch,
} from './ticket-search.js';
import { resolveSearch } from './ticket-search.repository.js';
import { counterRows } from './team-counters.js';
import { ticketSource } from './team-lists.js';
import { canSeeTicket, seesAllTickets, teamScope, visibilityConditions } from './ticket-visibility.js';
import { TicketNotFound } from './tickets.errors.js';
import { can, isResolved, type Priority } from '../vocabulary/index.js';

/** Limit for counting matches of a filter without a counter, which bounds its cost. */
const COUNT_CAP = 10_000;

/** Number of tickets that can be read quickly by any index. */
const SMALL_RESULT = 1_000;

/**
 * A tag or word found in more than one of so many tickets counts as common: a page of matches fills up within the
 * latest tickets.
 */
const COMMON_TERM_RATIO = 50;

/**
 * Number of first tickets in sort order that are scanned for a tag, or for a search that the index finds only
 * imprecisely, such as a phrase.
 */
const SCAN_LIMIT = 5_000;

const EXPORT_BATCH = 500;

/** Page sizes that are prepared: the default of the API, and the frequent ones of the console. */
const PREPARED_PAGE_SIZES = [1, 20, 30, 60];

const BY_TIME: readonly Sort[] = ['-created_at', 'created_at'];

/**
 * Sorts whose page is prepared, by the single filter. Not of an assignee: a plan for all of them would scan the newest
 * tickets, and an agent may have old ones only.
 */
const INDEXED_SORTS: Readonly<Record<SingleFilter, readonly Sort[]>> = {
  all: SORTS,
  status: [...BY_TIME, '-priority'],
  priority: [...BY_TIME, '-priority'],
  category: BY_TIME,
  triage_state: BY_TIME,
  assignee: [],
  unassigned: BY_TIME,
  tag: [],
};

/** Matches in one sample above which not all matches are read, as that takes longer than three further index reads. */
const MANY_SAMPLES = Math.floor((4 * SMALL_RESULT) / SAMPLES);

const MAX_DELETED = 500;

const COUNT = { n: integer };
const IDS = { n: integer, ids: array(integer) };
const SAMPLE = {
  ...{ all: integer, n: integer, loose: integer },
  ...{ before: integer, tagged: integer, worded: integer },
};

/** The first column of a sort. */
function placeColumn({ casts }: Keyset): Column<Date | Priority> {
  return casts[0] === 'timestamptz' ? timestamptz : enumeration('ticket_priority');
}

const DELETED_TICKET = {
  ...{ id: integer, title: text, deleted_at: notNull(timestamptz), deleted_by: nullable(text) },
  restorable_until: timestamptz,
};

interface SortPosition {
  sort: Sort;
  after?: CursorPosition;
}

interface PageRequest extends SortPosition {
  limit: number;
}

/** Tickets of one requester created within so many days of each other may be about the same. */
const DUPLICATE_DAYS = 14;
const MAX_COMPARED = 50;

const REQUESTER_TICKET = {
  ...{ id: integer, title: text, text },
  status: enumeration('ticket_status'),
  created_at: timestamptz,
};
const REQUESTER_TICKET_COLUMNS = sql`t.id, t.title, left(t.description, 2000) AS text, t.status, t.created_at`;
type RequesterTicket = WithIsoTimes<RowOf<typeof REQUESTER_TICKET>>;

/** A filter whose search is resolved. */
interface ResolvedFilter extends Omit<TicketFilter, 'search'> {
  search?: ResolvedSearch;
}

/** No filter, or a single one with a single value. */
type SingleFilter =
  'all' | 'status' | 'priority' | 'category' | 'triage_state' | 'assignee' | 'unassigned' | 'tag';

interface PreparedFilter {
  kind: SingleFilter;
  /** Part of the statement's name. Includes values that are literals in its text. */
  label: string;
}

type RareCondition = 'words before' | 'tags';

/** Frequency of a tag or search among the latest tickets. */
interface LatestSample {
  /** Undefined unless the matches are common. */
  total?: Total;
  /** The rare condition by which all matches can be found: the complete words before an unfinished one, or the tags. */
  rareFirst?: RareCondition;
  /** Whether the index would find many tickets that do not match. */
  isImprecise: boolean;
}

/** Reads tickets. The indexes of the statements are declared in the entity. */
@Injectable()
export class TicketsRepository {
  private readonly rows: TicketRowsRepository;
  private readonly attachments: AttachmentsRepository;

  constructor(private readonly dataSource: DataSource) {
    this.rows = new TicketRowsRepository(dataSource);
    this.attachments = new AttachmentsRepository(dataSource);
  }

  /** @throws TicketNotFound */
  async get(id: number, caller: Caller): Promise<TicketView> {
    const ticket = await this.rows.findById(id);
    if (!ticket || !isVisibleRow(ticket, caller)) throw new TicketNotFound(id);
    return toTicketView(ticket, caller);
  }

  /** @throws InvalidCursor */
  async list({ sort, limit, cursor, ...requested }: TicketListQuery, caller: Caller): Promise<TicketPage> {
    const after = cursor ? decodeCursor(sort, cursor) : undefined;
    const filter = await this.resolveFilter(requested, caller);
    const keyset = keysetOf(sort, caller);
    // The ticket whose number is searched for comes first, and is omitted at its regular position.
    const number = filter.search?.number;
    const page = { sort, limit: limit + (number === undefined ? 1 : 2), after };
    const [tickets, total] = needsSearch(filter)
      ? await this.searchPage(filter, caller, page)
      : await this.listPage(filter, caller, page);
    const first = number === undefined || after ? [] : await this.findByNumber(number, filter, caller);
    const others = tickets.filter(({ id }) => id !== number);
    const visible = [...first, ...others.slice(0, limit - first.length)];
    const hasNext = others.length > limit - first.length;
    const last = others[limit - first.length - 1];
    const matches = await findMatches(this.dataSource, visible, filter.search);
    const results = visible.map((ticket) => ({ ...toTicketView(ticket, caller), ...matches.get(ticket.id) }));
    const position = last ? keyset.positionOf(last) : keyset.start;
    return { results, next_cursor: hasNext ? encodeCursor(sort, position) : null, total };
  }

  private findByNumber(id: number, filter: ResolvedFilter, caller: Caller): Promise<TicketRow[]> {
    const where = [sql`t.id = ${id}`, ...filterConditions(filter, caller)];
    return this.rows.page(sql`tickets t WHERE ${and(where)}`, keysetOf('created_at', caller), 1);
  }

  /** Streams all matching tickets in batches, so that an export of any size needs little memory and holds no locks. */
  async *streamBatches(
    requested: TicketFilter,
    caller: Caller,
    { sort, after }: { sort: Sort; after?: CursorPosition },
  ): AsyncGenerator<TicketRow[]> {
    const filter = await this.resolveFilter(requested, caller);
    if ((await this.readCounter(filter, caller)) === 0) return;
    const latest = await this.sampleForExport(filter, caller);
    const order = { sort, after };
    yield* latest
      ? this.streamByIndex(filter, caller, latest, order)
      : this.streamInOrder(filter, caller, order);
  }

  /**
   * Sample for an export that has to find its matches by their indexes; undefined if scanning in sort order finds
   * matches soon.
   */
  private async sampleForExport(filter: ResolvedFilter, caller: Caller): Promise<LatestSample | undefined> {
    if (!filter.tag && !filter.search?.alternatives.length) return undefined;
    const { total, rareFirst } = await this.sampleLatest(filter, caller);
    return total ? undefined : { rareFirst, isImprecise: false };
  }

  private async *streamInOrder(
    filter: ResolvedFilter,
    caller: Caller,
    { sort, after }: SortPosition,
  ): AsyncGenerator<TicketRow[]> {
    for (let place = after; ;) {
      const batch = await this.page(filter, caller, { sort, limit: EXPORT_BATCH, after: place });
      if (batch.length > 0) yield batch;
      if (batch.length < EXPORT_BATCH) return;
      place = keysetOf(sort, caller).positionOf(batch.at(-1)!);
    }
  }

  /**
   * Streams a filter's matches found by their indexes. The first batch is read separately, so that a download starts
   * before all matches are found.
   */
  private async *streamByIndex(
    filter: ResolvedFilter,
    caller: Caller,
    latest: LatestSample,
    order: SortPosition,
  ): AsyncGenerator<TicketRow[]> {
    const first = await this.matchingIds(filter, caller, latest, { ...order, limit: EXPORT_BATCH });
    const batch = (ids: number[]): Promise<TicketRow[]> =>
      this.page(filter, caller, { sort: order.sort, limit: EXPORT_BATCH, ids });
    const tickets = await batch(first.ids);
    yield* nonEmpty(tickets);
    if (first.ids.length < EXPORT_BATCH) return;
    const last = tickets.at(-1);
    const after = last ? keysetOf(order.sort, caller).positionOf(last) : order.after;
    const { ids } = await this.gather(filter, caller, latest, { ...order, after });
    for (let at = 0; at < ids.length; at += EXPORT_BATCH) {
      // Tickets may have been deleted in the meantime.
      yield* nonEmpty(await batch(ids.slice(at, at + EXPORT_BATCH)));
    }
  }

  /** Messages of each ticket, including internal notes, oldest first. */
  async conversations(ticketIds: number[]): Promise<Map<number, MessageView[]>> {
    const messages = await this.dataSource
      .createQueryBuilder(TicketMessage, 'm')
      .leftJoinAndSelect('m.author', 'author')
      .where('m.ticketId IN (:...ticketIds)', { ticketIds })
      .orderBy('m.ticketId')
      .addOrderBy('m.createdAt')
      .addOrderBy('m.id')
      .getMany();
    const attached = await this.attachments.ofMessages(messages.map(({ id }) => id));
    const byTicket = Map.groupBy(messages, ({ ticketId }) => ticketId);
    return new Map(
      [...byTicket].map(([id, own]) => [
        id,
        own.map((message) => toMessageView(message, attached.get(message.id), true)),
      ]),
    );
  }

  /** Attachments of each ticket's description, for exports. */
  async descriptionAttachments(ticketIds: number[]): Promise<Map<number, AttachmentView[]>> {
    const rows = await this.attachments.ofDescriptions(ticketIds);
    return new Map([...rows].map(([id, own]) => [id, own.map((row) => toAttachmentView(row, true))]));
  }

  /** @throws TicketNotFound | InvalidCursor */
  async history(ticketId: number, { limit, cursor }: PageQuery, caller: Caller): Promise<HistoryPage> {
    await this.requireVisible(ticketId, caller);
    const query = this.dataSource
      .createQueryBuilder(TicketHistory, 'h')
      .where('h.ticketId = :ticketId', { ticketId })
      .orderBy('h.id', 'DESC')
      .limit(limit + 1);
    if (!can(caller, 'messages.internal')) query.andWhere(`NOT h.changes @> '{"message": ["internal"]}'`);
    if (!can(caller, 'tickets.readTeamFields'))
      query.andWhere('h.changes ?| :shown::text[]', { shown: SHOWN_TO_REQUESTERS });
    if (cursor) query.andWhere('h.id < :before::bigint', { before: decodeIdCursor(cursor) });
    return pageById(await query.getMany(), limit, (entry) => toHistoryEntry(entry, caller));
  }

  /** @throws TicketNotFound | InvalidCursor */
  async messages(ticketId: number, { limit, cursor }: PageQuery, caller: Caller): Promise<MessagePage> {
    // Read before the messages: a message delivered in between is found in either.
    const [pending] = await Promise.all([
      can(caller, 'messages.internal') ? this.pendingMessages(ticketId) : [],
      this.requireVisible(ticketId, caller),
    ]);
    const after = cursor ? decodeIdCursor(cursor) : undefined;
    const messages = await this.deliveredMessages(ticketId, limit + 1, after, caller);
    const page = pageById(messages, limit, (message) => message);
    if (page.next_cursor) return page;
    const known = new Set(page.results.map(({ id }) => id));
    const results = [...page.results, ...pending.filter(({ id }) => !known.has(id))];
    return {
      ...page,
      results: results.sort((a, b) => a.created_at.getTime() - b.created_at.getTime() || a.id - b.id),
    };
  }

  /**
   * A ticket, and the latest ones of its requester that were created within 14 days of it, with the beginning of each
   * text.
   * @throws TicketNotFound
   */
  async ofSameRequester(
    id: number,
    caller: Caller,
  ): Promise<{ ticket: RequesterTicket; others: RequesterTicket[] }> {
    await this.requireVisible(id, caller);
    const days = sql`make_interval(days => ${sql.lit(DUPLICATE_DAYS)})`;
    const near = sql`
      SELECT ${REQUESTER_TICKET_COLUMNS} FROM tickets t WHERE t.id = ${id}
      UNION ALL (
        SELECT ${REQUESTER_TICKET_COLUMNS} FROM tickets own JOIN tickets t ON t.person_id = own.person_id
        WHERE own.id = ${id} AND t.id <> own.id AND t.merged_into_id IS NULL
          AND t.created_at BETWEEN own.created_at - ${days} AND own.created_at + ${days}
          AND ${and(columnConditions({}, caller))}
        ORDER BY t.created_at DESC, t.id DESC LIMIT ${sql.lit(MAX_COMPARED)})`;
    const [ticket, ...others] = await listRows(this.dataSource, statement(REQUESTER_TICKET, near));
    return { ticket: ticket!, others };
  }

  /** Tickets that can be restored, most recently deleted first. */
  async deleted(caller: Caller): Promise<DeletedTicketList> {
    const deleted = sql`
      SELECT t.id, t.title, t.deleted_at, h.actor_name AS deleted_by,
        t.deleted_at + make_interval(days => ${RESTORE_DAYS}) AS restorable_until
      FROM tickets t
      LEFT JOIN LATERAL (
        SELECT actor_name FROM ticket_history
        WHERE ticket_id = t.id AND changes ? 'deleted' ORDER BY id DESC LIMIT 1
      ) h ON true
      WHERE ${and([sql`t.deleted_at > ${ago(RESTORE_DAYS, 'days')}`, ...visibilityConditions(caller)])}
      ORDER BY t.deleted_at DESC, t.id DESC LIMIT ${sql.lit(MAX_DELETED)}`;
    return { results: await query(this.dataSource, statement(DELETED_TICKET, deleted)) };
  }

  private async deliveredMessages(
    ticketId: number,
    limit: number,
    after: number | undefined,
    caller: Caller,
  ): Promise<MessageView[]> {
    const isPublic = !can(caller, 'messages.internal');
    const messages = db
      .selectFrom('ticket_messages as m')
      .leftJoin('users as u', 'u.id', 'm.author_id')
      .select([
        'm.id',
        'm.body',
        'm.visibility',
        'm.created_at',
        'm.author_name',
        'm.channel',
        'm.mail_from as mailFrom',
        'u.id as author_id',
        'u.name',
      ])
      .where('m.ticket_id', '=', ticketId)
      .$if(isPublic, (all) => all.where('m.visibility', '=', 'public'))
      .$if(after !== undefined, (all) =>
        all.where(
          sql<boolean>`(m.created_at, m.id) > (SELECT c.created_at, c.id FROM ticket_messages c WHERE c.id = ${after}::bigint)`,
        ),
      )
      .orderBy('m.created_at')
      .orderBy('m.id')
      .limit(limit);
    const name = `${isPublic ? 'public ' : ''}messages of a ticket${after === undefined ? '' : ', after cursor'}`;
    const rows = await preparedRows(this.dataSource, name, messages);
    const ids = rows.map(({ id }) => id);
    const [attached, recipients] = await Promise.all([
      this.attachments.ofMessages(ids),
      isPublic ? undefined : recipientsOf(this.dataSource, ids),
    ]);
    return rows.map(({ created_at, author_name: authorName, author_id: authorId, name, ...message }) => {
      const author = authorId === null ? null : { id: authorId, name: name! };
      return toMessageView(
        { ...message, author, authorName, createdAt: new Date(created_at) },
        attached.get(message.id),
        !isPublic,
        recipients?.get(message.id),
      );
    });
  }

  private async pendingMessages(ticketId: number): Promise<MessageView[]> {
    const pending = db
      .selectFrom('pending_messages as p')
      .innerJoin('users as u', 'u.id', 'p.author_id')
      .select(['p.id', 'p.body', 'p.held', 'p.changes', 'p.recipients', 'p.created_at', 'p.deliver_at'])
      .select(['u.id as author_id', 'u.name'])
      .where('p.ticket_id', '=', ticketId)
      .orderBy('p.id');
    const rows = await preparedRows(this.dataSource, 'pending messages of a ticket', pending);
    const attached = await this.attachments.ofPendingMessages(rows.map(({ id }) => id));
    return rows.map(
      ({ created_at, deliver_at, author_id: authorId, name, changes, recipients, ...reply }) => {
        const times = { createdAt: new Date(created_at), deliverAt: new Date(deliver_at) };
        return toPendingMessageView(
          {
            ...reply,
            ...times,
            changes: changes as MessageChanges,
            recipients: recipients as Recipients | null,
            author: { id: authorId, name },
          },
          attached.get(reply.id),
        );
      },
    );
  }

  /** @throws TicketNotFound */
  async requireVisible(id: number, caller: Caller): Promise<void> {
    const visible = db
      .selectFrom('tickets')
      .select(['requester_id', 'team_id'])
      .where('id', '=', id)
      .where('deleted_at', 'is', null);
    const [ticket] = await preparedRows(this.dataSource, 'requester and team of a ticket', visible);
    const audience = ticket && { requesterId: ticket.requester_id, teamIds: [ticket.team_id] };
    if (!audience || !canSeeTicket(caller, audience)) throw new TicketNotFound(id);
  }

  /**
   * Reads a page of the tickets with these `ids`, or of all matches by scanning the sort's index until the page is
   * full.
   */
  private page(
    filter: ResolvedFilter,
    caller: Caller,
    { ids, ...at }: PageRequest & { ids?: number[] },
  ): Promise<TicketRow[]> {
    const where = ids
      ? [
          ...[sql`t.id = ANY (${ids}::integer[])`, sql`t.deleted_at IS NULL`],
          ...visibilityConditions(caller, filter.team),
        ]
      : filterConditions(filter, caller);
    const keyset = keysetOf(at.sort, caller);
    where.push(...this.afterCursor(keyset, at.after));
    const source = ids ? sql`tickets t WHERE ${and(where)}` : ticketSource(caller, filter.team, where);
    const prepared = preparedFilter(filter, caller);
    const isIndexed = !ids && prepared !== undefined && INDEXED_SORTS[prepared.kind].includes(at.sort);
    const name = isIndexed ? statementName('page', prepared, at) : undefined;
    // All tickets are read in the order of an index, which is fast. A filter may have old matches only.
    const plan = isIndexed && prepared.kind === 'all' ? undefined : 'estimated';
    return this.rows.page(source, keyset, at.limit, { name, plan });
  }

  /** Reads a page of the matches among the first tickets in sort order. */
  private scanFirst(filter: ResolvedFilter, caller: Caller, at: PageRequest): Promise<TicketRow[]> {
    const keyset = keysetOf(at.sort, caller);
    const outside = [...columnConditions(filter, caller), ...this.afterCursor(keyset, at.after)];
    // Checking texts takes longer than checking tags.
    const enough = filter.search ? Math.max(SMALL_RESULT, COMMON_TERM_RATIO * at.limit) : SCAN_LIMIT;
    const first = this.firstRows(filter, caller, outside, keyset, enough);
    const name = statementName('scan', preparedFilter(filter, caller), at);
    const source = sql`${first} t WHERE ${and(textConditions(filter))}`;
    return this.rows.page(source, keyset, at.limit, { name, plan: 'estimated' });
  }

  private scanFirstInOrder(filter: ResolvedFilter, caller: Caller, at: PageRequest): Promise<TicketRow[]> {
    const keyset = keysetOf(at.sort, caller);
    const conditions = [
      ...[sql`t.deleted_at IS NULL`, ...visibilityConditions(caller, filter.team)],
      ...this.afterCursor(keyset, at.after),
    ];
    const first = this.firstRows(filter, caller, conditions, keyset, SCAN_LIMIT);
    const where = filterConditions(filter, caller);
    const name = statementName('scan', preparedFilter(filter, caller), at);
    const source = sql`${first} t WHERE ${and(where)}`;
    return this.rows.page(source, keyset, at.limit, { name, plan: 'estimated' });
  }

  /** The condition that a ticket follows the position. */
  private afterCursor(
    { columns, casts, direction }: Keyset,
    after: CursorPosition | undefined,
    names = columns.map((column) => this.rows.columnOf(column)),
  ): Sql[] {
    if (!after) return [];
    const position = after.map((value, i) => sql`${value}::${sql.raw(casts[i]!)}`);
    const follows = sql.raw(direction === 'ASC' ? '>' : '<');
    return [sql`(${sql.join(names)}) ${follows} (${sql.join(position)})`];
  }

  /**
   * The first tickets `t` that meet the conditions. A subquery with its own limit, through which PostgreSQL does not
   * push outer conditions.
   */
  private firstRows(
    { team }: ResolvedFilter,
    caller: Caller,
    where: Sql[],
    keyset: Keyset,
    limit: number,
  ): Sql {
    const order = this.rows.orderBy(keyset);
    return sql`(SELECT t.* FROM ${ticketSource(caller, team, where)} ${order} LIMIT ${sql.lit(limit)})`;
  }

  /** Total of a filter: exact with a counter; otherwise counting stops at `cap`, or covers the latest tickets. */
  async total(requested: TicketFilter, caller: Caller, cap: number): Promise<Total> {
    return this.countTotal(await this.resolveFilter(requested, caller), caller, cap);
  }

  private async resolveFilter({ search, ...filter }: TicketFilter, caller: Caller): Promise<ResolvedFilter> {
    return search === undefined
      ? filter
      : { ...filter, search: await resolveSearch(this.dataSource, search, caller) };
  }

  private async countTotal(filter: ResolvedFilter, caller: Caller, cap: number): Promise<Total> {
    const counted = await this.readCounter(filter, caller);
    if (counted !== undefined) return exactTotal(counted);
    if (needsSearch(filter)) {
      const latest = await this.sampleLatest(filter, caller);
      return latest.total ?? (await this.matchingIds(filter, caller, latest)).total;
    }
    // The indexes cover all columns but this one, and snoozed tickets are few.
    const hidden = await this.countHidden(filter, caller);
    if (hidden === undefined) return cappedTotal(cap, await this.countUpTo(cap + 1, filter, caller));
    const all = await this.countUpTo(cap + 1 + hidden, withoutSnoozed(filter), caller);
    return cappedTotal(cap, Math.max(all - hidden, 0));
  }

  private async countUpTo(limit: number, filter: ResolvedFilter, caller: Caller): Promise<number> {
    const where = filterConditions(filter, caller);
    const count = sql`SELECT count(*)::int AS n
      FROM (SELECT FROM tickets t WHERE ${and(where)} LIMIT ${sql.lit(limit)}) capped`;
    const [row] = await listRows(this.dataSource, statement(COUNT, count), { plan: 'estimated' });
    return row!.n;
  }

  /**
   * Number of snoozed tickets that a filter without them excludes. Undefined if the filter does not exclude them, or
   * if they are too many to count.
   */
  private async countHidden(filter: ResolvedFilter, caller: Caller): Promise<number | undefined> {
    if (filter.snoozed !== false || !can(caller, 'tickets.readTeamFields')) return undefined;
    const hidden = await this.countUpTo(COUNT_CAP + 1, { ...filter, snoozed: true }, caller);
    return hidden > COUNT_CAP ? undefined : hidden;
  }

  /** Page and total of a filter whose columns the sort indexes cover, so that no rows are read to check it. */
  private async listPage(
    filter: ResolvedFilter,
    caller: Caller,
    at: PageRequest,
  ): Promise<[TicketRow[], Total]> {
    // With a single filter, its index ends an empty list immediately.
    const counted = givenFilters(filter).length > 1 ? await this.readCounter(filter, caller) : undefined;
    if (counted === 0) return [[], exactTotal(0)];
    const counting = counted === undefined ? this.countTotal(filter, caller, COUNT_CAP) : exactTotal(counted);
    const isUnordered =
      can(caller, 'tickets.readAll') && !isEmpty(filter) && !hasIndexInOrder(filter, at.sort);
    if (!isUnordered) return Promise.all([this.page(filter, caller, at), counting]);
    // All matches may be far behind in this order.
    const [tickets, total] = await Promise.all([this.scanFirstInOrder(filter, caller, at), counting]);
    if (tickets.length === at.limit) return [tickets, total];
    if (total.relation === 'gte' || total.value > COUNT_CAP) {
      return [await this.page(filter, caller, at), total];
    }
    const { ids } = await this.matchingIds(filter, caller, { isImprecise: false }, at);
    return [await this.page(filter, caller, { ...at, ids }), total];
  }

  /**
   * Page and total of a filter with tags or search words. PostgreSQL's statistics cover neither rare words nor
   * prefixes, so its plan would scan the table for rare matches or read the index for common ones. Therefore the latest
   * tickets and the first in sort order are scanned, and the index is read only for matches that are rare among them,
   * all of which are collected before a page is read.
   */
  private async searchPage(
    filter: ResolvedFilter,
    caller: Caller,
    at: PageRequest,
  ): Promise<[TicketRow[], Total]> {
    const counted = await this.readCounter(filter, caller);
    if (counted === 0) return [[], exactTotal(0)];
    const scan = async (): Promise<TicketRow[]> =>
      counted === undefined || counted > SMALL_RESULT ? this.scanFirst(filter, caller, at) : [];
    const [tickets, latest] = await Promise.all([
      scan(),
      counted === undefined
        ? this.sampleLatest(filter, caller)
        : { total: exactTotal(counted), isImprecise: false },
    ]);
    const { total } = latest;
    const isAll = counted === undefined && total?.relation === 'eq';
    if (total && (isAll || tickets.length === at.limit)) return [tickets, total];
    const matching = await this.matchingIds(filter, caller, latest, at);
    return [await this.page(filter, caller, { ...at, ids: matching.ids }), total ?? matching.total];
  }

  /** Counts the matches among the latest tickets, and the tickets that an index would find. */
  private async sampleLatest(filter: ResolvedFilter, caller: Caller): Promise<LatestSample> {
    const newest = keysetOf('-created_at', caller);
    const visible = columnConditions(filter, caller);
    const latest = this.firstRows(filter, caller, visible, newest, SMALL_RESULT + 1);
    const inside = and(textConditions(filter));
    const loosely = filter.search && impreciseCondition(filter.search);
    const loose = loosely && and(textConditions(filter, () => loosely));
    const before = filter.search && precedingWordsCondition(filter.search, { loose: true });
    const [tagged, worded] = filter.tag && filter.search ? textConditions(filter) : [];
    const [row] = await listRows(
      this.dataSource,
      statement(
        SAMPLE,
        sql`SELECT count(*)::int AS all, (count(*) FILTER (WHERE ${inside}))::int AS n,
         (count(*) FILTER (WHERE ${loose ?? sql`false`}))::int AS loose,
         (count(*) FILTER (WHERE ${before ?? sql`true`}))::int AS before,
         (count(*) FILTER (WHERE ${tagged ?? sql`true`}))::int AS tagged,
         (count(*) FILTER (WHERE ${worded ?? sql`false`}))::int AS worded
       FROM ${latest} t`,
      ),
      { plan: 'estimated' },
    );
    const { all, n } = row!;
    const isCommon = (count: number): boolean => count > SMALL_RESULT / COMMON_TERM_RATIO;
    const areTagsRare = isCommon(row!.worded) && !isCommon(row!.tagged);
    const areWordsRare = before !== undefined && !isCommon(row!.before);
    const rareFirst = areTagsRare ? 'tags' : areWordsRare ? 'words before' : undefined;
    const isImprecise = isCommon(row!.loose) && !isCommon(n);
    if (all <= SMALL_RESULT) return { total: exactTotal(n), rareFirst, isImprecise };
    return {
      rareFirst,
      isImprecise,
      ...(isCommon(n) && { total: { value: Math.min(n, SMALL_RESULT), relation: 'gte' } }),
    };
  }

  /**
   * Finds all matches by their indexes: ids in sort order after the position or, without an order, only their number.
   * Imprecise conditions are checked among the first tickets in sort order. Of many matches, only those needed for a
   * page are read.
   */
  private async matchingIds(
    filter: ResolvedFilter,
    caller: Caller,
    latest: LatestSample,
    order?: SortPosition & { limit?: number },
  ): Promise<{ total: Total; ids: number[] }> {
    if (!isSampled(filter, caller, latest, order)) return this.gather(filter, caller, latest, order);
    const { samples, bound, ...all } = await this.gather(filter, caller, latest, order, { unlessMany: true });
    if (samples <= MANY_SAMPLES) return all;
    const page =
      order?.limit === undefined
        ? { total: await this.totalBySamples(filter, caller, latest, samples), ids: [] }
        : await this.foundUpTo(bound, filter, caller, latest, { ...order, limit: order.limit });
    const { total, ids } = page;
    return total && ids.length === (order?.limit ?? 0)
      ? { total, ids }
      : this.gather(filter, caller, latest, order);
  }

  /**
   * Reads all matches. With `unlessMany`, returns only the number of matches in a sample and a position before which
   * there are probably enough for a page, if there are too many to read.
   */
  private async gather(
    filter: ResolvedFilter,
    caller: Caller,
    { rareFirst, isImprecise, total }: LatestSample,
    order?: SortPosition & { limit?: number },
    { unlessMany = false } = {},
  ): Promise<{ total: Total; ids: number[]; samples: number; bound: string | null }> {
    const keyset = keysetOf(order?.sort ?? '-created_at', caller);
    const own = this.rowSource(filter, caller, {
      rareFirst,
      keyset: isImprecise ? keyset : undefined,
      order,
    });
    const isFew = sql`(SELECT count(*) FROM sample) <= ${sql.lit(MANY_SAMPLES)}`;
    const ways = [unlessMany ? sql`${own} AND ${isFew}` : own, ...this.elsewhere(filter, caller)];
    const columns = this.placeColumns(keyset);
    const enough = order ? sql`` : sql`LIMIT ${sql.lit(SMALL_RESULT + 1)}`;
    const each = ways.map((way) => sql`(SELECT ${columns} FROM ${way} ${enough})`);
    const names = keyset.columns.map((_, i) => sql.id(`place${i}`));
    const ordered = sql`WHERE ${and(this.afterCursor(keyset, order?.after, names))}
      ORDER BY ${sql.join(names.map((name) => sql`${name} ${sql.raw(keyset.direction)}`))}`;
    const limit = order ? (order.limit === undefined ? sql`ALL` : sql.lit(order.limit)) : sql.lit(0);
    const sample = unlessMany
      ? sql`sample AS MATERIALIZED (SELECT ${columns} FROM ${own} AND ${sampled(1)}),`
      : sql``;
    const before = sql.lit(samplesBefore(order?.limit ?? 0, total));
    const ofSample = unlessMany
      ? sql`(SELECT count(*)::int FROM sample) AS samples,
         (SELECT place0 FROM sample ${ordered} OFFSET ${before} LIMIT 1) AS bound`
      : sql`0 AS samples, NULL::${sql.raw(keyset.casts[0]!)} AS bound`;
    const [row] = await listRows(
      this.dataSource,
      statement(
        { ...IDS, samples: integer, bound: nullable(placeColumn(keyset)) },
        sql`WITH ${sample} matching AS MATERIALIZED (${sql.join(each, sql` UNION `)})
       SELECT (SELECT count(*)::int FROM matching) AS n, ARRAY(SELECT id FROM matching ${ordered} LIMIT ${limit}) AS ids,
         ${ofSample}`,
      ),
      { plan: isImprecise ? 'indexed' : 'gathered' },
    );
    const { n, ...rest } = row!;
    return {
      ...rest,
      total: isImprecise
        ? { value: Math.min(n, SMALL_RESULT), relation: 'gte' }
        : cappedTotal(SMALL_RESULT, n),
    };
  }

  /** Sources of the tickets `t` that match by related rows. */
  private elsewhere(filter: ResolvedFilter, caller: Caller): Sql[] {
    const elsewhere = filter.search ? relatedRowConditions(filter.search) : [];
    if (elsewhere.length === 0) return [];
    const where = filterConditions(filter, caller);
    return elsewhere.map((way) => sql`tickets t WHERE ${and([way, ...where])}`);
  }

  /** Estimates the total from several samples. Undefined if there are few matches after all. */
  private async totalBySamples(
    filter: ResolvedFilter,
    caller: Caller,
    { rareFirst }: LatestSample,
    samples: number,
  ): Promise<Total | undefined> {
    const own = this.rowSource(filter, caller, { rareFirst });
    const enough = Math.min(SAMPLES, Math.ceil((2 * SMALL_RESULT) / samples));
    const count = sql`SELECT count(*)::int AS n
       FROM (SELECT FROM ${own} AND ${sampled(enough)} LIMIT ${sql.lit(SMALL_RESULT + 1)}) matching`;
    const [row] = await listRows(this.dataSource, statement(COUNT, count), { plan: 'gathered' });
    return row!.n > SMALL_RESULT ? cappedTotal(SMALL_RESULT, row!.n) : undefined;
  }

  /** Finds the first matches before the bound, and their total. No ids if there are too few. */
  private async foundUpTo(
    bound: string | null,
    filter: ResolvedFilter,
    caller: Caller,
    { rareFirst, total }: LatestSample,
    { sort, after, limit }: PageRequest,
  ): Promise<{ total?: Total; ids: number[] }> {
    const keyset = keysetOf(sort, caller);
    const start = after ? String(after[0]) : await this.startOf(keyset);
    const between = bound === null ? undefined : standsBetween(sort, [start, bound]);
    if (!between) return { ids: [] };
    const own = sql`${this.rowSource(filter, caller, { rareFirst })} AND ${between}`;
    const behind = this.afterCursor(keyset, after);
    const ways = [own, ...this.elsewhere(filter, caller)];
    const columns = this.placeColumns(keyset);
    const each = ways.map((way) => sql`(SELECT ${columns} FROM ${and([way, ...behind])})`);
    const order = keyset.columns.map((_, i) => sql`${sql.id(`place${i}`)} ${sql.raw(keyset.direction)}`);
    const [row] = await listRows(
      this.dataSource,
      statement(
        IDS,
        sql`WITH matching AS MATERIALIZED (${sql.join(each, sql` UNION `)})
       SELECT (SELECT count(*)::int FROM matching) AS n,
         ARRAY(SELECT id FROM matching ORDER BY ${sql.join(order)} LIMIT ${sql.lit(limit)}) AS ids`,
      ),
      { plan: 'gathered' },
    );
    const { n, ids } = row!;
    return { total: total ?? (n > SMALL_RESULT ? cappedTotal(SMALL_RESULT, n) : undefined), ids };
  }

  /** The id and the sort columns of a ticket `t`, these as `place0` and so on. */
  private placeColumns({ columns }: Keyset): Sql {
    const places = columns.map((column, i) => sql`${this.rows.columnOf(column)} AS ${sql.id(`place${i}`)}`);
    return sql.join([sql`t.id`, ...places]);
  }

  /** Value of the sort's first column in its first ticket. */
  private async startOf(keyset: Keyset): Promise<string> {
    const start = sql`SELECT ${this.rows.columnOf(keyset.columns[0]!)} AS place FROM tickets t WHERE t.deleted_at IS NULL
       ${this.rows.orderBy(keyset)} LIMIT 1`;
    const [first] = await listRows(this.dataSource, statement({ place: placeColumn(keyset) }, start));
    return first!.place;
  }

  /**
   * Source of the tickets that match by their own tags and words: of all or, with `keyset`, of the first in sort order
   * after the position.
   */
  private rowSource(
    filter: ResolvedFilter,
    caller: Caller,
    { rareFirst, keyset, order }: { rareFirst?: RareCondition; keyset?: Keyset; order?: SortPosition },
  ): Sql {
    if (!keyset)
      return sql`tickets t WHERE ${and(filterConditions(filter, caller, { rareFirst, inside: true }))}`;
    const outside = [...columnConditions(filter, caller), ...this.afterCursor(keyset, order?.after)];
    const first = this.firstRows(filter, caller, outside, keyset, SCAN_LIMIT);
    return sql`${first} t WHERE ${and(textConditions(filter))}`;
  }

  /** Number of matches according to a counter; undefined if no counter covers the filter. */
  private async readCounter(filter: ResolvedFilter, caller: Caller): Promise<number | undefined> {
    if (filter.snoozed === false) {
      const counted = await this.readCounter(withoutSnoozed(filter), caller);
      if (!counted) return counted;
      const hidden = await this.countHidden(filter, caller);
      return hidden === undefined ? undefined : Math.max(counted - hidden, 0);
    }
    const counter = counterOf(filter, caller);
    if (!counter) return undefined;
    const count = sql`SELECT coalesce(sum(n), 0)::int AS n FROM ${counter}`;
    const prepared = preparedFilter(filter, caller);
    const name = prepared && `total of tickets, ${prepared.label}`;
    const [row] = await listRows(this.dataSource, statement(COUNT, count), { name });
    return row!.n;
  }
}

function isVisibleRow({ requesterId, teamId }: TicketRow, caller: Caller): boolean {
  return canSeeTicket(caller, { requesterId, teamIds: [teamId] });
}

function nonEmpty(batch: TicketRow[]): TicketRow[][] {
  return batch.length > 0 ? [batch] : [];
}

function exactTotal(n: number): Total {
  return { value: n, relation: 'eq' };
}

function cappedTotal(cap: number, n: number): Total {
  return n > cap ? { value: cap, relation: 'gte' } : exactTotal(n);
}

/** Rows `t` of the counter that covers this filter, for the visible teams; undefined if there is none. */
function counterOf(filter: ResolvedFilter, caller: Caller): Sql | undefined {
  const given = givenFilters(filter);
  const isOf = (...names: string[]): boolean => given.every((name) => names.includes(name));
  if (!can(caller, 'tickets.readAll')) return undefined;
  const teams = teamScope(caller, filter.team);
  if (isOf('status', 'priority', 'category', 'triage_state')) {
    return sql`${counterRows('ticket_counts', teams, 't')} WHERE ${and(valueConditions(filter))}`;
  }
  if (isOf('status', 'assignee')) {
    const where = [...valueConditions(filter), assigneeCondition(filter.assignee!, caller)];
    return sql`${counterRows('ticket_workload', teams, 't')} WHERE ${and(where)}`;
  }
  // A ticket may have several of the tags, so counters of different tags cannot be added.
  const tags = normalizeTags(filter.tag ?? []);
  if (isOf('tag') && tags.length === 1)
    return sql`${counterRows('ticket_tags', teams, 't')} WHERE t.tag = ${tags[0]}`;
  return undefined;
}

type CountedFilter = Pick<ResolvedFilter, 'status' | 'priority' | 'category' | 'triage_state'>;

function valueConditions(filter: CountedFilter, triageState = sql`t.triage_state`): Sql[] {
  return (['status', 'priority', 'category', 'triage_state'] as const).flatMap((column) => {
    const values = filter[column];
    const name = column === 'triage_state' ? triageState : sql.raw(`t.${column}`);
    return values ? [sql`${name} IN (${literals(values)})`] : [];
  });
}

const REQUESTER_TRIAGE_STATE = sql`CASE WHEN t.self_settled THEN 'suggested' ELSE t.triage_state END`;

function assigneeCondition(assignees: string[], caller: Caller): Sql {
  const ids = assignees
    .filter((assignee) => assignee !== 'none')
    .map((assignee) => (assignee === 'me' ? caller.id : Number(assignee)));
  const either = [
    ...(ids.length > 0 ? [sql`t.assignee_id IN (${sql.join(ids)})`] : []),
    ...(assignees.includes('none') ? [sql`t.assignee_id IS NULL`] : []),
  ];
  return sql`(${sql.join(either, sql` OR `)})`;
}

function topicCondition(topics: string[]): Sql {
  const ids = topics.filter((topic) => topic !== 'none').map(Number);
  const either = [
    ...(ids.length > 0 ? [sql`t.topic_id IN (${sql.join(ids)})`] : []),
    ...(topics.includes('none') ? [sql`t.topic_id IS NULL`] : []),
  ];
  return sql`(${sql.join(either, sql` OR `)})`;
}

/** Only for agents: requesters have no unread tickets. */
function unreadCondition(isUnread: boolean, caller: Caller): Sql {
  if (!can(caller, 'tickets.readTeamFields')) return sql.lit(!isUnread);
  return isUnread ? sql`t.unread` : sql`NOT t.unread`;
}

/** Only for agents: requesters do not see which of their tickets are snoozed. */
function snoozedCondition(isSnoozed: boolean, caller: Caller): Sql {
  if (!can(caller, 'tickets.readTeamFields')) return sql.lit(!isSnoozed);
  return isSnoozed
    ? sql`t.snoozed_until > now()`
    : sql`(t.snoozed_until IS NULL OR t.snoozed_until <= now())`;
}

function withoutSnoozed({ snoozed: _, ...filter }: ResolvedFilter): ResolvedFilter {
  return filter;
}

/** Excludes few tickets, and no index is read for it. */
function isHidingSnoozed(name: string, { snoozed }: ResolvedFilter): boolean {
  return name === 'snoozed' && snoozed === false;
}

/** Whether an index finds the matches of the filter in this order without walking past many others. */
function hasIndexInOrder({ status }: ResolvedFilter, sort: Sort): boolean {
  if (sort === 'due_at') return status?.every((each) => !isResolved(each)) ?? false;
  return sort !== '-updated_at';
}

function normalizeTags(tags: string[]): string[] {
  return [...new Set(tags.map(normalizeLabel))];
}

/** Conditions for tickets `t` that match the filter, are not deleted and visible to the caller. */
function filterConditions(
  filter: ResolvedFilter,
  caller: Caller,
  { rareFirst, inside = false }: { rareFirst?: RareCondition; inside?: boolean } = {},
): Sql[] {
  const { search } = filter;
  const conditions = textConditions(filter, inside ? rowSearchCondition : searchCondition);
  const outside = columnConditions(filter, caller);
  // Tickets matched by related rows may lack the words.
  const before =
    rareFirst === 'words before' && search && (inside || !hasRelatedMatches(search))
      ? precedingWordsCondition(search)
      : undefined;
  if (before) return [...outside, before, withoutIndex(and(conditions))];
  if (rareFirst === 'tags') return [...outside, conditions[0]!, withoutIndex(conditions[1]!)];
  return [...outside, ...conditions];
}

/** Prevents PostgreSQL from using an index for the condition. */
function withoutIndex(condition: Sql): Sql {
  return sql`coalesce(${condition}, false)`;
}

function columnConditions(filter: ResolvedFilter, caller: Caller): Sql[] {
  const where: Sql[] = [sql`t.deleted_at IS NULL`, ...visibilityConditions(caller, filter.team)];
  // Threshold decisions are hidden from requesters.
  const state = can(caller, 'tickets.readTeamFields') ? undefined : REQUESTER_TRIAGE_STATE;
  where.push(...valueConditions(filter, state));
  if (filter.assignee) where.push(assigneeCondition(filter.assignee, caller));
  if (filter.topic) where.push(topicCondition(filter.topic));
  if (filter.requester) where.push(sql`t.person_id IN (${sql.join(filter.requester)})`);
  if (filter.organization) where.push(sql`t.organization_id IN (${sql.join(filter.organization)})`);
  if (filter.unread !== undefined) where.push(unreadCondition(filter.unread, caller));
  if (filter.snoozed !== undefined) where.push(snoozedCondition(filter.snoozed, caller));
  if (filter.created_after) where.push(sql`t.created_at >= ${filter.created_after}`);
  if (filter.created_before) where.push(sql`t.created_at < ${filter.created_before}`);
  return where;
}

/** Conditions on tags and words, which the sort indexes do not cover. */
function textConditions(filter: ResolvedFilter, searches = searchCondition): Sql[] {
  const where: Sql[] = [];
  if (filter.tag) where.push(sql`t.tags && ${normalizeTags(filter.tag)}::text[]`);
  if (filter.search) where.push(searches(filter.search));
  return where;
}

function isEmpty(filter: ResolvedFilter): boolean {
  return givenFilters(filter).length === 0;
}

/** Undefined for several filters or values, whose best plan depends on the values, and for requesters. */
function preparedFilter(filter: ResolvedFilter, caller: Caller): PreparedFilter | undefined {
  const [name, ...others] = givenFilters(filter);
  if (others.length > 0 || filter.team || !seesAllTickets(caller)) return undefined;
  if (name === undefined) return { kind: 'all', label: 'all' };
  const values: unknown = filter[name as keyof ResolvedFilter];
  if (!Array.isArray(values) || values.length !== 1 || !(name in INDEXED_SORTS)) return undefined;
  const [value] = values as [string];
  if (name === 'assignee' && value === 'none') return { kind: 'unassigned', label: 'unassigned' };
  const kind = name as SingleFilter;
  return { kind, label: kind === 'assignee' || kind === 'tag' ? kind : `${kind} ${value}` };
}

/** Name of a prepared statement for a page; undefined for other page sizes, which bounds their number. */
function statementName(
  kind: 'page' | 'scan',
  prepared: PreparedFilter | undefined,
  at: PageRequest,
): string | undefined {
  if (prepared === undefined || !PREPARED_PAGE_SIZES.includes(at.limit - 1)) return undefined;
  // PostgreSQL distinguishes the first 63 characters.
  return `${kind} ${at.limit} ${prepared.label} ${at.sort}${at.after ? ' after' : ''}`;
}

/** Names of the filters that are set, without the team, which each index and counter supports. */
function givenFilters(filter: ResolvedFilter): string[] {
  return Object.keys(filter).filter(
    (name) => name !== 'team' && filter[name as keyof ResolvedFilter] !== undefined,
  );
}

/**
 * Not with another filter or for some teams only, whose index would be read for the sample as well, nor by a sort that the
 * index does not know. A requester has fewer tickets, and an assignee who is found by name may have all of them.
 */
function isSampled(
  filter: ResolvedFilter,
  caller: Caller,
  { isImprecise }: LatestSample,
  order?: { sort: Sort; limit?: number },
): boolean {
  if (isImprecise || !seesAllTickets(caller) || filter.team) return false;
  if (
    !givenFilters(filter).every((name) => ['tag', 'search'].includes(name) || isHidingSnoozed(name, filter))
  )
    return false;
  if (order && (order.limit === undefined || !hasSearchKeys(order.sort))) return false;
  return !filter.search?.alternatives.flat().some(({ assignees }) => assignees.length > 0);
}

/**
 * Position in a sample before which, with a probability of 99 %, there are enough matches for a page, and for the
 * threshold of few matches if the total is unknown.
 */
function samplesBefore(limit: number, total: Total | undefined): number {
  const enough = Math.max(2 * limit, total ? 0 : 1.6 * SMALL_RESULT);
  return Math.ceil(enough / SAMPLES) + 3;
}

function needsSearch({ tag, search }: ResolvedFilter): boolean {
  return (tag ?? search) !== undefined;
}
