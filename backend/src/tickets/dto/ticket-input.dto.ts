import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { IsEmailAddress } from '../../config/email-address.js';
import { fault } from '../../common/field-faults.js';
import {
  HasItems,
  IsFutureInstant,
  IsInstant,
  IsInteger,
  IsOneOf,
  IsText,
  Optional,
  OptionalOrNull,
} from '../../http/validation.js';
import { MAX_ID } from '../../http/path-id.js';
import { ValidateField } from '../../common/validate-field.js';
import { normalizeLabel } from '../../common/visible-text.js';
import { AttachmentIds } from '../attachments/dto/attachments.dto.js';
import type { TicketChanges } from '../ticket-changes.js';
import {
  CATEGORIES,
  MAX_LENGTH,
  MAX_SNOOZE_DAYS,
  MAX_TAGS,
  PRIORITIES,
  STATUSES,
  type Category,
  type Priority,
  type Status,
} from '../../vocabulary/index.js';

export class RequesterInput {
  /**
   * For display only. The owner of the ticket follows from the email address.
   * @example 12
   */
  @OptionalOrNull()
  @IsInteger({ min: 1, max: MAX_ID })
  id?: number | null;
  /**
   * For display only: nothing follows from it.
   * @example true
   */
  @Optional() @IsBoolean() can_read?: boolean;
  /** @example 'Ada' */
  @OptionalOrNull() @IsText({ max: MAX_LENGTH.name, oneLine: true }) name?: string | null;
  /** @example 'ada@example.org' */
  @OptionalOrNull()
  @IsEmailAddress({ keepCase: true })
  @IsText({ max: MAX_LENGTH.emailAddress, oneLine: true })
  email?: string | null;
}

/**
 * Requires a list of tags. They are case-insensitive and deduplicated. A comma separates tags, both in a list and in
 * the console's fields.
 */
export function Tags(): PropertyDecorator {
  const normalise = Transform(({ value }: { value: unknown }) => {
    if (!Array.isArray(value)) return value;
    const tags = new Set<unknown>();
    for (const tag of value) {
      for (const part of parseTag(tag)) tags.add(part);
      // Stops early: the list is refused anyway.
      if (tags.size > MAX_TAGS) break;
    }
    return [...tags];
  });
  return (target, property) => {
    for (const decorate of [
      IsText({ max: MAX_LENGTH.tag, oneLine: true, each: true }),
      ValidateField('isTagList', (value) => {
        if (!Array.isArray(value)) return fault('not_list');
        return value.length > MAX_TAGS ? fault('too_many_tags', { max: MAX_TAGS }) : undefined;
      }),
      ApiProperty({ maxItems: MAX_TAGS }),
      normalise,
    ]) {
      decorate(target, property);
    }
  };
}

function parseTag(tag: unknown): unknown[] {
  if (typeof tag !== 'string') return [tag];
  const parts = tag.split(',').map(normalizeLabel);
  const named = parts.filter(Boolean);
  return named.length > 0 ? named : [''];
}

export class CreateTicketInput {
  /**
   * Trimmed. One line without control characters.
   * @example 'VPN down'
   */
  @IsText({ max: MAX_LENGTH.title, oneLine: true }) title!: string;
  /** @example 'My internet is down and I cannot access the VPN.' */
  @IsText({ max: MAX_LENGTH.text }) description!: string;
  /** If omitted, triage sets it. */
  @Optional() @IsOneOf(CATEGORIES, { name: 'Category' }) category?: Category;
  /** If omitted, triage sets it. */
  @Optional() @IsOneOf(PRIORITIES, { name: 'Priority' }) priority?: Priority;
  /**
   * ID of an active topic, which also sets its category. Agents only.
   * @example 7
   */
  @OptionalOrNull()
  @IsInteger({ min: 1, max: MAX_ID })
  topic_id?: number | null;
  /** The requester. */
  @OptionalOrNull()
  @IsObject()
  @ValidateNested()
  @Type(() => RequesterInput)
  requester?: RequesterInput | null;
  /**
   * At most 20 tags of at most 50 characters each, on one line. A comma separates two tags.
   * @example ['vpn']
   */
  @Optional() @Tags() tags?: string[];
  /** Own uploads that belong to the description, at most 20. */
  @Optional() @AttachmentIds() attachment_ids?: number[];
  /**
   * ID of a team that the caller can see; the first team by default. Agents only.
   * @example 1
   */
  @Optional() @IsInteger({ min: 1, max: MAX_ID }) team_id?: number;
  /**
   * Until when an answer is promised. Agents only.
   * @example '2026-11-27T16:00:00.000Z'
   */
  @OptionalOrNull() @IsInstant() due_at?: Date | null;
}

