import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { BLOB_STATES, type BlobState } from '../../../blobs/blob.entity.js';
import { ValidateField } from '../../../common/validate-field.js';
import { MAX_ID } from '../../../http/path-id.js';
import { HasItems, IsFlag, IsInteger, Optional } from '../../../http/validation.js';
import { MAX_FILE_NAME } from '../attachment.entity.js';
import { fileNameFault } from '../file-name.js';
import type { AttachmentRow } from '../attachments.repository.js';

/** Maximum number of attachments of a message. */
export const MAX_ATTACHMENTS = 20;

/** Requires a list of ids of uploads. */
export function AttachmentIds(): PropertyDecorator {
  return applyDecorators(
    HasItems({ max: MAX_ATTACHMENTS }),
    IsInteger({ min: 1, max: MAX_ID, each: true }),
    ApiProperty({ type: 'array', items: { type: 'integer', minimum: 1 }, example: [] }),
  );
}

export class UploadQuery {
  /**
   * File name, for a body that is the file itself. Takes precedence over `Content-Disposition`.
   * @example 'screenshot.png'
   */
  @Optional()
  @ValidateField('isFileName', (value) => fileNameFault(String(value)))
  @ApiProperty({ minLength: 1, maxLength: MAX_FILE_NAME })
  name?: string;
}

export class DownloadQuery {
  /** Shows the file in the browser instead of saving it. Only PNG, JPEG, GIF and WebP images. */
  @Transform(({ value }: { value: unknown }) => (value === '1' ? 'true' : value === '0' ? 'false' : value))
  @Optional()
  @IsFlag()
  inline?: boolean;
}

export class AttachmentView {
  /** @example 31 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'screenshot.png' */
  name!: string;
  /**
   * Media type, detected from the content.
   * @example 'image/png'
   */
  type!: string;
  /**
   * In bytes.
   * @example 48213
   */
  @ApiProperty({ type: 'integer' }) size!: number;
  /** @example '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' */
  sha256!: string;
  /** @example true */
  has_thumbnail!: boolean;
  /** Files can be downloaded while they are available. */
  @ApiProperty({ enum: BLOB_STATES, enumName: 'AttachmentState', example: 'available' }) state!: BlobState;
  /**
   * Agents only: the malware of a quarantined file, or `scanner_unavailable` if the scan is being retried.
   */
  @ApiProperty({ type: 'string', nullable: true, example: null }) state_reason!: string | null;
}

export class TicketAttachmentList {
  /** Oldest first. */
  results!: AttachmentView[];
}

/** @param withReason Whether the reader is an agent. */
export function toAttachmentView(row: AttachmentRow, withReason: boolean): AttachmentView {
  const { id, name, type, size, sha256, has_thumbnail, state } = row;
  const state_reason = withReason && state !== 'available' ? row.state_reason : null;
  return { id, name, type, size, sha256, has_thumbnail, state, state_reason };
}
