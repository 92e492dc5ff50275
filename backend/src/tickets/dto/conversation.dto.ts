import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { MAX_ID } from '../../http/path-id.js';
import { IsEmailAddress } from '../../config/email-address.js';
import { HasItems, IsInteger, IsOneOf, IsText, Optional, OptionalOrNull } from '../../http/validation.js';
import type { Caller } from '../../identity/users/caller.js';
import type { User } from '../../identity/users/user.entity.js';
import type { AttachmentRow } from '../attachments/attachments.repository.js';
import { AttachmentIds, AttachmentView, toAttachmentView } from '../attachments/dto/attachments.dto.js';
import {
  ACTOR_TYPES,
  HISTORY_REASONS,
  type ActorType,
  type Changes,
  type HistoryReason,
  type TicketHistory,
} from '../ticket-history.entity.js';
import { diffText } from '../text-diff.js';
import type { RecipientRow } from '../message-recipients.repository.js';
import type { PendingMessage } from '../pending-message.entity.js';
import { VISIBILITIES, type TicketMessage, type Visibility } from '../ticket-message.entity.js';
import {
  CHANNELS,
  DELIVERY_STATES,
  MAX_LENGTH,
  MAX_RECIPIENTS,
  RECIPIENT_KINDS,
  can,
  type Channel,
  type DeliveryState,
  type RecipientKind,
} from '../../vocabulary/index.js';
import { MessageChanges } from './message-changes.dto.js';

/** Requires a list of mail addresses. */
function MailAddresses(): PropertyDecorator {
  return applyDecorators(
    HasItems({ max: MAX_RECIPIENTS }),
    IsEmailAddress({ each: true }),
    ApiProperty({ type: 'array', items: { type: 'string', format: 'email' }, example: [] }),
  );
}

export class MessageInput {
  /** @example 'We are looking into it.' */
  @IsText({ max: MAX_LENGTH.text }) body!: string;
  /** public: visible to the requester; internal: visible to agents only. */
  @Optional() @IsOneOf(VISIBILITIES, { name: 'Visibility' }) visibility: Visibility = 'public';
  /** Also resolves the ticket. Agents only. */
  @Optional() @IsBoolean() resolve: boolean = false;
  /** Also moves the ticket to waiting for the requester, unless `resolve` is set. Agents only. */
  @Optional() @IsBoolean() wait: boolean = false;
  /**
   * Changes of the ticket, made when the message is delivered and undone with it. `resolve` and `wait` override the
   * status. Delivery after `undo_seconds` leaves out what has become impossible. Agents only.
   */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => MessageChanges)
  changes?: MessageChanges;
  /**
   * Delay in seconds before an agent's public reply is delivered. Until then it can be undone and the requester does
   * not see it. Internal notes and messages of requesters are delivered at once.
   */
  @Optional()
  @IsInteger({ min: 0, max: 60 })
  @ApiProperty({ default: 0, example: 10 })
  undo_seconds: number = 0;
  /**
   * The person whom an agent's public reply is for, null for none. If the ticket has another requester by now, or until
   * `undo_seconds` are over, the reply is held instead of delivered.
   */
  @OptionalOrNull()
  @IsInteger({ min: 1, max: MAX_ID })
  @ApiProperty({ nullable: true, example: 12 })
  requester_id?: number | null;
  /**
   * Whom an agent's public reply is mailed to. The ticket's requester if omitted, and no one if the requester has no
   * address or no mailbox sends the ticket's replies.
   */
  @Optional() @MailAddresses() to?: string[];
  /** Whom an agent's public reply is mailed to as a copy. */
  @Optional() @MailAddresses() cc?: string[];
  /** Own uploads to send with it, at most 20. */
  @Optional() @AttachmentIds() attachment_ids?: number[];
}

export class AuthorView {
  /**
   * Null if the author of an imported message has no account.
   * @example 1
   */
  @ApiProperty({ type: 'integer', nullable: true }) id!: number | null;
  /** @example 'Grace' */
  name!: string;
}

export class RecipientView {
  /** @example 'ada@example.org' */
  @ApiProperty({ format: 'email' }) address!: string;
  @ApiProperty({ enum: RECIPIENT_KINDS, enumName: 'RecipientKind' }) kind!: RecipientKind;
  /**
   * `queued`: waiting to be sent; `accepted`: by the mail server; `delayed`: refused for the time being, and retried;
   * `bounced`: returned after it was accepted; `failed`: given up.
   */
  @ApiProperty({ enum: DELIVERY_STATES, enumName: 'DeliveryState' }) delivery!: DeliveryState;
  /**
   * Answer of the mail server or of the delivery report.
   * @example '250 2.0.0 Ok: queued as 4F1C2'
   */
  detail!: string | null;
  /** When the state last changed. */
  @ApiProperty({ format: 'date-time', example: '2026-11-24T05:00:02.310Z' }) updated_at!: Date;
}

