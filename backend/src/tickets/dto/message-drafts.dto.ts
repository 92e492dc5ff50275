import { ApiProperty } from '@nestjs/swagger';
import { MAX_ID } from '../../http/path-id.js';
import { IsInstant, IsInteger, IsOneOf, IsText, Optional, OptionalOrNull } from '../../http/validation.js';
import { AttachmentIds, AttachmentView } from '../attachments/dto/attachments.dto.js';
import { MAX_DRAFT } from '../message-draft.entity.js';
import { VISIBILITIES, type Visibility } from '../ticket-message.entity.js';

export class MessageDraftInput {
  /** @example 'We are looking into' */
  @IsText({ max: MAX_DRAFT }) body!: string;
  @IsOneOf(VISIBILITIES, { name: 'Visibility' }) visibility!: Visibility;
  /**
   * Unfinished text of the other visibility: an internal note beside a public reply, or a public reply beside a note.
   * @example 'Check the contract first.'
   */
  @OptionalOrNull() @IsText({ max: MAX_DRAFT }) other_body?: string | null;
  /** Own uploads that belong to the body, at most 20. */
  @Optional() @AttachmentIds() attachment_ids?: number[];
  /** Own uploads that belong to the text of the other visibility, at most 20. */
  @Optional() @AttachmentIds() other_attachment_ids?: number[];
  /** The last message when the draft was started. Used to detect replies that arrived in the meantime. */
  @OptionalOrNull()
  @IsInteger({ min: 0, max: MAX_ID })
  @ApiProperty({ type: 'integer', nullable: true, example: 7 })
  after_message_id?: number | null;
  /**
   * The `updated_at` of the draft to replace, or null for a new draft. Another existing draft is a 412. If omitted, any
   * draft is replaced.
   */
  @OptionalOrNull()
  @IsInstant()
  @ApiProperty({ format: 'date-time', nullable: true, example: '2026-11-24T05:00:01.120Z' })
  replaces?: Date | null;
}

export class MessageDraftView {
  /** @example 'We are looking into' */
  body!: string;
  @ApiProperty({ enum: VISIBILITIES, enumName: 'Visibility' }) visibility!: Visibility;
  @ApiProperty({ type: 'string', nullable: true, example: null }) other_body!: string | null;
  /** Those that still exist and were not sent. */
  attachments!: AttachmentView[];
  other_attachments!: AttachmentView[];
  @ApiProperty({ type: 'integer', nullable: true, example: 7 }) after_message_id!: number | null;
  @ApiProperty({ format: 'date-time', example: '2026-11-24T05:00:01.120Z' }) updated_at!: Date;
}

export class DraftedTicket {
  /** @example 1042 */
  @ApiProperty({ type: 'integer' }) ticket_id!: number;
  @ApiProperty({ format: 'date-time', example: '2026-11-24T05:00:01.120Z' }) updated_at!: Date;
}

export class DraftedTicketList {
  /** Latest first, at most 200. */
  results!: DraftedTicket[];
}
