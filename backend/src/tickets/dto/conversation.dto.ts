import { ApiProperty } from '@nestjs/swagger';
import { IsOneOf, IsText, Optional } from '../../http/validation.js';
import { ACTOR_TYPES, type ActorType, type Changes, type TicketHistory } from '../ticket-history.entity.js';
import { VISIBILITIES, type TicketMessage, type Visibility } from '../ticket-message.entity.js';

export class MessageInput {
  /** @example 'We are looking into it.' */
  @IsText({ max: 20_000 }) body!: string;
  /** public: the requester sees it; internal: a note among agents. */
  @Optional() @IsOneOf(VISIBILITIES, { name: 'Visibility' }) visibility: Visibility = 'public';
}

export class AuthorView {
  /**
   * Null for the author of an imported message who has no account here.
   * @example 1
   */
  @ApiProperty({ type: 'integer', nullable: true }) id!: number | null;
  /** @example 'Grace' */
  name!: string;
}

export class MessageView {
  /** @example 7 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'We are looking into it.' */
  body!: string;
  @ApiProperty({ enum: VISIBILITIES, enumName: 'Visibility' }) visibility!: Visibility;
  author!: AuthorView;
  /** @example '2026-11-24T05:00:01.120Z' */
  created_at!: Date;
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
  /** Field → [before, after]. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', minItems: 2, maxItems: 2, items: {} },
    example: { status: ['open', 'resolved'] },
  })
  changes!: Changes;
}

export class HistoryPage {
  /** Newest first. */
  results!: HistoryEntry[];
  /** @example 'MTc2NA' */
  next_cursor!: string | null;
}

export function messageView({
  id,
  body,
  visibility,
  author,
  authorName,
  createdAt,
}: TicketMessage): MessageView {
  const from = author ? { id: author.id, name: author.name } : { id: null, name: authorName ?? '' };
  return { id, body, visibility, author: from, created_at: createdAt };
}

export function historyEntry({ at, actorType, actorId, actorName, changes }: TicketHistory): HistoryEntry {
  return { at, actor: { type: actorType, id: actorId, name: actorName }, changes };
}
