import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { DataSource } from 'typeorm';
import {
  array,
  boolean,
  enumeration,
  integer,
  nullable,
  real,
  text,
  timestamptz,
  type Column,
  type RowOf,
} from '../database/columns.js';
import type { PropertiesOf } from '../database/properties.js';
import {
  db,
  listRows,
  literals,
  preparedRows,
  statement,
  type ListOptions,
  type Sql,
  type WithIsoTimes,
} from '../database/query.js';
import type { Tables } from '../database/tables.js';
import { BATCH_LOADER_OPTIONS } from '../database/batch-loader.js';
import { REFERENCES, referencesSql, toReferences, type TicketReferences } from './ticket-references.js';
import { Ticket } from './ticket.entity.js';
import { UNRESOLVED_STATUSES } from '../vocabulary/index.js';

/** Columns that are not shown. Those that change with each other column are maintained by triggers. */
type HiddenColumn =
  | ('categoryGiven' | 'priorityGiven' | 'searchVector' | 'triageDueAt' | 'triageClaims' | 'deletedAt')
  | ('decidedBy' | 'decidedAt' | 'decidedCategory' | 'decidedPriority' | 'decisionOutdated')
  | ('externalSource' | 'externalId' | 'descriptionHtml');

type TicketProperties = PropertiesOf<Tables['tickets']>;

/** Columns of a ticket's representation, and its requester. */
const SHOWN_COLUMNS = {
  ...{ id: integer, title: text, description: text, tags: array(text), version: integer },
  status: enumeration('ticket_status'),
  priority: enumeration('ticket_priority'),
  category: enumeration('ticket_category'),
  personId: nullable(integer),
  requesterId: nullable(integer),
  requesterName: nullable(text),
  requesterEmail: nullable(text),
  assigneeId: nullable(integer),
  teamId: integer,
  organizationId: nullable(integer),
  topicId: nullable(integer),
  suggestedTopicId: nullable(integer),
  channel: enumeration('ticket_channel'),
  language: nullable(text),
  snoozedUntil: nullable(timestamptz),
  dueAt: timestamptz,
  mergedIntoId: nullable(integer),
  triageState: enumeration('triage_state'),
  triageSource: nullable(enumeration('triage_source')),
  triageModel: nullable(text),
  suggestedCategory: nullable(enumeration('ticket_category')),
  suggestedPriority: nullable(enumeration('ticket_priority')),
  confidence: nullable(real),
  rationale: nullable(text),
  evidence: array(text),
  ...{ abstained: boolean, hostile: boolean, held: boolean, selfSettled: boolean, unread: boolean },
  degradedReason: nullable(text),
  classifiedAt: nullable(timestamptz),
  createdAt: timestamptz,
  updatedAt: timestamptz,
  firstResponseAt: nullable(timestamptz),
  resolvedAt: nullable(timestamptz),
  internalUpdates: integer,
  publicUpdatedAt: timestamptz,
  customerRepliedAt: timestamptz,
  decidedById: nullable(integer),
} satisfies { [Name in Exclude<keyof TicketProperties, HiddenColumn>]: Column<TicketProperties[Name]> };

/** The names of people are null if the ticket has none. */
const JOINED_COLUMNS = {
  ...SHOWN_COLUMNS,
  assigneeName: nullable(text),
  assigneeEmail: nullable(text),
  deciderName: nullable(text),
  ...REFERENCES,
};

/** Sort value of tickets whose requester does not await a reply, before all reply times. Must match the index. */
export const NO_REPLY = '1970-01-01T00:00:00.000Z';
const CUSTOMER_REPLIED_AT = sql`CASE WHEN t.status IN (${literals(UNRESOLVED_STATUSES)})
  THEN coalesce(t.customer_replied_at, '1970-01-01 00:00:00+00') ELSE '1970-01-01 00:00:00+00' END`;

/** Sort value of tickets without a due time, after all due times. Must match the index. */
export const NO_DUE_TIME = '9999-12-31T23:59:59.999Z';
const DUE_AT = sql`coalesce(t.due_at, '9999-12-31 23:59:59.999+00')`;

/** References of the rows of a page, whose columns have the names of the properties. */
const PAGE_REFERENCES = sql.raw(
  referencesSql((name) => `page."${name.replace(/_[a-z]/g, ([, letter]) => letter!.toUpperCase())}"`),
);

