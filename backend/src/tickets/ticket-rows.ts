import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { plainQuery, preparedQuery } from '../database/plain-query.js';
import { TOGETHER } from '../database/together.js';
import { Ticket } from './ticket.entity.js';

/** What is shown of a ticket, and whose it is. */
const SHOWN = [
  ...(['id', 'title', 'description', 'status', 'priority', 'category', 'tags', 'version'] as const),
  ...(['requesterId', 'requesterName', 'requesterEmail', 'assigneeId'] as const),
  ...(['triageState', 'triageSource', 'triageModel', 'suggestedCategory', 'suggestedPriority'] as const),
  ...(['confidence', 'rationale', 'evidence', 'abstained', 'hostile', 'held', 'selfSettled'] as const),
  ...(['degradedReason', 'classifiedAt', 'createdAt', 'updatedAt', 'firstResponseAt', 'resolvedAt'] as const),
] satisfies (keyof Ticket)[];

/** Times are ISO 8601 texts. */
type Read<Column> = Exclude<Column, Date> | ([Extract<Column, Date>] extends [never] ? never : string);

/** A ticket as it is read to be shown, with its assignee. */
export type TicketRow = { [Property in (typeof SHOWN)[number]]: Read<Ticket[Property]> } & {
  assignee: { id: number; name: string; email: string } | null;
};

type Row = TicketRow & { assigneeName: string; assigneeEmail: string };

export interface Order {
  columns: (typeof SHOWN)[number][];
  direction: 'ASC' | 'DESC';
}

/**
 * Tickets as PostgreSQL tells them, for reading only: with TypeORM's query builder and hydration, one took more than
 * twice as much of the processor's time.
 */
export class TicketRows {
  private readonly names: Map<string, string>;
  private readonly shown: string;
  private readonly asked = new DataLoader<number, TicketRow | undefined>(
    (ids) => this.withIds(ids),
    TOGETHER,
  );

  constructor(private readonly dataSource: DataSource) {
    const { columns } = dataSource.getMetadata(Ticket);
    this.names = new Map(columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]));
    this.shown = SHOWN.map((property) => `${this.name(property)} AS "${property}"`).join(', ');
  }

  /** The column of a property, of a ticket `t`. */
  name(property: (typeof SHOWN)[number]): string {
    return `t.${this.names.get(property)!}`;
  }

  /** Undefined where it is deleted or not there. */
  one(id: number): Promise<TicketRow | undefined> {
    return this.asked.load(id);
  }

  /**
   * The first of the tickets `t`, of all or of those given, that meet the conditions. Prepared under a name if it is given
   * one: as `preparedQuery` has it.
   */
  page(
    where: string[],
    { columns, direction }: Order,
    limit: number,
    values: unknown[],
    { from = 'tickets', name }: { from?: string; name?: string } = {},
  ): Promise<TicketRow[]> {
    const by = (name: (column: Order['columns'][number]) => string): string =>
      `ORDER BY ${columns.map((column) => `${name(column)} ${direction}`).join(', ')}`;
    return this.read(
      `${from} t WHERE ${where.join(' AND ')} ${by((column) => this.name(column))} LIMIT ${limit}`,
      values,
      { order: by((column) => `page."${column}"`), name },
    );
  }

  private async withIds(ids: readonly number[]): Promise<(TicketRow | undefined)[]> {
    const tickets = await this.read(
      'tickets t WHERE t.id = ANY ($1::integer[]) AND t.deleted_at IS NULL',
      [ids],
      { name: 'tickets by id' },
    );
    const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
    return ids.map((id) => byId.get(id));
  }

  /**
   * With their assignees, who are joined to what was found: under a limit, a join tempts PostgreSQL to sort all that are
   * left instead of reading on.
   */
  private async read(
    found: string,
    values: unknown[],
    { order = '', name }: { order?: string; name?: string },
  ): Promise<TicketRow[]> {
    const text = `SELECT page.*, a.name AS "assigneeName", a.email AS "assigneeEmail"
       FROM (SELECT ${this.shown} FROM ${found}) page LEFT JOIN users a ON a.id = page."assigneeId" ${order}`;
    const rows = name
      ? await preparedQuery<Row>(this.dataSource, name, text, values)
      : await plainQuery<Row>(this.dataSource, text, values);
    for (const row of rows) {
      const { assigneeId: id, assigneeName: name, assigneeEmail: email } = row;
      row.assignee = id === null ? null : { id, name, email };
    }
    return rows;
  }
}
