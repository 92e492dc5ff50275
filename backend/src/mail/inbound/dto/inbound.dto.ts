import { ApiProperty } from '@nestjs/swagger';
import { PageQuery } from '../../../http/dto/page.dto.js';
import { CommaSeparated, HasItems, IsOneOf, Optional } from '../../../http/validation.js';
import { MAIL_KINDS, type MailKind } from '../../parsing/parsed-mail.js';
import {
  INBOUND_SOURCES,
  INBOUND_STATES,
  type InboundSource,
  type InboundState,
} from '../inbound-mail.entity.js';

export class ReceivedMailView {
  /**
   * Of the stored mail.
   * @example 12
   */
  @ApiProperty({ type: 'integer' }) id!: number;
}

export class MailListQuery extends PageQuery {
  /** All by default. */
  @Optional()
  @CommaSeparated()
  @HasItems({ max: INBOUND_STATES.length })
  @IsOneOf(INBOUND_STATES, { each: true, name: 'InboundMailState' })
  state?: InboundState[];
}

export class InboundMailView {
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /**
   * Null once the mailbox is deleted.
   * @example 1
   */
  @ApiProperty({ type: 'integer', nullable: true }) mailbox_id!: number | null;
  @ApiProperty({ enum: INBOUND_SOURCES, enumName: 'InboundMailSource' }) source!: InboundSource;
  @ApiProperty({ enum: INBOUND_STATES, enumName: 'InboundMailState' }) state!: InboundState;
  /** Why it was quarantined or ignored. */
  @ApiProperty({ type: 'string', nullable: true, example: null }) reason!: string | null;
  /** Null until it was read. */
  @ApiProperty({ enum: MAIL_KINDS, enumName: 'MailKind', nullable: true }) kind!: MailKind | null;
  /**
   * The address that it claims to be from.
   * @example 'ada@example.org'
   */
  @ApiProperty({ type: 'string', nullable: true }) from_address!: string | null;
  /** @example 'The printer is on fire' */
  @ApiProperty({ type: 'string', nullable: true }) subject!: string | null;
  /**
   * In bytes.
   * @example 4711
   */
  @ApiProperty({ type: 'integer' }) size!: number;
  /** @example 1042 */
  @ApiProperty({ type: 'integer', nullable: true }) ticket_id!: number | null;
  /** @example '2026-11-24T05:00:01.120Z' */
  @ApiProperty({ format: 'date-time' }) received_at!: Date;
  @ApiProperty({ format: 'date-time', nullable: true, example: '2026-11-24T05:00:02.120Z' })
  processed_at!: Date | null;
}

export class InboundMailPage {
  /** Newest first. */
  results!: InboundMailView[];
  @ApiProperty({ type: 'string', nullable: true, example: null }) next_cursor!: string | null;
}

export class MailLedger {
  /**
   * Mails that were stored.
   * @example 120
   */
  @ApiProperty({ type: 'integer' }) received!: number;
  /**
   * Mails that made a ticket.
   * @example 70
   */
  @ApiProperty({ type: 'integer' }) ticketed!: number;
  /**
   * Mails that were added to a ticket.
   * @example 40
   */
  @ApiProperty({ type: 'integer' }) appended!: number;
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) quarantined!: number;
  /** Reason → ignored mails. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { auto_reply: 7, duplicate: 2 },
  })
  ignored!: Record<string, number>;
  /**
   * Mails that are not processed yet.
   * @example 0
   */
  @ApiProperty({ type: 'integer' }) pending!: number;
  /**
   * Received mails that are in none of the states. Always 0, unless mails were lost.
   * @example 0
   */
  @ApiProperty({ type: 'integer' }) difference!: number;
}

export class QuarantinedMailView extends InboundMailView {
  /**
   * The text of the mail, shortened; null if it can’t be read.
   * @example 'Buy now'
   */
  @ApiProperty({ type: 'string', nullable: true }) text!: string | null;
  /** Names of its attachments, at most 100. */
  @ApiProperty({ type: 'array', items: { type: 'string' }, example: ['invoice.pdf'] }) attachments!: string[];
}
