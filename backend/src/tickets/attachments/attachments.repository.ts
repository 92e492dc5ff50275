import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { boolean, enumeration, integer, notNull, nullable, text } from '../../database/columns.js';
import {
  ago,
  db,
  execute,
  query,
  queryFirst,
  queryOne,
  statement,
  type Connection,
  type Sql,
} from '../../database/query.js';
import type { BlobState } from '../../blobs/blob.entity.js';
import type { Visibility } from '../ticket-message.entity.js';

const PURGE_BATCH_SIZE = 1000;

export interface AttachmentRow {
  id: number;
  name: string;
  type: string;
  size: number;
  sha256: string;
  has_thumbnail: boolean;
  state: BlobState;
  state_reason: string | null;
}

/** An attachment with where it belongs. */
export interface PlacedAttachment extends AttachmentRow {
  blob_id: number;
  uploader_id: number | null;
  /** Null until it is sent. */
  ticket_id: number | null;
  /** Of its message. Null for that of a description. */
  visibility: Visibility | null;
  is_pending: boolean;
}

const ATTACHMENT = {
  ...{ id: integer, name: text, type: text, size: integer, sha256: notNull(text) },
  ...{ has_thumbnail: boolean, state: enumeration('blob_state'), state_reason: nullable(text) },
};

const PLACED_ATTACHMENT = {
  ...ATTACHMENT,
  ...{ blob_id: integer, uploader_id: nullable(integer), ticket_id: nullable(integer) },
  ...{ visibility: nullable(enumeration('message_visibility')), is_pending: boolean },
};

/** Columns of {@link ATTACHMENT}, of the attachment `a` with the blob `b`. */
const COLUMNS = sql`a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
        b.state_reason`;

/** Condition that the attachment `a` was not sent yet. */
const UNSENT = sql`a.ticket_id IS NULL AND a.message_id IS NULL AND a.pending_message_id IS NULL`;

/** Where attachments are sent to. */
export type AttachmentPlace = { ticketId: number } | { messageId: number } | { pendingMessageId: number };

function placeColumn(place: AttachmentPlace): Sql {
  if ('ticketId' in place) return sql`ticket_id`;
  return 'messageId' in place ? sql`message_id` : sql`pending_message_id`;
}

function placeId(place: AttachmentPlace): number {
  if ('ticketId' in place) return place.ticketId;
  return 'messageId' in place ? place.messageId : place.pendingMessageId;
}

