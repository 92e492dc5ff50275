import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { listQuery, preparedQuery } from '../database/sql.js';
import { BATCH_LOADER_OPTIONS } from '../database/batch-loader.js';
import { Ticket } from './ticket.entity.js';
import { UNRESOLVED_STATUSES, sqlList } from '../vocabulary/index.js';

/** Columns of a ticket's representation, and its requester. */
const SHOWN_COLUMNS = [
  ...(['id', 'title', 'description', 'status', 'priority', 'category', 'tags', 'version'] as const),
  ...(['requesterId', 'requesterName', 'requesterEmail', 'assigneeId'] as const),
  ...(['triageState', 'triageSource', 'triageModel', 'suggestedCategory', 'suggestedPriority'] as const),
  ...(['confidence', 'rationale', 'evidence', 'abstained', 'hostile', 'held', 'selfSettled'] as const),
  ...(['degradedReason', 'classifiedAt', 'createdAt', 'updatedAt', 'firstResponseAt', 'resolvedAt'] as const),
  ...(['internalUpdates', 'publicUpdatedAt', 'unread', 'customerRepliedAt', 'decidedById'] as const),
] satisfies (keyof Ticket)[];

/** Sort value of tickets whose requester does not await a reply, before all reply times. Must match the index. */
export const NO_REPLY = '1970-01-01T00:00:00.000Z';
const CUSTOMER_REPLIED_AT = `CASE WHEN t.status IN (${sqlList(UNRESOLVED_STATUSES)})
  THEN coalesce(t.customer_replied_at, '1970-01-01 00:00:00+00') ELSE '1970-01-01 00:00:00+00' END`;

type TicketColumn = (typeof SHOWN_COLUMNS)[number];

/** Times are ISO 8601 text. */
type SerializedDates<Value> =
  Exclude<Value, Date> | ([Extract<Value, Date>] extends [never] ? never : string);

/** A ticket for display, with its assignee and decider. */
export type TicketRow = { [Property in TicketColumn]: SerializedDates<Ticket[Property]> } & {
  assignee: { id: number; name: string; email: string } | null;
  decider: { id: number; name: string } | null;
};

type JoinedTicketRow = TicketRow & { assigneeName: string; assigneeEmail: string; deciderName: string };

export interface ColumnOrder {
  columns: TicketColumn[];
  direction: 'ASC' | 'DESC';
}

/**
 * Reads tickets for display without TypeORM's query builder and hydration, which more than doubled the CPU time per
 * request.
 */
export class TicketRowsRepository {
  private readonly columnNames: Map<string, string>;
  private readonly selectList: string;
  private readonly byIdLoader = new DataLoader<number, TicketRow | undefined>(
    (ids) => this.findByIds(ids),
    BATCH_LOADER_OPTIONS,
  );

  constructor(private readonly dataSource: DataSource) {
    const { columns } = dataSource.getMetadata(Ticket);
    this.columnNames = new Map(columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]));
    this.selectList = SHOWN_COLUMNS.map((property) => `${this.columnOf(property)} AS "${property}"`).join(
      ', ',
    );
  }

  /** Column expression of a property, for tickets aliased `t`. */
  columnOf(property: TicketColumn): string {
    // Null while it equals `updated_at`.
    if (property === 'publicUpdatedAt') return 'coalesce(t.public_updated_at, t.updated_at)';
    if (property === 'customerRepliedAt') return CUSTOMER_REPLIED_AT;
    return `t.${this.columnNames.get(property)!}`;
  }

  /** Undefined if the ticket is deleted or does not exist. */
  findById(id: number): Promise<TicketRow | undefined> {
    return this.byIdLoader.load(id);
  }

  /**
   * Reads the first tickets that meet the conditions, of all or of the `from` expression. With a name, as a prepared
   * statement (see `preparedQuery`).
   */
  async page(
    where: string[],
    order: ColumnOrder,
    limit: number,
    values: unknown[],
    { from = 'tickets', statementName }: { from?: string; statementName?: string } = {},
  ): Promise<TicketRow[]> {
    const text = this.select(
      `${from} t WHERE ${where.join(' AND ')} ${this.orderBy(order)} LIMIT ${limit}`,
      this.orderBy(order, (column) => `page."${column}"`),
    );
    const how = statementName === undefined ? ({ plan: 'estimated' } as const) : { name: statementName };
    return withPeople(await listQuery<JoinedTicketRow>(this.dataSource, text, values, how));
  }

  /** The ORDER BY clause for tickets aliased `t`, or for columns with other names. */
  orderBy(
    { columns, direction }: ColumnOrder,
    name = (column: TicketColumn): string => this.columnOf(column),
  ): string {
    return `ORDER BY ${columns.map((column) => `${name(column)} ${direction}`).join(', ')}`;
  }

  private async findByIds(ids: readonly number[]): Promise<(TicketRow | undefined)[]> {
    const text = this.select('tickets t WHERE t.id = ANY ($1::integer[]) AND t.deleted_at IS NULL');
    const tickets = withPeople(
      await preparedQuery<JoinedTicketRow>(this.dataSource, 'tickets by id', text, [ids]),
    );
    const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
    return ids.map((id) => byId.get(id));
  }

  /**
   * Joins assignees after the limit: PostgreSQL would otherwise sort all remaining tickets instead of reading an index
   * in order.
   */
  private select(source: string, order = ''): string {
    return `SELECT page.*, a.name AS "assigneeName", a.email AS "assigneeEmail", d.name AS "deciderName"
       FROM (SELECT ${this.selectList} FROM ${source}) page LEFT JOIN users a ON a.id = page."assigneeId"
         LEFT JOIN users d ON d.id = page."decidedById" ${order}`;
  }
}

function withPeople(rows: JoinedTicketRow[]): TicketRow[] {
  for (const row of rows) {
    const { assigneeId: id, assigneeName: name, assigneeEmail: email } = row;
    row.assignee = id === null ? null : { id, name, email };
    const { decidedById, deciderName } = row;
    row.decider = decidedById === null ? null : { id: decidedById, name: deciderName };
  }
  return rows;
}
