import { applyDecorators } from '@nestjs/common';
import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import { fault } from '../../common/field-faults.js';
import { PageQuery } from '../../http/dto/page.dto.js';
import {
  CommaSeparated,
  HasItems,
  IsFlag,
  IsIdFilter,
  IsInstant,
  IsOneOf,
  IsText,
  Optional,
} from '../../http/validation.js';
import { ValidateField } from '../../common/validate-field.js';
import {
  CATEGORIES,
  MAX_LENGTH,
  MAX_TAGS,
  PRIORITIES,
  STATUSES,
  TRIAGE_STATES,
  type Category,
  type Priority,
  type Status,
  type TriageState,
} from '../../vocabulary/index.js';
import { TicketView } from './ticket.dto.js';

export const SORTS = [
  '-created_at',
  'created_at',
  '-updated_at',
  '-priority',
  '-customer_replied_at',
  'due_at',
] as const;
export type Sort = (typeof SORTS)[number];

/** Agents by id, `me` for the caller, or `none` for unassigned tickets. */
function IsAssigneeFilter(): PropertyDecorator {
  const KNOWN = /^(me|none|[1-9]\d{0,8})$/;
  return applyDecorators(
    ValidateField(
      'isAssigneeFilter',
      (value) =>
        typeof value === 'string' && KNOWN.test(value) ? undefined : fault('assignee_filter_invalid'),
      { each: true },
    ),
    ApiProperty({ items: { type: 'string', pattern: KNOWN.source }, example: ['me'] }),
  );
}

/** Topics by id, or `none` for tickets without one. */
function IsTopicFilter(): PropertyDecorator {
  const KNOWN = /^(none|[1-9]\d{0,8})$/;
  return applyDecorators(
    ValidateField(
      'isTopicFilter',
      (value) => (typeof value === 'string' && KNOWN.test(value) ? undefined : fault('topic_filter_invalid')),
      { each: true },
    ),
    ApiProperty({ items: { type: 'string', pattern: KNOWN.source }, example: ['7'] }),
  );
}

/** Each list filter may be repeated or comma-separated, and matches any of its values. */
export class TicketFilter {
  @Optional() @CommaSeparated() @IsOneOf(STATUSES, { each: true, name: 'Status' }) status?: Status[];
  @Optional() @CommaSeparated() @IsOneOf(PRIORITIES, { each: true, name: 'Priority' }) priority?: Priority[];
  @Optional() @CommaSeparated() @IsOneOf(CATEGORIES, { each: true, name: 'Category' }) category?: Category[];
  /** IDs of topics, or `none`. */
  @Optional()
  @CommaSeparated()
  @HasItems({ max: 100 })
  @IsTopicFilter()
  topic?: string[];
  @Optional()
  @CommaSeparated()
  @IsOneOf(TRIAGE_STATES, { each: true, name: 'TriageState' })
  triage_state?: TriageState[];
  /** IDs of agents, `me`, or `none`. */
  @Optional()
  @CommaSeparated()
  @HasItems({ max: 100 })
  @IsAssigneeFilter()
  assignee?: string[];
  /** IDs of teams. */
  @Optional() @IsIdFilter() team?: number[];
  /** IDs of organizations. */
  @Optional() @IsIdFilter() organization?: number[];
  /** IDs of people who asked. */
  @Optional() @IsIdFilter() requester?: number[];
  /** Whether the requester has written a message that the assignee, or any agent if unassigned, has not read. */
  @Optional() @IsFlag() unread?: boolean;
  /** Whether the ticket is snoozed. Without it, snoozed tickets are included. */
  @Optional() @IsFlag() snoozed?: boolean;
  @Optional()
  @CommaSeparated()
  @HasItems({ max: MAX_TAGS })
  @IsText({ max: MAX_LENGTH.tag, oneLine: true, each: true })
  @ApiProperty({ example: ['vpn'] })
  tag?: string[];
  /**
   * Full-text search in title, description, requester, tags, messages, assignee name and number: words, "phrases",
   * -not, or. The last word also matches as a prefix. Internal notes are searched for agents only.
   * @example 'vpn -printer'
   */
  @Optional() @IsText({ max: MAX_LENGTH.search }) search?: string;
  /** At this time or later. */
  @Optional() @IsInstant() created_after?: Date;
  /** Before this time. */
  @Optional() @IsInstant() created_before?: Date;
}

export class TicketListQuery extends IntersectionType(TicketFilter, PageQuery) {
  /**
   * `-customer_replied_at`: tickets waiting for an agent's reply first, latest customer reply first. `due_at`: tickets that
   * are due first, tickets without a due time last.
   */
  @Optional() @IsOneOf(SORTS, { name: 'TicketSort' }) @ApiProperty({ default: '-created_at' }) sort: Sort =
    '-created_at';
}

export class TicketExportQuery extends OmitType(TicketListQuery, ['limit', 'cursor']) {}

export class Total {
  /** @example 1234 */
  @ApiProperty({ type: 'integer' }) value!: number;
  /**
   * gte: at least this many. Without a stored counter, counting stops at 10,000; for search words, and for tags with
   * other filters, at 1,000. Common words are counted among the latest 1,000 tickets. Phrases of common words, and
   * searches with exclusions only, cover the first 5,000 tickets of the sort order.
   */
  @ApiProperty({ enum: ['eq', 'gte'], enumName: 'TotalRelation' }) relation!: 'eq' | 'gte';
}

export class MatchPart {
  /** @example 'printer' */
  text!: string;
  /**
   * Whether the search matched this part.
   * @example true
   */
  hit!: boolean;
}

export class SearchMatch {
  /** The whole title, in parts. */
  title!: MatchPart[];
  /** About 200 characters of the description around the first match, in parts. */
  excerpt!: MatchPart[];
}

export class ListedTicket extends TicketView {
  /** Matches of the search; absent without a search. */
  match?: SearchMatch;
}

export class TicketPage {
  results!: ListedTicket[];
  /**
   * Null on the last page.
   * @example 'WyItY3JlYXRlZF9hdCIsIjIwMjYtMTEtMjRUMDU6MDA6MDAuMDAwWiIsMTA0Ml0'
   */
  next_cursor!: string | null;
  total!: Total;
}
