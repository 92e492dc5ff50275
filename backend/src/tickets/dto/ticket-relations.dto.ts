import { ApiProperty } from '@nestjs/swagger';
import { MAX_ID } from '../../http/path-id.js';
import { IsInteger, IsOneOf, IsText } from '../../http/validation.js';
import { LINK_TYPES, MAX_LENGTH, STATUSES, type LinkType, type Status } from '../../vocabulary/index.js';

export class MergeInput {
  /**
   * ID of the ticket that takes over the conversation.
   * @example 1017
   */
  @IsInteger({ min: 1, max: MAX_ID }) into!: number;
}

export class SplitInput {
  /**
   * ID of a public message of the ticket.
   * @example 7
   */
  @IsInteger({ min: 1, max: MAX_ID }) message_id!: number;
  /**
   * Title of the new ticket.
   * @example 'Printer offline'
   */
  @IsText({ max: MAX_LENGTH.title, oneLine: true }) title!: string;
}

export class LinkInput {
  /** What this ticket is to the other one. The other ticket shows the inverse. */
  @IsOneOf(LINK_TYPES, { name: 'LinkType' }) type!: LinkType;
}

export class LikelyDuplicate {
  /** @example 1017 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'VPN does not connect' */
  title!: string;
  @ApiProperty({ enum: STATUSES, enumName: 'Status' }) status!: Status;
  /** @example '2026-11-24T05:00:00.000Z' */
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  /**
   * Share of common words, in [0, 1].
   * @example 0.62
   */
  similarity!: number;
}

export class LikelyDuplicateList {
  /** At most 5, the most similar first. */
  results!: LikelyDuplicate[];
}
