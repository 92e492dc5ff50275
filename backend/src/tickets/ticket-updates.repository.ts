import { sql } from 'kysely';
import { In, type Driver, type EntityManager, type FindOptionsWhere } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { integer, nullable, type RowOf } from '../database/columns.js';
import { db, execute, queryOne, statement } from '../database/query.js';
import { User } from '../identity/users/user.entity.js';
import type { TicketUpdate } from './ticket-changes.js';
import { REFERENCES, referencesSql, toReferences, type TicketReferences } from './ticket-references.js';
import type { Actor, Changes, HistoryReason } from './ticket-history.entity.js';
import { Ticket } from './ticket.entity.js';
import { TicketMerged, TicketNotFound } from './tickets.errors.js';
import { Topic } from './topic.entity.js';

/** Long columns that only a change of the text needs. */
const TEXT_COLUMNS: readonly string[] = ['description', 'rationale'] satisfies (keyof Ticket)[];

const TICKET_REFERENCES = referencesSql((name) => `t.${name}`);

/** The columns that a ticket's references follow from. */
const REFERENCE_COLUMNS = ['teamId', 'organizationId', 'topicId', 'suggestedTopicId'] as const;

/**
 * Locks tickets, including deleted ones, for update until the transaction ends, in the order of their ids. With
 * `visible`, other tickets are excluded and not waited for. `now` is the database's time, which also sets `created_at`.
 */
export async function lockTickets(
  manager: EntityManager,
  ids: number[],
  { visible = {}, withTexts = true }: { visible?: FindOptionsWhere<Ticket>; withTexts?: boolean } = {},
): Promise<{ tickets: Map<number, Ticket>; now: Date }> {
  const query = manager
    .createQueryBuilder(Ticket, 't')
    .where({ id: In(ids), ...visible })
    .orderBy('t.id')
    .setLock('pessimistic_write');
  if (!withTexts) {
    const columns = manager.connection.getMetadata(Ticket).columns.filter(({ isSelect }) => isSelect);
    const light = columns.filter(({ propertyName }) => !TEXT_COLUMNS.includes(propertyName));
    query.select(light.map(({ propertyName }) => `t.${propertyName}`));
  }
  const { entities, raw } = await query
    .addSelect('now()', 'now')
    .addSelect(TICKET_REFERENCES)
    .getRawAndEntities<{ now: Date } & RowOf<typeof REFERENCES>>();
  for (const [i, ticket] of entities.entries()) ticket.references = toReferences(raw[i]!, ticket);
  return { tickets: new Map(entities.map((ticket) => [ticket.id, ticket])), now: raw[0]?.now ?? new Date() };
}

/**
 * @throws TicketNotFound also for a deleted ticket unless `withDeleted` is set, and for one that is not visible
 * @throws TicketMerged unless `withMerged` is set
 */
export async function lockTicket(
  manager: EntityManager,
  id: number,
  {
    withDeleted = false,
    withMerged = false,
    visible,
  }: { withDeleted?: boolean; withMerged?: boolean; visible?: FindOptionsWhere<Ticket> } = {},
): Promise<{ ticket: Ticket; now: Date }> {
  const { tickets, now } = await lockTickets(manager, [id], { visible });
  const ticket = tickets.get(id);
  if (!ticket || (ticket.deletedAt && !withDeleted)) throw new TicketNotFound(id);
  if (ticket.mergedIntoId && !withMerged) throw new TicketMerged(id, ticket.mergedIntoId);
  await readPeople(manager, ticket);
  return { ticket, now };
}

/**
 * Writes an update with its history entry and updates the locked ticket in memory.
 * @returns false if there is nothing to write
 */
export async function writeUpdate(
  manager: EntityManager,
  ticket: Ticket,
  update: TicketUpdate,
  actor: Actor,
  now: Date,
): Promise<boolean> {
  const [written] = await writeUpdates(manager, [{ ticket, update }], actor, now);
  if (!written) return false;
  if ('assigneeId' in update.columns || 'decidedById' in update.columns) await readPeople(manager, ticket);
  if (REFERENCE_COLUMNS.some((column) => column in update.columns))
    ticket.references = await readReferences(manager, ticket.id);
  return true;
}

/**
 * Writes the updates of locked tickets with their history in two statements, and updates the tickets in memory except
 * for their assignees.
 * @returns the tickets that were changed
 */
export async function writeUpdates(
  manager: EntityManager,
  updates: { ticket: Ticket; update: TicketUpdate }[],
  actor: Actor,
  now: Date,
): Promise<Ticket[]> {
  const effective = updates.filter(
    ({ update: { columns, changes } }) => !isEmpty(columns) || !isEmpty(changes),
  );
  if (effective.length === 0) return [];
  for (const { ticket, update } of effective) {
    // A trigger sets `public_updated_at` (see the migration).
    const hiddenUpdate = {
      internalUpdates: ticket.internalUpdates + 1,
      publicUpdatedAt: ticket.publicUpdatedAt ?? ticket.updatedAt,
    };
    Object.assign(ticket, update.columns, update.internal ? hiddenUpdate : { publicUpdatedAt: null });
    Object.assign(ticket, { version: ticket.version + 1, updatedAt: now });
  }
  const tickets = effective.map(({ ticket }) => ticket);
  const properties = new Set([
    'version',
    'internalUpdates',
    'updatedAt',
    ...effective.flatMap(({ update }) => Object.keys(update.columns)),
  ]);
  await writeColumns(manager, tickets, properties);
  await recordChanges(
    manager,
    effective.map(({ ticket, update: { changes, reason } }) => ({ ticketId: ticket.id, changes, reason })),
    actor,
    now,
  );
  return tickets;
}