@Injectable()
export class AttachmentsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async create(
    manager: EntityManager,
    { name, blobId, uploaderId }: { name: string; blobId: number; uploaderId: number },
  ): Promise<AttachmentRow> {
    const created = sql`
      WITH a AS (
        INSERT INTO attachments (name, blob_id, uploader_id) VALUES (${name}, ${blobId}, ${uploaderId}) RETURNING *
      )
      SELECT ${COLUMNS} FROM a JOIN blobs b ON b.id = a.blob_id`;
    return queryOne(manager, statement(ATTACHMENT, created));
  }

  /** Adds a file that was not uploaded by a user to a message or a ticket. */
  async createPlaced(
    manager: EntityManager,
    { name, blobId, place }: { name: string; blobId: number; place: AttachmentPlace },
  ): Promise<number> {
    const created = sql`
      INSERT INTO attachments (name, blob_id, ${placeColumn(place)})
      VALUES (${name}, ${blobId}, ${placeId(place)}) RETURNING id`;
    return (await queryOne(manager, statement({ id: integer }, created))).id;
  }

  find(id: number): Promise<PlacedAttachment | undefined> {
    const found = sql`
      SELECT ${COLUMNS}, a.blob_id, a.uploader_id,
        coalesce(a.ticket_id, m.ticket_id, p.ticket_id) AS ticket_id, m.visibility, p.id IS NOT NULL AS is_pending
      FROM attachments a JOIN blobs b ON b.id = a.blob_id
      LEFT JOIN ticket_messages m ON m.id = a.message_id
      LEFT JOIN pending_messages p ON p.id = a.pending_message_id
      WHERE a.id = ${id}`;
    return queryFirst(this.dataSource, statement(PLACED_ATTACHMENT, found));
  }

  /** Attachments of a ticket's description, oldest first. */
  ofDescription(ticketId: number): Promise<AttachmentRow[]> {
    const found = sql`
      SELECT ${COLUMNS} FROM attachments a JOIN blobs b ON b.id = a.blob_id
      WHERE a.ticket_id = ${ticketId} ORDER BY a.id`;
    return query(this.dataSource, statement(ATTACHMENT, found));
  }

  /** Unsent uploads of a user, in the order of the ids. Others are omitted. */
  findUnsent(ids: readonly number[], uploaderId: number): Promise<AttachmentRow[]> {
    const found = sql`
      SELECT ${COLUMNS} FROM attachments a JOIN blobs b ON b.id = a.blob_id
      WHERE a.id = ANY (${ids}::integer[]) AND a.uploader_id = ${uploaderId} AND ${UNSENT} ORDER BY a.id`;
    return query(this.dataSource, statement(ATTACHMENT, found));
  }

  /** Attachments of tickets' descriptions, by ticket. */
  ofDescriptions(ticketIds: readonly number[]): Promise<Map<number, AttachmentRow[]>> {
    return this.grouped(this.dataSource, sql`a.ticket_id`, ticketIds);
  }

  /** Attachments of messages, by message. */
  ofMessages(
    messageIds: readonly number[],
    connection: Connection = this.dataSource,
  ): Promise<Map<number, AttachmentRow[]>> {
    return this.grouped(connection, sql`a.message_id`, messageIds);
  }

  /** Attachments of replies that can still be undone, by reply. */
  ofPendingMessages(
    messageIds: readonly number[],
    connection: Connection = this.dataSource,
  ): Promise<Map<number, AttachmentRow[]>> {
    return this.grouped(connection, sql`a.pending_message_id`, messageIds);
  }

  /**
   * Sends unsent uploads of a user.
   * @returns how many of them there were
   */
  send(
    manager: EntityManager,
    ids: readonly number[],
    uploaderId: number,
    place: AttachmentPlace,
  ): Promise<number> {
    const sent = sql`
      UPDATE attachments a SET ${placeColumn(place)} = ${placeId(place)}
      WHERE a.id = ANY (${ids}::integer[]) AND a.uploader_id = ${uploaderId} AND ${UNSENT}`;
    return execute(manager, statement({}, sent));
  }

  /** Moves the attachments of a reply that is delivered to its message, which has the same id. */
  async deliver(manager: EntityManager, messageId: number): Promise<void> {
    const delivered = db
      .updateTable('attachments')
      .set({ message_id: messageId, pending_message_id: null })
      .where('pending_message_id', '=', messageId);
    await execute(manager, delivered);
  }

  /** @returns whether it was an unsent upload of the user */
  async removeUnsent(id: number, uploaderId: number): Promise<boolean> {
    const removed = sql`DELETE FROM attachments a WHERE a.id = ${id} AND a.uploader_id = ${uploaderId} AND ${UNSENT}`;
    return (await execute(this.dataSource, statement({}, removed))) > 0;
  }

  /** Deletes uploads that were not sent in time, except for those of drafts. */
  async purgeUnsent(hours: number): Promise<void> {
    const purged = sql`
      DELETE FROM attachments WHERE id IN (
        SELECT a.id FROM attachments a
        WHERE ${UNSENT} AND a.created_at < ${ago(hours, 'hours')} AND NOT EXISTS (
          SELECT FROM message_drafts d
          WHERE d.user_id = a.uploader_id AND a.id = ANY (d.attachment_ids || d.other_attachment_ids)
        )
        ORDER BY a.created_at LIMIT ${sql.lit(PURGE_BATCH_SIZE)} FOR UPDATE SKIP LOCKED
      )`;
    await execute(this.dataSource, statement({}, purged));
  }

  private async grouped(
    connection: Connection,
    owner: ReturnType<typeof sql>,
    owners: readonly number[],
  ): Promise<Map<number, AttachmentRow[]>> {
    if (owners.length === 0) return new Map();
    const found = sql`
      SELECT ${owner} AS owner, ${COLUMNS} FROM attachments a JOIN blobs b ON b.id = a.blob_id
      WHERE ${owner} = ANY (${owners}::integer[]) ORDER BY a.id`;
    const rows = await query(connection, statement({ owner: notNull(integer), ...ATTACHMENT }, found));
    return Map.groupBy(rows, (row) => row.owner);
  }
}