export class MessageView {
  /** @example 7 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'We are looking into it.' */
  body!: string;
  @ApiProperty({ enum: VISIBILITIES, enumName: 'Visibility' }) visibility!: Visibility;
  author!: AuthorView;
  @ApiProperty({ enum: CHANNELS, enumName: 'Channel' }) channel!: Channel;
  /** The address that a mail claims to be from, which proves nothing; null for other messages. */
  @ApiProperty({ type: 'string', nullable: true, example: null }) mail_from!: string | null;
  /** When it was delivered; before that, when it was written. */
  @ApiProperty({ format: 'date-time', example: '2026-11-24T05:00:01.120Z' }) created_at!: Date;
  /** Until when the reply can be undone; null once it is delivered. */
  @ApiProperty({ format: 'date-time', nullable: true, example: null }) undo_until!: Date | null;
  /**
   * Whether the reply was not delivered because the ticket got another requester after it was written. Its author can undo it.
   * @example false
   */
  held!: boolean;
  attachments!: AttachmentView[];
  /**
   * Whom the message is mailed to, for agents only. Empty if it is not sent by mail. Until it is
   * delivered, only those chosen with `to` and `cc`.
   */
  recipients!: RecipientView[];
  /** What delivery changes on the ticket; null once the message is delivered. */
  @ApiProperty({ type: () => MessageChanges, nullable: true })
  changes!: MessageChanges | null;
}

export class MessagePage {
  /** Oldest first. */
  results!: MessageView[];
  /** @example 'MTc2NA' */
  next_cursor!: string | null;
}

export class ActorView {
  @ApiProperty({ enum: ACTOR_TYPES, enumName: 'ActorType' }) type!: ActorType;
  /** @example 1 */
  @ApiProperty({ type: 'integer', nullable: true }) id!: number | null;
  /** @example 'Grace' */
  name!: string;
}

export class HistoryEntry {
  /** @example '2026-11-24T05:00:01.120Z' */
  at!: Date;
  actor!: ActorView;
  /** Field → [before, after]. A long description is shortened to the part that differs. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', minItems: 2, maxItems: 2, items: {} },
    example: { status: ['open', 'resolved'] },
  })
  changes!: Changes;
  /** Why the service made the change by itself; null for changes by people and triage. */
  @ApiProperty({ enum: HISTORY_REASONS, enumName: 'HistoryReason', nullable: true, example: null })
  reason!: HistoryReason | null;
}

export class HistoryPage {
  /** Newest first. */
  results!: HistoryEntry[];
  /** @example 'MTc2NA' */
  next_cursor!: string | null;
}

/** @param withReason Whether the reader is an agent, who sees what a scan found. */
export function toMessageView(
  {
    id,
    body,
    visibility,
    author,
    authorName,
    channel,
    mailFrom,
    createdAt,
  }: Pick<
    TicketMessage,
    'id' | 'body' | 'visibility' | 'authorName' | 'channel' | 'mailFrom' | 'createdAt'
  > & {
    author: Pick<User, 'id' | 'name'> | null;
  },
  attachments: AttachmentRow[] = [],
  withReason = false,
  recipients: RecipientRow[] = [],
): MessageView {
  return {
    id,
    body,
    visibility,
    author: author ? { id: author.id, name: author.name } : { id: null, name: authorName ?? '' },
    channel,
    mail_from: mailFrom,
    created_at: createdAt,
    undo_until: null,
    held: false,
    attachments: attachments.map((row) => toAttachmentView(row, withReason)),
    recipients: recipients.map(({ message_id: _message, ...recipient }) => recipient),
    changes: null,
  };
}

/** A reply that is not delivered yet, as agents see it. */
export function toPendingMessageView(
  {
    id,
    body,
    author,
    createdAt,
    deliverAt,
    held,
    changes,
    recipients,
  }: Pick<PendingMessage, 'id' | 'body' | 'createdAt' | 'deliverAt' | 'held' | 'changes' | 'recipients'> & {
    author: Pick<User, 'id' | 'name'>;
  },
  attachments: AttachmentRow[] = [],
): MessageView {
  const { id: authorId, name } = author;
  return {
    id,
    body,
    visibility: 'public',
    author: { id: authorId, name },
    channel: 'web',
    mail_from: null,
    created_at: createdAt,
    undo_until: held ? null : deliverAt,
    held,
    attachments: attachments.map((row) => toAttachmentView(row, true)),
    recipients: recipientsOf(recipients, createdAt),
    changes,
  };
}

/** The recipients that were chosen for a reply that is not delivered yet. */
function recipientsOf(chosen: PendingMessage['recipients'], since: Date): RecipientView[] {
  return RECIPIENT_KINDS.flatMap((kind) =>
    (chosen?.[kind] ?? []).map((address) => ({
      ...{ address, kind, delivery: 'queued' as const, detail: null, updated_at: since },
    })),
  );
}

/** Fields of the history that requesters may see. Excludes triage and its models. */
export const SHOWN_TO_REQUESTERS: readonly string[] = [
  ...['status', 'priority', 'category', 'title', 'description', 'tags', 'message', 'deleted', 'external_id'],
  ...['requester_name', 'requester_email', 'assignee_id', 'due_at'],
];

export function toHistoryEntry(
  { at, actorType, actorId, actorName, changes, reason }: TicketHistory,
  reader: Pick<Caller, 'role'>,
): HistoryEntry {
  const actor = { type: actorType, id: actorId, name: actorName };
  const visibleChanges = shortenHistory(changes);
  if (can(reader, 'tickets.readTeamFields')) return { at, actor, changes: visibleChanges, reason };
  return {
    at,
    actor: actorType === 'triage' ? { ...actor, name: 'Triage' } : actor,
    changes: Object.fromEntries(
      Object.entries(visibleChanges).filter(([field]) => SHOWN_TO_REQUESTERS.includes(field)),
    ),
    reason,
  };
}

/** Shortens texts that earlier versions stored in full. */
function shortenHistory(changes: Changes): Changes {
  const [before, after] = changes.description ?? [];
  if (typeof before !== 'string' || typeof after !== 'string') return changes;
  return { ...changes, description: diffText(before, after) };
}
