import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { fault } from '../../common/field-faults.js';
import { ValidateField } from '../../common/validate-field.js';
import { isWithin } from '../../common/visible-text.js';
import { IsOneOf, IsText, Optional } from '../../http/validation.js';
import { CATEGORIES, MAX_LENGTH, type Category } from '../../vocabulary/index.js';

/** Requires text that may be empty. Trimmed, and line breaks become spaces: it is one line of a model's instruction. */
function IsDescription(): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [
      Transform(({ value }: { value: unknown }) =>
        typeof value === 'string' ? value.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim() : value,
      ),
      ValidateField('isDescription', (value) => {
        if (typeof value !== 'string') return fault('not_text');
        if (!value.isWellFormed()) return fault('malformed_unicode');
        const max = MAX_LENGTH.topicDescription;
        return isWithin(max, value) ? undefined : fault('too_long', { max });
      }),
      ApiProperty({ maxLength: MAX_LENGTH.topicDescription }),
    ]) {
      decorate(target, property);
    }
  };
}

export class CreateTopicInput {
  /**
   * Trimmed. Unique regardless of case.
   * @example 'VPN'
   */
  @IsText({ max: MAX_LENGTH.topicName, oneLine: true }) name!: string;
  /**
   * Which tickets the topic covers, for agents and models.
   * @example 'Connecting to the company network from outside.'
   */
  @Optional() @IsDescription() description: string = '';
  /** Tickets are given this category when the topic is chosen. */
  @IsOneOf(CATEGORIES, { name: 'Category' }) category!: Category;
  /**
   * Whether it can be chosen for tickets.
   * @example true
   */
  @Optional() @IsBoolean() active: boolean = true;
}

export class UpdateTopicInput {
  /** @example 'VPN' */
  @Optional() @IsText({ max: MAX_LENGTH.topicName, oneLine: true }) name?: string;
  /** @example 'Connecting to the company network from outside.' */
  @Optional() @IsDescription() description?: string;
  /** Tickets that have the topic keep their category. */
  @Optional() @IsOneOf(CATEGORIES, { name: 'Category' }) category?: Category;
  /** @example false */
  @Optional() @IsBoolean() active?: boolean;
}

export class TopicView {
  /** @example 7 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'VPN' */
  name!: string;
  /** @example 'Connecting to the company network from outside.' */
  description!: string;
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) category!: Category;
  /** @example true */
  active!: boolean;
  /**
   * Number of tickets with the topic, counted up to 10,000.
   * @example 34
   */
  @ApiProperty({ type: 'integer' }) tickets!: number;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
}

export class TopicList {
  /** All topics, by name. */
  results!: TopicView[];
}
