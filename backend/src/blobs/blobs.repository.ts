import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import {
  boolean,
  bytea,
  enumeration,
  integer,
  notNull,
  nullable,
  smallint,
  text,
} from '../database/columns.js';
import { ago, db, execute, fromNow, query, queryFirst, queryOne, statement } from '../database/query.js';
import type { BlobState } from './blob.entity.js';

/** Time for which a process has a blob to itself. After a crash, another one continues. */
const LEASE_SECONDS = 300;

/** Time after which a blob that nothing refers to is removed. Longer than an upload may take. */
const KEPT_HOURS = 1;

const REMOVAL_BATCH = 100;

/** What is known of a content once all of it was received. */
export interface ReceivedContent {
  sha256: string;
  size: number;
  type: string;
  state: BlobState;
  needsThumbnail: boolean;
  /** Whether it is scanned, gets a thumbnail or is moved. */
  needsWork: boolean;
}

const STORED_BLOB = {
  ...{
    id: integer,
    sha256: notNull(text),
    size: integer,
    object_key: nullable(text),
    in_object_store: boolean,
  },
};

const CLAIMED_BLOB = {
  ...{ id: integer, sha256: notNull(text), size: integer, type: text, state: enumeration('blob_state') },
  ...{ object_key: nullable(text), in_object_store: boolean, needs_thumbnail: boolean },
  work_attempts: smallint,
};

export interface StoredBlob {
  id: number;
  sha256: string;
  size: number;
  object_key: string | null;
  in_object_store: boolean;
}

export interface ClaimedBlob extends StoredBlob {
  type: string;
  state: BlobState;
  needs_thumbnail: boolean;
  work_attempts: number;
}

