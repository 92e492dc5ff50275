import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { IsText, Optional } from '../../http/validation.js';
import { MessageChanges } from '../../tickets/dto/message-changes.dto.js';
import { AssigneeView } from '../../tickets/dto/ticket.dto.js';
import type { CannedReply } from '../canned-reply.entity.js';
import { HasKnownPlaceholders } from '../placeholders.js';
import { MAX_LENGTH } from '../../vocabulary/index.js';

export class CreateCannedReplyInput {
  /**
   * Trimmed. Unique per owner.
   * @example 'Looking into it'
   */
  @IsText({ max: MAX_LENGTH.cannedReplyTitle, oneLine: true }) title!: string;
  /**
   * May contain the placeholders {{requester.name}}, {{requester.first_name}}, {{requester.email}}, {{ticket.id}},
   * {{ticket.title}} and {{agent.name}}. The console fills them in.
   * @example 'Hello {{requester.name}}, we are looking into it.'
   */
  @HasKnownPlaceholders() @IsText({ max: MAX_LENGTH.cannedReplyBody }) body!: string;
  /**
   * Whether it is shared with all agents.
   * @example true
   */
  @Optional() @IsBoolean() shared: boolean = false;
  /** What a message with it changes on the ticket. The console adds it to the message. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageChanges)
  changes?: MessageChanges;
}

export class UpdateCannedReplyInput {
  /** @example 'Looking into it' */
  @Optional() @IsText({ max: MAX_LENGTH.cannedReplyTitle, oneLine: true }) title?: string;
  /** @example 'Hello {{requester.name}}, we are looking into it.' */
  @Optional() @HasKnownPlaceholders() @IsText({ max: MAX_LENGTH.cannedReplyBody }) body?: string;
  /** @example false */
  @Optional() @IsBoolean() shared?: boolean;
  /** Replaces the changes. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageChanges)
  changes?: MessageChanges;
}

export class CannedReplyView {
  /** @example 3 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Looking into it' */
  title!: string;
  /** @example 'Hello {{requester.name}}, we are looking into it.' */
  body!: string;
  /** @example true */
  shared!: boolean;
  changes!: MessageChanges;
  owner!: AssigneeView;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  /** @example '2026-11-24T05:00:00.000Z' */
  updated_at!: Date;
}

export class CannedReplyList {
  /** Own (at most 200) and shared (at most 300) canned replies, by title. */
  results!: CannedReplyView[];
}

export function toCannedReplyView(reply: CannedReply): CannedReplyView {
  const { id, title, body, shared, changes, owner, createdAt, updatedAt } = reply;
  return {
    id,
    title,
    body,
    shared,
    changes,
    owner: { id: owner.id, name: owner.name },
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
