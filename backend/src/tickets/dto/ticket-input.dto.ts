import { Transform, Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { IsEmailAddress } from '../../config/email-address.js';
import { fault } from '../../field-faults.js';
import { HasItems, IsInteger, IsOneOf, IsText, Optional, OptionalOrNull } from '../../http/validation.js';
import { MAX_ID } from '../../http/path-id.js';
import { ValidateField } from '../../validate-field.js';
import type { TicketChanges } from '../ticket-changes.js';
import {
  CATEGORIES,
  MAX_LENGTH,
  MAX_TAGS,
  PRIORITIES,
  STATUSES,
  type Category,
  type Priority,
  type Status,
} from '../../vocabulary/index.js';

export class RequesterInput {
  /**
   * As it is shown; whose ticket it is follows from the address.
   * @example 12
   */
  @OptionalOrNull()
  @IsInteger({ min: 1, max: MAX_ID })
  id?: number | null;
  /** @example 'Ada' */
  @OptionalOrNull() @IsText({ max: MAX_LENGTH.name, oneLine: true }) name?: string | null;
  /** @example 'ada@example.org' */
  @OptionalOrNull()
  @IsEmailAddress({ keepCase: true })
  @IsText({ max: MAX_LENGTH.emailAddress, oneLine: true })
  email?: string | null;
}

/** Tags are compared without case, and once each. A comma separates two, in a list as in the console's boxes. */
function Tags(): PropertyDecorator {
  const normalise = Transform(({ value }: { value: unknown }) => {
    if (!Array.isArray(value)) return value;
    const tags = new Set<unknown>();
    for (const tag of value) {
      for (const part of tagsIn(tag)) tags.add(part);
      // Further ones change nothing: the list is refused.
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

function tagsIn(tag: unknown): unknown[] {
  if (typeof tag !== 'string') return [tag];
  const parts = tag.split(',').map((part) => part.trim().toLowerCase());
  const named = parts.filter(Boolean);
  return named.length > 0 ? named : [''];
}

export class CreateTicketInput {
  /**
   * Trimmed; one line without control characters.
   * @example 'VPN down'
   */
  @IsText({ max: MAX_LENGTH.title, oneLine: true }) title!: string;
  /** @example 'My internet is down and I cannot access the VPN.' */
  @IsText({ max: MAX_LENGTH.text }) description!: string;
  /** Left out: triage chooses. */
  @Optional() @IsOneOf(CATEGORIES, { name: 'Category' }) category?: Category;
  /** Left out: triage chooses. */
  @Optional() @IsOneOf(PRIORITIES, { name: 'Priority' }) priority?: Priority;
  /** Who asks for help. */
  @OptionalOrNull()
  @IsObject()
  @ValidateNested()
  @Type(() => RequesterInput)
  requester?: RequesterInput | null;
  /**
   * At most 20, each of at most 50 characters on one line; a comma separates two.
   * @example ['vpn']
   */
  @Optional() @Tags() tags?: string[];
}

export class UpdateTicketInput {
  /**
   * Trimmed.
   * @example 'VPN down in building 7'
   */
  @Optional() @IsText({ max: MAX_LENGTH.title, oneLine: true }) title?: string;
  /** @example 'Since the storm nobody in building 7 reaches the VPN.' */
  @Optional() @IsText({ max: MAX_LENGTH.text }) description?: string;
  /** Only moves that the ticket's life allows; others are answered with 422. */
  @Optional() @IsOneOf(STATUSES, { name: 'Status' }) status?: Status;
  /** A person's choice: settles triage. */
  @Optional() @IsOneOf(CATEGORIES, { name: 'Category' }) category?: Category;
  /** A person's choice: settles triage. */
  @Optional() @IsOneOf(PRIORITIES, { name: 'Priority' }) priority?: Priority;
  /**
   * An agent's id, or null for nobody.
   * @example 1
   */
  @OptionalOrNull()
  @IsInteger({ min: 1, max: MAX_ID })
  assignee_id?: number | null;
  /**
   * At most 20, each of at most 50 characters on one line; a comma separates two.
   * @example ['vpn']
   */
  @Optional() @Tags() tags?: string[];
  /** A name or address that is left out stays as it is; null says that there is none. */
  @OptionalOrNull()
  @IsObject()
  @ValidateNested()
  @Type(() => RequesterInput)
  requester?: RequesterInput | null;
}

/** The wire's words for the same changes in the domain's. */
export function ticketChanges(input: UpdateTicketInput): TicketChanges {
  const { assignee_id: assigneeId, requester, ...rest } = input;
  const changes: TicketChanges = { ...rest };
  if (assigneeId !== undefined) changes.assigneeId = assigneeId;
  const { name, email } = requester ?? { name: null, email: null };
  if (requester !== undefined && name !== undefined) changes.requesterName = name;
  if (requester !== undefined && email !== undefined) changes.requesterEmail = email;
  return changes;
}

export class BulkInput {
  /** At most 500. */
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
  /** As in a PATCH of one ticket. */
  @IsObject()
  @ValidateNested()
  @Type(() => UpdateTicketInput)
  changes!: UpdateTicketInput;
}
