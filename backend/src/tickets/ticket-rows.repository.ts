import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { listQuery, preparedQuery } from '../database/sql.js';
import { BATCH_LOADER_OPTIONS } from '../database/batch-loader.js';
import { Ticket } from './ticket.entity.js';
import { UNRESOLVED_STATUSES, sqlList } from '../vocabulary/index.js';

/** What is shown of a ticket, and whose it is. */
const SHOWN_COLUMNS = [
  ...(['id', 'title', 'description', 'status', 'priority', 'category', 'tags', 'version'] as const),
  ...(['requesterId', 'requesterName', 'requesterEmail', 'assigneeId'] as const),
  ...(['triageState', 'triageSource', 'triageModel', 'suggestedCategory', 'suggestedPriority'] as const),
  ...(['confidence', 'rationale', 'evidence', 'abstained', 'hostile', 'held', 'selfSettled'] as const),
  ...(['degradedReason', 'classifiedAt', 'createdAt', 'updatedAt', 'firstResponseAt', 'resolvedAt'] as const),
  ...(['internalUpdates', 'publicUpdatedAt', 'unread', 'customerRepliedAt', 'decidedById'] as const),
] satisfies (keyof Ticket)[];

/** The order of customers who wait for an answer: before all replies where nobody does. As its index has it. */
export const NO_REPLY = '1970-01-01T00:00:00.000Z';
const CUSTOMER_REPLIED_AT = `CASE WHEN t.status IN (${sqlList(UNRESOLVED_STATUSES)})
  THEN coalesce(t.customer_replied_at, '1970-01-01 00:00:00+00') ELSE '1970-01-01 00:00:00+00' END`;

type TicketColumn = (typeof SHOWN_COLUMNS)[number];

/** Times are ISO 8601 texts. */
type SerializedDates<Value> =
  Exclude<Value, Date> | ([Extract<Value, Date>] extends [never] ? never : string);

/** A ticket as it is read to be shown, with its assignee and who decided. */
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
 * Tickets as PostgreSQL tells them, for reading only: with TypeORM's query builder and hydration, one took more than
 * twice as much of the processor's time.
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

  /** The column of a property, of a ticket `t`. */
  columnOf(property: TicketColumn): string {
    // Null while it is the same.
    if (property === 'publicUpdatedAt') return 'coalesce(t.public_updated_at, t.updated_at)';
    if (property === 'customerRepliedAt') return CUSTOMER_REPLIED_AT;
    return `t.${this.columnNames.get(property)!}`;
  }

  /** Undefined where it is deleted or not there. */
  findById(id: number): Promise<TicketRow | undefined> {
    return this.byIdLoader.load(id);
  }

  /**
   * The first of the tickets `t`, of all or of those given, that meet the conditions. Prepared under a name if it is given
   * one: as `preparedQuery` has it.
   */
  async page(
    where: string[],
    order: ColumnOrder,
    limit: number,
    values: unknown[],
    { from = 'tickets', columnOf }: { from?: string; columnOf?: string } = {},
  ): Promise<TicketRow[]> {
    const text = this.select(
      `${from} t WHERE ${where.join(' AND ')} ${this.orderBy(order)} LIMIT ${limit}`,
      this.orderBy(order, (column) => `page."${column}"`),
    );
    const how = columnOf === undefined ? ({ plan: 'estimated' } as const) : { name: columnOf };
    return withPeople(await listQuery<JoinedTicketRow>(this.dataSource, text, values, how));
  }

  /** The order of tickets `t`, or of what has their columns by other names. */
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
   * With their assignees, who are joined to what was found: under a limit, a join tempts PostgreSQL to sort all that are
   * left instead of reading on.
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
