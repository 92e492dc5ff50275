import { ApiProperty, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { IsOneOf, IsText, Optional } from '../http/validation.js';
import { SORTS, TicketFilter, Total, type Sort } from '../tickets/dto/ticket-list.dto.js';
import { AssigneeView } from '../tickets/dto/ticket.dto.js';
import type { SavedView } from './saved-view.entity.js';
import { MAX_LENGTH } from '../vocabulary/index.js';

/** What a view keeps of a list's query. An empty list says nothing, and is left out. */
export class ViewQuery extends PickType(TicketFilter, [
  'status',
  'priority',
  'category',
  'triage_state',
  'assignee',
  'unread',
  'tag',
  'search',
]) {
  @Optional() @IsOneOf(SORTS, { name: 'TicketSort' }) sort?: Sort;
}

export class CreateViewInput {
  /**
   * Trimmed; an owner has each name but once.
   * @example 'Urgent and unassigned'
   */
  @IsText({ max: MAX_LENGTH.viewName, oneLine: true }) name!: string;
  /** Checked as the list's own query is; `me` is whoever looks. */
  @IsObject()
  @ValidateNested()
  @Type(() => ViewQuery)
  query!: ViewQuery;
  /**
   * Whether all agents see it.
   * @example true
   */
  @Optional() @IsBoolean() shared: boolean = false;
}

export class UpdateViewInput {
  /** @example 'Urgent and unassigned' */
  @Optional() @IsText({ max: MAX_LENGTH.viewName, oneLine: true }) name?: string;
  /** In place of the one before. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ViewQuery)
  query?: ViewQuery;
  /** @example false */
  @Optional() @IsBoolean() shared?: boolean;
}

export class ViewView {
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
  /** One's own and the shared ones, by name: at most 100 of each. */
  results!: ViewView[];
}

export class ViewCount {
  /** @example 5 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** gte: there are at least so many; counting stops at 1,000, and of common words and tags at those among the latest 1,000 tickets. */
  total!: Total;
}

export class ViewCounts {
  /** Of every view that the caller sees, by name. */
  results!: ViewCount[];
}

export function viewView({ id, name, query, shared, owner, createdAt, updatedAt }: SavedView): ViewView {
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
