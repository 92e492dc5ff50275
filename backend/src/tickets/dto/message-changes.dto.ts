import { ApiProperty } from '@nestjs/swagger';
import { fault } from '../../common/field-faults.js';
import { ValidateField } from '../../common/validate-field.js';
import { MAX_ID } from '../../http/path-id.js';
import { IsInteger, IsOneOf, Optional } from '../../http/validation.js';
import {
  CATEGORIES,
  MAX_TAGS,
  PRIORITIES,
  STATUSES,
  type Category,
  type Priority,
  type Status,
} from '../../vocabulary/index.js';
import type { TicketChanges } from '../ticket-changes.js';
import type { Ticket } from '../ticket.entity.js';
import { Tags } from './ticket-input.dto.js';

const ASSIGNEE = /^(me|none|[1-9]\d{0,8})$/;

/** Changes of a ticket that a message makes when it is sent. */
export class MessageChanges {
  @Optional() @IsOneOf(STATUSES, { name: 'Status' }) status?: Status;
  /** Decides triage. */
  @Optional() @IsOneOf(PRIORITIES, { name: 'Priority' }) priority?: Priority;
  /** Decides triage. */
  @Optional() @IsOneOf(CATEGORIES, { name: 'Category' }) category?: Category;
  /**
   * ID of an active topic, which also sets its category. Decides triage.
   * @example 7
   */
  @Optional() @IsInteger({ min: 1, max: MAX_ID }) topic_id?: number;
  /** ID of an agent, `me` for the author of the message, or `none`. */
  @Optional()
  @ValidateField('isAssignee', (value) =>
    typeof value === 'string' && ASSIGNEE.test(value) ? undefined : fault('assignee_filter_invalid'),
  )
  @ApiProperty({ pattern: ASSIGNEE.source, example: 'me' })
  assignee?: string;
  /**
   * Tags to add. Those that exceed the limit of a ticket are left out.
   * @example ['vpn']
   */
  @Optional() @Tags() add_tags?: string[];
}

/** The changes of a ticket if this author sends them. */
export function toTicketChanges(
  { topic_id: topicId, assignee, add_tags: added, ...rest }: MessageChanges,
  ticket: Pick<Ticket, 'tags'>,
  author: { id: number },
): TicketChanges {
  const changes: TicketChanges = { ...rest };
  if (topicId !== undefined) changes.topicId = topicId;
  if (assignee !== undefined) changes.assigneeId = toAssigneeId(assignee, author);
  if (added?.length) changes.tags = [...new Set([...ticket.tags, ...added])].slice(0, MAX_TAGS);
  return changes;
}

function toAssigneeId(assignee: string, author: { id: number }): number | null {
  if (assignee === 'none') return null;
  return assignee === 'me' ? author.id : Number(assignee);
}