export class UpdateTicketInput {
  /**
   * Trimmed.
   * @example 'VPN down in building 7'
   */
  @Optional() @IsText({ max: MAX_LENGTH.title, oneLine: true }) title?: string;
  /** @example 'Since the storm, no one in building 7 can reach the VPN.' */
  @Optional() @IsText({ max: MAX_LENGTH.text }) description?: string;
  /** Must be an allowed status transition; others are a 422. */
  @Optional() @IsOneOf(STATUSES, { name: 'Status' }) status?: Status;
  /** Decides triage. Removes a topic of another category. */
  @Optional() @IsOneOf(CATEGORIES, { name: 'Category' }) category?: Category;
  /** Decides triage. */
  @Optional() @IsOneOf(PRIORITIES, { name: 'Priority' }) priority?: Priority;
  /**
   * ID of an active topic, which also sets its category, or null to remove the topic. Decides triage.
   * @example 7
   */
  @OptionalOrNull()
  @IsInteger({ min: 1, max: MAX_ID })
  topic_id?: number | null;
  /**
   * ID of an agent, or null to unassign. If the ticket's team has members, one of them.
   * @example 1
   */
  @OptionalOrNull()
  @IsInteger({ min: 1, max: MAX_ID })
  assignee_id?: number | null;
  /**
   * ID of a team that the caller can see. Removes an assignee who is not an agent of that team.
   * @example 1
   */
  @Optional() @IsInteger({ min: 1, max: MAX_ID }) team_id?: number;
  /**
   * At most 20 tags of at most 50 characters each, on one line. A comma separates two tags.
   * @example ['vpn']
   */
  @Optional() @Tags() tags?: string[];
  /** An omitted name or email stays unchanged; null removes it. */
  @OptionalOrNull()
  @IsObject()
  @ValidateNested()
  @Type(() => RequesterInput)
  requester?: RequesterInput | null;
  /**
   * Until when working views hide the ticket, at most two years from now; null ends it.
   * @example '2030-11-25T08:00:00.000Z'
   */
  @OptionalOrNull() @IsFutureInstant({ maxDays: MAX_SNOOZE_DAYS }) snoozed_until?: Date | null;
  /**
   * Until when an answer is promised; null removes it.
   * @example '2026-11-27T16:00:00.000Z'
   */
  @OptionalOrNull() @IsInstant() due_at?: Date | null;
}

/** Maps the fields of the API to those of the domain. */
export function ticketChanges(input: UpdateTicketInput): TicketChanges {
  const {
    assignee_id: assigneeId,
    team_id: teamId,
    topic_id: topicId,
    snoozed_until: snoozedUntil,
    due_at: dueAt,
    requester,
    ...rest
  } = input;
  const changes: TicketChanges = { ...rest };
  if (assigneeId !== undefined) changes.assigneeId = assigneeId;
  if (teamId !== undefined) changes.teamId = teamId;
  if (snoozedUntil !== undefined) changes.snoozedUntil = snoozedUntil;
  if (dueAt !== undefined) changes.dueAt = dueAt;
  if (topicId !== undefined) changes.topicId = topicId;
  const { name, email } = requester ?? { name: null, email: null };
  if (requester !== undefined && name !== undefined) changes.requesterName = name;
  if (requester !== undefined && email !== undefined) changes.requesterEmail = email;
  return changes;
}

export class BulkInput {
  /** Ticket IDs, at most 500. */
  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: 1 },
    minItems: 1,
    maxItems: 500,
    example: [1042, 1043],
  })
  @IsInteger({ min: 1, max: MAX_ID, each: true })
  @HasItems({ min: 1, max: 500 })
  ids!: number[];
  /** As in `PATCH /api/tickets/{id}`. */
  @IsObject()
  @ValidateNested()
  @Type(() => UpdateTicketInput)
  changes!: UpdateTicketInput;
}
