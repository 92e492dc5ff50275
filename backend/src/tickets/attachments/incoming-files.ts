import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BlobStorage, type ReceivedUpload } from '../../blobs/blob-storage.js';
import { BlobsRepository } from '../../blobs/blobs.repository.js';
import { detectType } from '../../blobs/detect-type.js';
import { Settings } from '../../config/settings.js';
import { AttachmentsRepository, type AttachmentPlace } from './attachments.repository.js';
import { fileNameFault } from './file-name.js';
import { receivedContent } from './received-content.js';

const DEFAULT_NAME = 'attachment';

export interface IncomingFile {
  name: string;
  content: Uint8Array;
}

/** A file whose content is stored, and that belongs nowhere yet. */
export interface StoredFile {
  name: string;
  type: string;
  upload: ReceivedUpload;
}

/** Files that arrive with a message from outside, whatever their size. */
@Injectable()
export class IncomingFiles {
  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly blobs: BlobsRepository,
    private readonly storage: BlobStorage,
    private readonly settings: Settings,
  ) {}

  /** Stores contents, before the transaction that attaches them. Empty ones are left out. */
  async store(files: readonly IncomingFile[]): Promise<StoredFile[]> {
    const stored: StoredFile[] = [];
    for (const { name, content } of files) {
      if (content.length === 0) continue;
      const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
      const upload = await this.storage.receive(Readable.from([bytes]), bytes.length);
      const type = await detectType(upload.head);
      stored.push({ name: fileNameFault(name) ? DEFAULT_NAME : name, type, upload });
    }
    return stored;
  }

  /**
   * Attaches stored files. Another transaction that stores the same content may fail it by `uq_blobs_sha256`, after which it
   * can be repeated.
   * @returns the ids of the attachments
   */
  async attach(
    manager: EntityManager,
    files: readonly StoredFile[],
    place: AttachmentPlace,
  ): Promise<number[]> {
    const ids: number[] = [];
    for (const { name, type, upload } of files) {
      const content = receivedContent(upload, type, this.settings);
      const blobId = await this.blobs.complete(manager, upload.blobId, content);
      ids.push(await this.attachments.createPlaced(manager, { name, blobId, place }));
    }
    return ids;
  }
}
