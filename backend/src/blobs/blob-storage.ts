import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { BlobsRepository, type StoredBlob } from './blobs.repository.js';
import { ObjectStore, ObjectStoreUnavailable } from './object-store.js';

/** Size of a chunk. The memory of an upload or a download is a few of them. */
export const CHUNK_BYTES = 256 * 1024;

export class ContentTooLarge extends Error {}

/** An upload whose content was received, and is not used yet. */
export interface ReceivedUpload {
  blobId: number;
  sha256: string;
  size: number;
  /** Its first chunk, from which the type is detected. */
  head: Buffer;
}

/** First and last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Writes and reads contents as streams. They are received in PostgreSQL, and moved to the object store later. */
@Injectable()
export class BlobStorage {
  constructor(
    private readonly blobs: BlobsRepository,
    @Inject(ObjectStore) private readonly objects: ObjectStore | null,
  ) {}

  /**
   * Stores a content chunk by chunk. If that fails, or the content is too large, nothing is kept.
   * @throws ContentTooLarge
   */
  async receive(content: AsyncIterable<Buffer>, maxBytes: number): Promise<ReceivedUpload> {
    const blobId = await this.blobs.create();
    const hash = createHash('sha256');
    let size = 0;
    let head: Buffer | undefined;
    let position = 0;
    try {
      for await (const chunk of inChunks(content)) {
        size += chunk.length;
        if (size > maxBytes) throw new ContentTooLarge();
        head ??= chunk;
        hash.update(chunk);
        await this.blobs.addChunk(blobId, position, chunk);
        position += 1;
      }
    } catch (error) {
      // The purge removes it if the database is unavailable.
      await this.blobs.discard(blobId).catch(() => undefined);
      throw error;
    }
    return { blobId, sha256: hash.digest('hex'), size, head: head ?? Buffer.alloc(0) };
  }

  /** @throws ObjectStoreUnavailable */
  async *read(blob: StoredBlob, { start, end }: ByteRange): AsyncGenerator<Buffer> {
    let at = start;
    while (!blob.in_object_store && at <= end) {
      const position = Math.floor(at / CHUNK_BYTES);
      const chunk = await this.blobs.findChunk(blob.id, position);
      // Moved in the meantime.
      if (!chunk) break;
      const first = position * CHUNK_BYTES;
      yield chunk.subarray(at - first, end + 1 - first);
      at = first + chunk.length;
    }
    if (at > end) return;
    const { object_key: key } = (await this.blobs.find(blob.id)) ?? blob;
    if (!this.objects || key === null) throw new ObjectStoreUnavailable('ATTACHMENTS_S3_URL is not set');
    yield* this.objects.read(key, { start: at, end });
  }

  readAll(blob: StoredBlob): AsyncGenerator<Buffer> {
    return this.read(blob, { start: 0, end: blob.size - 1 });
  }
}

/** Regroups a stream into chunks of {@link CHUNK_BYTES}. */
async function* inChunks(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const received of content) {
    let rest = received;
    while (size + rest.length >= CHUNK_BYTES) {
      parts.push(rest.subarray(0, CHUNK_BYTES - size));
      rest = rest.subarray(CHUNK_BYTES - size);
      yield Buffer.concat(parts);
      parts = [];
      size = 0;
    }
    if (rest.length === 0) continue;
    parts.push(rest);
    size += rest.length;
  }
  if (size > 0) yield Buffer.concat(parts);
}