type TicketColumn = keyof typeof SHOWN_COLUMNS;

/** A ticket for display, with its assignee and decider. */
export type TicketRow = WithIsoTimes<RowOf<typeof SHOWN_COLUMNS>> & {
  assignee: { id: number; name: string; email: string } | null;
  decider: { id: number; name: string } | null;
  references: TicketReferences;
};

type JoinedTicketRow = WithIsoTimes<RowOf<typeof JOINED_COLUMNS>>;

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
  private readonly selectList: Sql;
  private readonly byIdLoader = new DataLoader<number, TicketRow | undefined>(
    (ids) => this.findByIds(ids),
    BATCH_LOADER_OPTIONS,
  );

  constructor(private readonly dataSource: DataSource) {
    const metadata = dataSource.getMetadata(Ticket);
    this.columnNames = new Map(
      metadata.columns.map(({ propertyName, databaseName }) => [propertyName, databaseName]),
    );
    const names = Object.keys(SHOWN_COLUMNS) as TicketColumn[];
    const columns = sql.join(names.map((name) => sql`${this.columnOf(name)} AS ${sql.id(name)}`));
    // Compiled once rather than with each statement, most of whose text it is.
    this.selectList = sql.raw(columns.compile(db).sql);
  }

  /** Column expression of a property, for tickets aliased `t`. */
  columnOf(property: TicketColumn): Sql {
    // Null while it equals `updated_at`.
    if (property === 'publicUpdatedAt') return sql`coalesce(t.public_updated_at, t.updated_at)`;
    if (property === 'customerRepliedAt') return CUSTOMER_REPLIED_AT;
    if (property === 'dueAt') return DUE_AT;
    return sql.raw(`t.${this.columnNames.get(property)!}`);
  }

  /** Undefined if the ticket is deleted or does not exist. */
  findById(id: number): Promise<TicketRow | undefined> {
    return this.byIdLoader.load(id);
  }

  /** Reads the first tickets `t` of a source, which is a FROM clause with conditions. */
  async page(
    source: Sql,
    order: ColumnOrder,
    limit: number,
    options: ListOptions = { plan: 'estimated' },
  ): Promise<TicketRow[]> {
    const page = this.select(
      sql`${source} ${this.orderBy(order)} LIMIT ${sql.lit(limit)}`,
      this.orderBy(order, (column) => sql`page.${sql.id(column)}`),
    );
    return withPeople(await listRows(this.dataSource, page, options));
  }

  /** The ORDER BY clause for tickets aliased `t`, or for columns with other names. */
  orderBy(
    { columns, direction }: ColumnOrder,
    name = (column: TicketColumn): Sql => this.columnOf(column),
  ): Sql {
    const order = columns.map((column) => sql`${name(column)} ${sql.raw(direction)}`);
    return sql`ORDER BY ${sql.join(order)}`;
  }

  private async findByIds(ids: readonly number[]): Promise<(TicketRow | undefined)[]> {
    const byIds = this.select(sql`tickets t WHERE t.id = ANY (${ids}::integer[]) AND t.deleted_at IS NULL`);
    const tickets = withPeople(await preparedRows(this.dataSource, 'tickets by id', byIds));
    const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
    return ids.map((id) => byId.get(id));
  }

  /**
   * Joins assignees after the limit: PostgreSQL would otherwise sort all remaining tickets instead of reading an index
   * in order.
   */
  private select(source: Sql, order = sql``) {
    const select = sql`
      SELECT page.*, a.name AS "assigneeName", a.email AS "assigneeEmail", d.name AS "deciderName",
        ${PAGE_REFERENCES}
      FROM (SELECT ${this.selectList} FROM ${source}) page LEFT JOIN users a ON a.id = page."assigneeId"
        LEFT JOIN users d ON d.id = page."decidedById" ${order}`;
    return statement(JOINED_COLUMNS, select);
  }
}

function withPeople(rows: JoinedTicketRow[]): TicketRow[] {
  return rows.map((row) => {
    const { assigneeId, assigneeName, assigneeEmail, decidedById, deciderName } = row;
    // Assigned rather than copied, which takes as long as parsing the row.
    return Object.assign(row, {
      assignee: assigneeId === null ? null : { id: assigneeId, name: assigneeName!, email: assigneeEmail! },
      decider: decidedById === null ? null : { id: decidedById, name: deciderName! },
      references: toReferences(row, row),
    });
  });
}
