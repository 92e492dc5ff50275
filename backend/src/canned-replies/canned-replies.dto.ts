import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IsText, Optional } from '../http/validation.js';
import { AssigneeView } from '../tickets/dto/ticket.dto.js';
import type { CannedReply } from './canned-reply.entity.js';
import { HasKnownPlaceholders } from './placeholders.js';
import { MAX_LENGTH } from '../vocabulary/index.js';

export class CreateCannedReplyInput {
  /**
   * Trimmed; an owner has each title but once.
   * @example 'Looking into it'
   */
  @IsText({ max: MAX_LENGTH.cannedReplyTitle, oneLine: true }) title!: string;
  /**
   * May contain {{requester.name}}, {{requester.email}}, {{ticket.id}}, {{ticket.title}} and {{agent.name}}, for the
   * console to fill in.
   * @example 'Hello {{requester.name}}, we are looking into it.'
   */
  @HasKnownPlaceholders() @IsText({ max: MAX_LENGTH.cannedReplyBody }) body!: string;
  /**
   * Whether all agents see it.
   * @example true
   */
  @Optional() @IsBoolean() shared: boolean = false;
}

export class UpdateCannedReplyInput {
  /** @example 'Looking into it' */
  @Optional() @IsText({ max: MAX_LENGTH.cannedReplyTitle, oneLine: true }) title?: string;
  /** @example 'Hello {{requester.name}}, we are looking into it.' */
  @Optional() @HasKnownPlaceholders() @IsText({ max: MAX_LENGTH.cannedReplyBody }) body?: string;
  /** @example false */
  @Optional() @IsBoolean() shared?: boolean;
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
  owner!: AssigneeView;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  /** @example '2026-11-24T05:00:00.000Z' */
  updated_at!: Date;
}

export class CannedReplyList {
  /** One's own, at most 200, and the shared ones, at most 300; by title. */
  results!: CannedReplyView[];
}

export function cannedReplyView(reply: CannedReply): CannedReplyView {
  const { id, title, body, shared, owner, createdAt, updatedAt } = reply;
  return {
    id,
    title,
    body,
    shared,
    owner: { id: owner.id, name: owner.name },
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
