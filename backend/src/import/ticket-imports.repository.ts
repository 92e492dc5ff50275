import { sql } from 'kysely';
import type { DataSource, EntityManager } from 'typeorm';
import { OperatorError } from '../common/operator-error.js';
import { double, integer, nullable, text, timestamptz, type RowOf } from '../database/columns.js';
import {
  db,
  execute,
  literals,
  query,
  queryFirst,
  queryOne,
  statement,
  type Sql,
} from '../database/query.js';
import { MAX_LENGTH, rolesWith } from '../vocabulary/index.js';

const PROGRESS = {
  ...{ id: integer, source: text, finishedAt: nullable(timestamptz) },
  /** Processed rows of the file, with any result. */
  rowsDone: integer,
  imported: integer,
  /** Rows of tickets that were imported before, by their external id. */
  known: integer,
  rejected: integer,
  /** Size of the file of rejected rows at this progress. */
  rejectedBytes: double,
};

/** Progress of a file's import. */
export type TicketImport = RowOf<typeof PROGRESS>;

/** Rows to insert in one transaction, with the counts to add. */
export interface ImportBatch {
  /** JSON objects, as created by `toTicketRow`. */
  rows: string[];
  known: number;
  rejected: number;
  rejectedBytes: number;
}

export class ImportAlreadyRunning extends OperatorError {
  constructor() {
    super('Another process is importing this file.');
  }
}

/**
 * Rate at which imported tickets become due for triage, after all that are pending. Spreads the backlog, so that new
 * tickets, whose jobs run by due time, are interleaved.
 */
const TRIAGE_DUE_PER_SECOND = 20;

const PROGRESS_COLUMNS = sql`id, source, finished_at AS "finishedAt", rows_done AS "rowsDone", imported, known, rejected,
  rejected_bytes::float8 AS "rejectedBytes"`;

/** Returns the progress of a file's import, starting one if there is none. */
export async function openImport(
  { manager }: DataSource,
  source: string,
  fileHash: string,
): Promise<TicketImport> {
  const open = db
    .insertInto('ticket_imports')
    .values({ source, file_hash: fileHash })
    .onConflict((conflict) => conflict.columns(['source', 'file_hash']).doNothing());
  await execute(manager, open);
  const progress = sql`
    SELECT ${PROGRESS_COLUMNS} FROM ticket_imports WHERE source = ${source} AND file_hash = ${fileHash}`;
  return queryOne(manager, statement(PROGRESS, progress));
}

/**
 * Writes a batch and the progress in one transaction, so that it is applied exactly once.
 * @throws ImportAlreadyRunning if another process has continued from the same progress
 */
export async function writeBatch(
  dataSource: DataSource,
  from: TicketImport,
  batch: ImportBatch,
): Promise<TicketImport> {
  const state = await dataSource.transaction(async (manager) => {
    const rows = batch.rows.length + batch.known + batch.rejected;
    const lock = db
      .selectFrom('ticket_imports')
      .select('id')
      .where('id', '=', from.id)
      .where('rows_done', '=', from.rowsDone)
      .forUpdate();
    const locked = await queryFirst(manager, lock);
    if (!locked) throw new ImportAlreadyRunning();
    const imported = await insertTickets(manager, from.source, batch.rows);
    const known = batch.known + batch.rows.length - imported;
    const advance = sql`
      UPDATE ticket_imports SET rows_done = rows_done + ${rows}, imported = imported + ${imported},
        known = known + ${known}, rejected = rejected + ${batch.rejected}, rejected_bytes = ${batch.rejectedBytes}
      WHERE id = ${from.id} RETURNING ${PROGRESS_COLUMNS}`;
    return queryOne(manager, statement(PROGRESS, advance));
  });
  // Folds the counters, as a running service would; otherwise the first read of the statistics would have to sum a
  // million rows.
  await query(dataSource, statement({ folded: integer }, sql`SELECT fold_ticket_counters() AS folded`));
  return state;
}

export async function finishImport({ manager }: DataSource, { id }: TicketImport): Promise<void> {
  const finished = { finished_at: sql<Date>`now()` };
  await execute(manager, db.updateTable('ticket_imports').set(finished).where('id', '=', id));
}

async function insertTickets(manager: EntityManager, source: string, rows: string[]): Promise<number> {
  const insert = statement({ n: integer }, insertTicketsSql(`[${rows.join(',')}]`, source));
  return (await queryOne(manager, insert)).n;
}

/** A text with the names of the attachments whose content is not stored, as far as they fit. */
const withMissingFiles = (body: Sql, attachments: Sql) => sql`
      left(${body} || coalesce(E'\\n\\n[' || (
        SELECT string_agg(a.name, ', ') FROM jsonb_to_recordset(${attachments}) AS a (name text, sha256 text)
        WHERE NOT EXISTS (SELECT FROM blobs b WHERE b.sha256 = a.sha256)
      ) || ']', ''), ${sql.lit(MAX_LENGTH.text)})`;

/**
 * Known tickets are excluded before they consume an id. The history starts with the creation, as for other new tickets.
 * Without row estimates, a plain IN would be planned as a nested loop over both sets.
 */