/** Contents of files and their chunks. */
@Injectable()
export class BlobsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Begins an upload. */
  async create(): Promise<number> {
    const created = sql`INSERT INTO blobs DEFAULT VALUES RETURNING id`;
    return (await queryOne(this.dataSource, statement({ id: integer }, created))).id;
  }

  async addChunk(blobId: number, position: number, bytes: Buffer): Promise<void> {
    await execute(this.dataSource, db.insertInto('blob_chunks').values({ blob_id: blobId, position, bytes }));
  }

  async findChunk(blobId: number, position: number): Promise<Buffer | undefined> {
    const chunk = sql`SELECT bytes FROM blob_chunks WHERE blob_id = ${blobId} AND position = ${position}`;
    return (await queryFirst(this.dataSource, statement({ bytes: bytea }, chunk)))?.bytes;
  }

  /** Deletes an upload that was not completed. */
  async discard(blobId: number): Promise<void> {
    await execute(
      this.dataSource,
      db.deleteFrom('blobs').where('id', '=', blobId).where('sha256', 'is', null),
    );
  }

  /**
   * Completes an upload. If the content is known, the known blob is used and the upload deleted. The blob is locked
   * against removal until the transaction has ended. Concurrent uploads of the same content may violate
   * `uq_blobs_sha256`.
   */
  async complete(manager: EntityManager, blobId: number, content: ReceivedContent): Promise<number> {
    const known = sql`SELECT id FROM blobs WHERE sha256 = ${content.sha256} FOR KEY SHARE`;
    const existing = await queryFirst(manager, statement({ id: integer }, known));
    if (existing) await execute(manager, db.deleteFrom('blobs').where('id', '=', blobId));
    const id = existing?.id ?? blobId;
    const received = {
      sha256: content.sha256,
      size: content.size,
      type: content.type,
      state: content.state,
      needs_thumbnail: content.needsThumbnail,
      work_due_at: content.needsWork ? sql<Date>`now()` : null,
    };
    const use = db
      .updateTable('blobs')
      .set({ released_at: null, ...(!existing && received) })
      .where('id', '=', id);
    await execute(manager, use);
    return id;
  }

  /** The blobs of known contents, locked against removal until the transaction has ended. */
  async findKnown(manager: EntityManager, hashes: string[]): Promise<Map<string, number>> {
    const known = sql`SELECT id, sha256 FROM blobs WHERE sha256 = ANY (${hashes}::text[]) ORDER BY id FOR KEY SHARE`;
    const rows = await query(manager, statement({ id: integer, sha256: notNull(text) }, known));
    const use = db
      .updateTable('blobs')
      .set({ released_at: null })
      .where('id', 'in', [-1, ...rows.map(({ id }) => id)]);
    await execute(manager, use);
    return new Map(rows.map(({ id, sha256 }) => [sha256, id]));
  }

  find(id: number): Promise<StoredBlob | undefined> {
    const found = sql`
      SELECT id, sha256, size, object_key, in_object_store FROM blobs WHERE id = ${id} AND sha256 IS NOT NULL`;
    return queryFirst(this.dataSource, statement(STORED_BLOB, found));
  }

  async findThumbnail(id: number): Promise<Buffer | undefined> {
    const found = sql`SELECT thumbnail FROM blobs WHERE id = ${id} AND thumbnail IS NOT NULL`;
    return (await queryFirst(this.dataSource, statement({ thumbnail: notNull(bytea) }, found)))?.thumbnail;
  }

  /** Claims the blob whose scan, thumbnail or move has been due for longest. */
  claim(): Promise<ClaimedBlob | undefined> {
    const claimed = sql`
      UPDATE blobs SET work_due_at = ${fromNow(LEASE_SECONDS, 'secs')}, work_attempts = least(work_attempts + 1, 1000)
      WHERE id = (
        SELECT id FROM blobs WHERE work_due_at <= now() AND sha256 IS NOT NULL
        ORDER BY work_due_at LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      RETURNING id, sha256, size, type, state, object_key, in_object_store, needs_thumbnail, work_attempts`;
    return queryFirst(this.dataSource, statement(CLAIMED_BLOB, claimed));
  }

  async setScanned(id: number, found: string | null): Promise<void> {
    const scanned = db
      .updateTable('blobs')
      .set({ state: found === null ? 'available' : 'quarantined', state_reason: found, work_attempts: 0 })
      .where('id', '=', id);
    await execute(this.dataSource, scanned);
  }

  async setThumbnail(id: number, thumbnail: Buffer | null): Promise<void> {
    const made = db.updateTable('blobs').set({ needs_thumbnail: false, thumbnail }).where('id', '=', id);
    await execute(this.dataSource, made);
  }

  /** Records where the object will be before it is stored, so that it can be removed after a crash. */
  async setObjectKey(id: number, key: string): Promise<void> {
    await execute(this.dataSource, db.updateTable('blobs').set({ object_key: key }).where('id', '=', id));
  }

  /** Deletes the chunks of a content that is in the object store. */
  async setMoved(id: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await execute(manager, db.updateTable('blobs').set({ in_object_store: true }).where('id', '=', id));
      await execute(manager, db.deleteFrom('blob_chunks').where('blob_id', '=', id));
    });
  }

  async finishWork(id: number): Promise<void> {
    const finished = db
      .updateTable('blobs')
      .set({ work_due_at: null, work_attempts: 0 })
      .where('id', '=', id);
    await execute(this.dataSource, finished);
  }

  async postponeWork(id: number, seconds: number, reason: string): Promise<void> {
    const postponed = sql`
      UPDATE blobs SET work_due_at = ${fromNow(seconds, 'secs')},
        state_reason = CASE state WHEN 'scanning' THEN ${reason} ELSE state_reason END
      WHERE id = ${id}`;
    await execute(this.dataSource, statement({}, postponed));
  }

  /** Schedules the move of all contents that are not in the object store. */
  async scheduleMoves(): Promise<void> {
    const scheduled = db
      .updateTable('blobs')
      .set({ work_due_at: sql<Date>`now()` })
      .where('in_object_store', '=', false)
      .where('sha256', 'is not', null)
      .where('work_due_at', 'is', null);
    await execute(this.dataSource, scheduled);
  }

  /** Waiting scans, thumbnails and moves, and files in quarantine. */
  countWork(): Promise<{ waiting: number; failing: number }> {
    const counted = sql`
      SELECT count(*)::integer AS waiting, count(*) FILTER (WHERE work_attempts > 1)::integer AS failing
      FROM blobs WHERE work_due_at IS NOT NULL`;
    return queryOne(this.dataSource, statement({ waiting: integer, failing: integer }, counted));
  }

  /**
   * Takes blobs out of use that no attachment refers to, and returns them: their objects have to be removed before they
   * are deleted. Those of an earlier call that has crashed are returned too.
   */
  async takeUnreferenced(): Promise<{ id: number; object_key: string | null }[]> {
    return this.dataSource.transaction(async (manager) => {
      const released = sql`
        SELECT id FROM blobs WHERE released_at < ${ago(KEPT_HOURS, 'hours')} AND work_due_at IS NULL
        ORDER BY released_at LIMIT ${sql.lit(REMOVAL_BATCH)} FOR UPDATE SKIP LOCKED`;
      const ids = (await query(manager, statement({ id: integer }, released))).map(({ id }) => id);
      if (ids.length === 0) return [];
      // In statements of their own, which see attachments that were added before the blobs were locked.
      const kept = sql`
        UPDATE blobs b SET released_at = NULL
        WHERE id = ANY (${ids}::integer[]) AND EXISTS (SELECT FROM attachments a WHERE a.blob_id = b.id)`;
      await execute(manager, statement({}, kept));
      const taken = sql`
        UPDATE blobs SET sha256 = NULL
        WHERE id = ANY (${ids}::integer[]) AND released_at IS NOT NULL RETURNING id, object_key`;
      return query(manager, statement({ id: integer, object_key: nullable(text) }, taken));
    });
  }

  async delete(ids: number[]): Promise<void> {
    await execute(this.dataSource, db.deleteFrom('blobs').where('id', 'in', ids).where('sha256', 'is', null));
  }
}
