import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  BlobStorage,
  ContentTooLarge,
  type ByteRange,
  type ReceivedUpload,
} from '../../blobs/blob-storage.js';
import { BlobsRepository, type StoredBlob } from '../../blobs/blobs.repository.js';
import { detectType } from '../../blobs/detect-type.js';
import { fault } from '../../common/field-faults.js';
import { Settings } from '../../config/settings.js';
import { violatedConstraint } from '../../database/violated-constraint.js';
import { InvalidInput } from '../../http/invalid-input.js';
import type { Caller } from '../../identity/users/caller.js';
import { can } from '../../vocabulary/index.js';
import { TicketsRepository } from '../tickets.repository.js';
import { TicketNotFound } from '../tickets.errors.js';
import { toAttachmentView, type AttachmentView, type TicketAttachmentList } from './dto/attachments.dto.js';
import {
  AttachmentNotFound,
  AttachmentQuarantined,
  AttachmentScanning,
  AttachmentSent,
  AttachmentTooLarge,
  UnknownAttachments,
} from './attachments.errors.js';
import {
  AttachmentsRepository,
  type AttachmentPlace,
  type PlacedAttachment,
} from './attachments.repository.js';
import { fileNameFault } from './file-name.js';
import { receivedContent } from './received-content.js';
import { readUpload, type UploadedFile, type UploadRequest } from './upload-body.js';

const MEGABYTE = 1024 * 1024;

/** More than a form has beside its file. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

const DEFAULT_NAME = 'attachment';

/** A file that may be downloaded. */
export interface Download {
  attachment: PlacedAttachment;
  blob: StoredBlob;
}

/** Uploads, downloads and access of attachments. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly attachments: AttachmentsRepository,
    private readonly blobs: BlobsRepository,
    private readonly storage: BlobStorage,
    private readonly tickets: TicketsRepository,
    private readonly settings: Settings,
  ) {}

  /** @throws InvalidInput | AttachmentTooLarge | UploadInterrupted */
  async upload(request: UploadRequest, caller: Caller): Promise<AttachmentView> {
    const max = this.settings.ATTACHMENT_MAX_MB;
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > max * MEGABYTE + FORM_OVERHEAD_BYTES) throw new AttachmentTooLarge(max);
    const { name, upload } = await readUpload(request, {
      store: (file) => this.receive(file),
      discard: ({ upload }) => this.blobs.discard(upload.blobId),
    });
    const type = await detectType(upload.head);
    const { blobId } = upload;
    const row = await this.untilUnique((manager) =>
      this.blobs
        .complete(manager, blobId, receivedContent(upload, type, this.settings))
        .then((id) => this.attachments.create(manager, { name, blobId: id, uploaderId: caller.id })),
    ).catch(async (error: unknown) => {
      await this.blobs.discard(blobId).catch(() => undefined);
      throw error;
    });
    return toAttachmentView(row, can(caller, 'messages.internal'));
  }

  /** @throws AttachmentNotFound | AttachmentScanning | AttachmentQuarantined */
  async open(id: number, caller: Caller): Promise<Download> {
    const attachment = await this.requireReadable(id, caller);
    if (attachment.state === 'scanning') throw new AttachmentScanning();
    if (attachment.state === 'quarantined') throw new AttachmentQuarantined();
    const blob = await this.blobs.find(attachment.blob_id);
    if (!blob) throw new AttachmentNotFound(id);
    return { attachment, blob };
  }

  read({ blob }: Download, range: ByteRange): AsyncGenerator<Buffer> {
    return this.storage.read(blob, range);
  }

  /** @throws AttachmentNotFound | AttachmentScanning | AttachmentQuarantined */
  async thumbnail(id: number, caller: Caller): Promise<Buffer> {
    const { attachment } = await this.open(id, caller);
    const thumbnail = await this.blobs.findThumbnail(attachment.blob_id);
    if (!thumbnail) throw new AttachmentNotFound(id);
    return thumbnail;
  }

  /** @throws TicketNotFound */
  async ofDescription(ticketId: number, caller: Caller): Promise<TicketAttachmentList> {
    await this.tickets.requireVisible(ticketId, caller);
    const rows = await this.attachments.ofDescription(ticketId);
    return { results: rows.map((row) => toAttachmentView(row, can(caller, 'messages.internal'))) };
  }

  /** @throws AttachmentNotFound | AttachmentSent */
  async remove(id: number, caller: Caller): Promise<void> {
    if (await this.attachments.removeUnsent(id, caller.id)) return;
    await this.requireReadable(id, caller);
    throw new AttachmentSent();
  }

  /** Visible to the uploader until it is sent, then to everyone who may read its message. */
  private async requireReadable(id: number, caller: Caller): Promise<PlacedAttachment> {
    const attachment = await this.attachments.find(id);
    if (!attachment) throw new AttachmentNotFound(id);
    if (attachment.ticket_id === null) {
      if (attachment.uploader_id !== caller.id) throw new AttachmentNotFound(id);
      return attachment;
    }
    const isInternal = attachment.is_pending || attachment.visibility === 'internal';
    if (isInternal && !can(caller, 'messages.internal')) throw new AttachmentNotFound(id);
    try {
      await this.tickets.requireVisible(attachment.ticket_id, caller);
    } catch (error) {
      throw error instanceof TicketNotFound ? new AttachmentNotFound(id) : error;
    }
    return attachment;
  }

  private async receive({
    name = DEFAULT_NAME,
    content,
  }: UploadedFile): Promise<{ name: string; upload: ReceivedUpload }> {
    const invalidName = fileNameFault(name);
    if (invalidName) throw new InvalidInput([{ field: 'name', ...invalidName }]);
    const max = this.settings.ATTACHMENT_MAX_MB;
    try {
      const upload = await this.storage.receive(content, max * MEGABYTE);
      if (upload.size > 0) return { name, upload };
      await this.blobs.discard(upload.blobId);
    } catch (error) {
      throw error instanceof ContentTooLarge ? new AttachmentTooLarge(max) : error;
    }
    throw new InvalidInput([{ field: 'file', ...fault('file_empty') }]);
  }

  /** Repeats a transaction that lost against another upload of the same content. */
  private async untilUnique<Result>(run: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    try {
      return await this.dataSource.transaction(run);
    } catch (error) {
      if (violatedConstraint(error) !== 'uq_blobs_sha256') throw error;
      return this.dataSource.transaction(run);
    }
  }
}

/**
 * Sends unsent uploads of the user with a message or a ticket.
 * @throws UnknownAttachments
 */
export async function sendAttachments(
  manager: EntityManager,
  ids: readonly number[] | undefined,
  uploaderId: number,
  place: AttachmentPlace,
): Promise<void> {
  if (!ids || ids.length === 0) return;
  const unique = [...new Set(ids)];
  const sent = await new AttachmentsRepository(manager.connection).send(manager, unique, uploaderId, place);
  if (sent !== unique.length) throw new UnknownAttachments();
}