/**
 * Sets the unread flag of a locked ticket. The version changes, so that open consoles see it, but requesters, the
 * history and the order of lists are not affected.
 */
export async function writeUnread(manager: EntityManager, ticket: Ticket, unread: boolean): Promise<void> {
  const written = db
    .updateTable('tickets')
    .set(({ eb }) => ({
      unread,
      version: eb('version', '+', 1),
      internal_updates: eb('internal_updates', '+', 1),
    }))
    .where('id', '=', ticket.id);
  await execute(manager, written);
  const publicUpdatedAt = ticket.publicUpdatedAt ?? ticket.updatedAt;
  const { version, internalUpdates } = ticket;
  Object.assign(ticket, {
    unread,
    version: version + 1,
    internalUpdates: internalUpdates + 1,
    publicUpdatedAt,
  });
}

/** Writes these columns of all the tickets in one statement. */
async function writeColumns(
  manager: EntityManager,
  tickets: Ticket[],
  properties: Set<string>,
): Promise<void> {
  const { driver } = manager.connection;
  const all = manager.connection.getMetadata(Ticket).columns;
  const columns = all.filter(({ propertyName }) => properties.has(propertyName));
  const rows = tickets.map((ticket) => ({
    id: ticket.id,
    ...Object.fromEntries(
      columns.map(({ databaseName, propertyName }) => [databaseName, ticket[propertyName as keyof Ticket]]),
    ),
  }));
  const names = columns.map(
    ({ databaseName }) => sql`${sql.id(databaseName)} = ${sql.id('u', databaseName)}`,
  );
  const types = columns.map(
    (column) => sql`${sql.id(column.databaseName)} ${sql.raw(columnType(column, driver))}`,
  );
  const write = sql`
    UPDATE tickets t SET ${sql.join(names)}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS u (id integer, ${sql.join(types)}) WHERE t.id = u.id`;
  await execute(manager, statement({}, write));
}

export async function recordHistory(
  manager: EntityManager,
  ticketId: number,
  actor: Actor,
  changes: Changes,
  at: Date,
): Promise<void> {
  await recordChanges(manager, [{ ticketId, changes }], actor, at);
}

async function recordChanges(
  manager: EntityManager,
  entries: { ticketId: number; changes: Changes; reason?: HistoryReason }[],
  { type, id, name }: Actor,
  at: Date,
): Promise<void> {
  await nameTopics(manager, entries);
  const record = sql`
    INSERT INTO ticket_history (ticket_id, at, actor_type, actor_id, actor_name, changes, reason)
    SELECT h."ticketId", ${at}, ${type}, ${id}, ${name}, h.changes, h.reason
    FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS h ("ticketId" integer, changes jsonb, reason text)`;
  await execute(manager, statement({}, record));
}

/** Replaces the ids of topics by their names, which the history shows as they were. */
async function nameTopics(manager: EntityManager, entries: { changes: Changes }[]): Promise<void> {
  const changed = entries.filter(({ changes }) => changes['topic_id']);
  if (changed.length === 0) return;
  const ids = changed.flatMap(({ changes }) => changes['topic_id']!).filter((id) => id !== null);
  const topics = await manager.findBy(Topic, { id: In(ids) });
  const nameOf = (id: unknown): string | null => topics.find((topic) => topic.id === id)?.name ?? null;
  for (const { changes } of changed) {
    const [before, after] = changes['topic_id']!;
    delete changes['topic_id'];
    changes['topic'] = [nameOf(before), nameOf(after)];
  }
}

/** The PostgreSQL type of a column. */
function columnType(column: ColumnMetadata, driver: Driver): string {
  const type = column.type === 'enum' ? column.enumName! : driver.normalizeType(column);
  return `${type}${column.isArray ? '[]' : ''}`;
}

function isEmpty(fields: object): boolean {
  return Object.keys(fields).length === 0;
}

async function readPeople(manager: EntityManager, ticket: Ticket): Promise<void> {
  const { assigneeId, decidedById } = ticket;
  const ids = [assigneeId, decidedById].filter((id) => id !== null);
  const people = ids.length > 0 ? await manager.findBy(User, { id: In(ids) }) : [];
  const person = (id: number | null): User | null => people.find((each) => each.id === id) ?? null;
  Object.assign(ticket, { assignee: person(assigneeId), decider: person(decidedById) });
}

/** Reads the references of a ticket in the database. */
export async function readReferences(manager: EntityManager, id: number): Promise<TicketReferences> {
  const references = sql`SELECT t.team_id AS "teamId", t.organization_id AS "organizationId", ${sql.raw(TICKET_REFERENCES)}
    FROM tickets t WHERE t.id = ${id}`;
  const columns = { teamId: integer, organizationId: nullable(integer), ...REFERENCES };
  const row = await queryOne(manager, statement(columns, references));
  return toReferences(row, row);
}
