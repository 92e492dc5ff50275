import { ApiProperty, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { IsOneOf, IsText, Optional } from '../../http/validation.js';
import { SORTS, TicketFilter, Total, type Sort } from '../../tickets/dto/ticket-list.dto.js';
import { AssigneeView } from '../../tickets/dto/ticket.dto.js';
import type { SavedView } from '../saved-view.entity.js';
import { MAX_LENGTH } from '../../vocabulary/index.js';

/** The stored part of a list query. Empty lists are omitted. */
export class ViewQuery extends PickType(TicketFilter, [
  'status',
  'priority',
  'category',
  'topic',
  'triage_state',
  'assignee',
  'team',
  'organization',
  'requester',
  'unread',
  'snoozed',
  'tag',
  'search',
]) {
  @Optional() @IsOneOf(SORTS, { name: 'TicketSort' }) sort?: Sort;
}

export class CreateViewInput {
  /**
   * Trimmed. Unique per owner.
   * @example 'Urgent and unassigned'
   */
  @IsText({ max: MAX_LENGTH.viewName, oneLine: true }) name!: string;
  /** A query of the ticket list. `me` is the current user. */
  @IsObject()
  @ValidateNested()
  @Type(() => ViewQuery)
  query!: ViewQuery;
  /**
   * Whether it is shared with all agents.
   * @example true
   */
  @Optional() @IsBoolean() shared: boolean = false;
}

export class UpdateViewInput {
  /** @example 'Urgent and unassigned' */
  @Optional() @IsText({ max: MAX_LENGTH.viewName, oneLine: true }) name?: string;
  /** Replaces the query. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ViewQuery)
  query?: ViewQuery;
  /** @example false */
  @Optional() @IsBoolean() shared?: boolean;
}

export class SavedViewDto {
  /** @example 5 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Urgent and unassigned' */
  name!: string;
  query!: ViewQuery;
  /** @example true */
  shared!: boolean;
  owner!: AssigneeView;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  /** @example '2026-11-24T05:00:00.000Z' */
  updated_at!: Date;
}

export class ViewList {
  /** Own and shared views, by name. At most 100 of each. */
  results!: SavedViewDto[];
}

export class ViewCount {
  /** @example 5 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /**
   * gte: at least this many. Counting stops at 1,000; common words and tags are counted among the latest 1,000 tickets.
   */
  total!: Total;
}

export class ViewCounts {
  /** One per view that the caller can see, by name. */
  results!: ViewCount[];
}

export function toSavedViewDto({
  id,
  name,
  query,
  shared,
  owner,
  createdAt,
  updatedAt,
}: SavedView): SavedViewDto {
  return {
    id,
    name,
    query,
    shared,
    owner: { id: owner.id, name: owner.name },
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