const insertTicketsSql = (rows: string, source: string) => sql`
  WITH given AS (
    SELECT r.*, row_number() OVER () AS n FROM jsonb_to_recordset(${rows}::jsonb) AS r (
      external_id text, title text, description text, status ticket_status, category ticket_category,
      priority ticket_priority, category_given boolean, priority_given boolean, tags text[], snoozed_until timestamptz, due_at timestamptz, requester_name text,
      requester_email text, assignee_email text, triage_state triage_state, triage_source triage_source,
      triage_model text, suggested_category ticket_category, suggested_priority ticket_priority, confidence real,
      rationale text, evidence text[], abstained boolean, hostile boolean, held boolean, self_settled boolean,
      decided_by triage_decider, degraded_reason text, classified_at timestamptz, created_at timestamptz, updated_at timestamptz,
      first_response_at timestamptz, resolved_at timestamptz, attachments jsonb,
      messages jsonb)
  ), due AS MATERIALIZED (
    SELECT greatest(now(), max(triage_due_at)) AS last FROM tickets
    WHERE triage_state = 'pending' AND triage_due_at IS NOT NULL AND deleted_at IS NULL
  ), fresh AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('tickets', 'id'))::integer AS id, g.*
    FROM (
      SELECT * FROM given g WHERE NOT EXISTS (
        SELECT FROM tickets t WHERE t.external_source = ${source} AND t.external_id = g.external_id)
      ORDER BY n
    ) g
  ), filed AS (
    INSERT INTO tickets (id, external_source, external_id, title, description, status, category, priority,
      category_given, priority_given, tags, snoozed_until, due_at, requester_name, requester_email, requester_id, person_id, organization_id, assignee_id, triage_state,
      triage_due_at, triage_source, triage_model, suggested_category, suggested_priority, confidence, rationale,
      evidence, abstained, hostile, held, self_settled, decided_by, degraded_reason, classified_at, created_at,
      updated_at, first_response_at, resolved_at, channel)
    SELECT f.id, ${source}, f.external_id, title, ${withMissingFiles(sql`description`, sql`attachments`)}, status,
      category, priority,
      category_given, priority_given, tags, snoozed_until, due_at, requester_name, requester_email, address.user_id, address.user_id, requester.organization_id, assignee.id, triage_state,
      CASE WHEN triage_state = 'pending'
        THEN due.last + make_interval(secs => row_number() OVER (ORDER BY n) / ${TRIAGE_DUE_PER_SECOND}::double precision) END,
      triage_source, triage_model, suggested_category, suggested_priority, confidence, rationale,
      evidence, abstained, hostile, held, self_settled, decided_by, degraded_reason, classified_at, f.created_at,
      updated_at, first_response_at, resolved_at, 'import'
    FROM due, fresh f
    LEFT JOIN user_emails address ON address.address = lower(f.requester_email) AND address.verified
    LEFT JOIN users requester ON requester.id = address.user_id
    LEFT JOIN users assignee ON assignee.email = f.assignee_email AND assignee.role IN (${literals(rolesWith('tickets.beAssigned'))})
      AND assignee.active
    ORDER BY n
    ON CONFLICT (external_source, external_id) WHERE external_id IS NOT NULL DO NOTHING
    RETURNING id, created_at, status, category, priority, external_id
  ), recorded AS (
    INSERT INTO ticket_history (ticket_id, at, actor_type, actor_name, changes)
    SELECT id, created_at, 'system', 'Import (' || ${source}::text || ')', jsonb_build_object(
      'status', jsonb_build_array(NULL, status),
      'category', jsonb_build_array(NULL, category),
      'priority', jsonb_build_array(NULL, priority)) ||
      CASE WHEN external_id IS NULL THEN '{}' ELSE
        jsonb_build_object('external_id', jsonb_build_array(NULL, ${source}::text || ':' || external_id)) END
    FROM filed ORDER BY id
  ), conversation AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('ticket_messages', 'id'))::integer AS id, m.*
    FROM (
      SELECT f.id AS ticket_id, m.*
      FROM fresh f,
        ROWS FROM (jsonb_to_recordset(f.messages) AS (author text, author_email text, body text,
          visibility message_visibility, created_at timestamptz, attachments jsonb)) WITH ORDINALITY
          AS m (author, author_email, body, visibility, created_at, attachments, place)
      WHERE (f.id IN (SELECT id FROM filed)) IS TRUE
      ORDER BY f.n, m.place
    ) m
  ), said AS (
    INSERT INTO ticket_messages (id, ticket_id, author_id, author_name, body, visibility, created_at)
    SELECT m.id, m.ticket_id, u.id, CASE WHEN u.id IS NULL THEN m.author END,
      ${withMissingFiles(sql`m.body`, sql`m.attachments`)}, m.visibility, m.created_at
    FROM conversation m LEFT JOIN users u ON u.email = m.author_email
    ORDER BY m.id
  ), attached AS (
    INSERT INTO attachments (name, blob_id, ticket_id, message_id, created_at)
    SELECT a.name, b.id, o.ticket_id, o.message_id, o.created_at
    FROM (
      SELECT id AS ticket_id, NULL::integer AS message_id, created_at, attachments FROM fresh
      WHERE (id IN (SELECT id FROM filed)) IS TRUE
      UNION ALL SELECT NULL, id, created_at, attachments FROM conversation
    ) o, jsonb_to_recordset(o.attachments) AS a (name text, sha256 text)
    JOIN blobs b ON b.sha256 = a.sha256
  )
  SELECT count(*)::int AS n FROM filed`;
