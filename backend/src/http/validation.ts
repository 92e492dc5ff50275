import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateIf } from 'class-validator';
import { fault, type Fault } from '../common/field-faults.js';
import { ValidateField } from '../common/validate-field.js';
import { parseInstant } from './instant.js';
import { MAX_ID } from './path-id.js';
import { isSingleLine, isVisible, isWithin } from '../common/visible-text.js';

/** The field may be absent. Unlike class-validator's IsOptional, null is not accepted. */
export function Optional(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_object, value) => value !== undefined),
    ApiProperty({ required: false }),
  );
}

/** Like {@link Optional}, but null is accepted and clears the value. */
export function OptionalOrNull(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_object, value) => value !== undefined && value !== null),
    ApiProperty({ required: false, nullable: true }),
  );
}

/**
 * Requires text whose length in code points, as PostgreSQL counts, is at most `max`. It needs a visible character and
 * must not contain NUL or lone surrogates, which PostgreSQL cannot store.
 *
 * @param mayBeEmpty Whether the empty text is accepted, for optional notes.
 * @param oneLine For titles, names and tags: trims the text and refuses line breaks and other control characters.
 */
export function IsText({
  max,
  oneLine = false,
  each = false,
  mayBeEmpty = false,
}: {
  max: number;
  oneLine?: boolean;
  each?: boolean;
  mayBeEmpty?: boolean;
}): PropertyDecorator {
  const faultIn = (value: unknown): Fault | undefined => {
    if (typeof value !== 'string') return fault('not_text');
    if (value.includes('\0')) return fault('nul_character');
    if (!value.isWellFormed()) return fault('malformed_unicode');
    if (!isWithin(max, value)) return fault('too_long', { max });
    if (mayBeEmpty && value === '') return undefined;
    if (!isVisible(value)) return fault('blank');
    return oneLine && !isSingleLine(value) ? fault('not_one_line') : undefined;
  };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      if (!oneLine) return value;
      const trimmed = (item: unknown): unknown => (typeof item === 'string' ? item.trim() : item);
      return Array.isArray(value) ? value.map(trimmed) : trimmed(value);
    }),
    ValidateField('isText', faultIn, { each }),
    each
      ? ApiProperty({ items: { type: 'string', minLength: 1, maxLength: max } })
      : ApiProperty({ minLength: mayBeEmpty ? 0 : 1, maxLength: max }),
  );
}

/**
 * Requires text that is compared but not stored, such as a password or cursor. Any characters; the length is in UTF-16
 * code units.
 */
export function IsOpaqueText({
  max,
  mayBeEmpty = false,
}: {
  max: number;
  mayBeEmpty?: boolean;
}): PropertyDecorator {
  return applyDecorators(
    ValidateField('isOpaqueText', (value) => {
      if (typeof value !== 'string') return fault('not_text');
      if (value.length > max) return fault('too_long', { max });
      return value === '' && !mayBeEmpty ? fault('blank') : undefined;
    }),
    ApiProperty({ maxLength: max, ...(!mayBeEmpty && { minLength: 1 }) }),
  );
}

/** Requires an integer or, with `each`, a list of integers. */
export function IsInteger({
  min,
  max,
  each = false,
}: {
  min: number;
  max: number;
  each?: boolean;
}): PropertyDecorator {
  return applyDecorators(
    ValidateField(
      'isInteger',
      (value) => {
        if (!Number.isInteger(value)) return fault('not_integer');
        return (value as number) < min || (value as number) > max
          ? fault('out_of_range', { min, max })
          : undefined;
      },
      { each },
    ),
    ...(each ? [] : [ApiProperty({ type: 'integer', minimum: min, maximum: max })]),
  );
}

/** Requires a confidence between 0 and 1. */
export function IsConfidence(): PropertyDecorator {
  return applyDecorators(
    ValidateField('isConfidence', (value) => {
      if (typeof value !== 'number' || Number.isNaN(value)) return fault('not_number');
      return value < 0 || value > 1 ? fault('out_of_range', { min: 0, max: 1 }) : undefined;
    }),
    ApiProperty({ type: 'number', minimum: 0, maximum: 1 }),
  );
}

/** Requires a list with a number of items within the limits. */
export function HasItems({ min = 0, max }: { min?: number; max: number }): PropertyDecorator {
  return applyDecorators(
    ValidateField('hasItems', (value) => {
      if (!Array.isArray(value)) return fault('not_list');
      if (value.length < min) return fault('too_few_items', { min });
      return value.length > max ? fault('too_many_items', { max }) : undefined;
    }),
    ApiProperty({ maxItems: max, ...(min > 0 && { minItems: min }) }),
  );
}

/** Requires one of the values or, with `each`, a list of them. */
export function IsOneOf(
  values: readonly string[],
  { each = false, name }: { each?: boolean; name: string },
): PropertyDecorator {
  return applyDecorators(
    ValidateField(
      'isOneOf',
      (value) => (values.includes(value as string) ? undefined : fault('not_one_of', { values })),
      { each },
    ),
    ApiProperty({ enum: values as string[], enumName: name, isArray: each }),
  );
}

/** Longer than any valid list in a query. A longer text is not split, so that it fails validation. */
const MAX_LIST_LENGTH = 16_384;

/** Parses a list in a query: `status=open,closed` equals `status=open&status=closed`. Duplicates are removed. */
export function CommaSeparated(): PropertyDecorator {
  const parts = (value: unknown): unknown[] =>
    typeof value === 'string' && value.length <= MAX_LIST_LENGTH ? value.split(',') : [value];
  return Transform(({ value }: { value: unknown }) =>
    value === undefined
      ? value
      : [
          ...new Set(
            [value]
              .flat()
              .flatMap(parts)
              .map((part: unknown) => (typeof part === 'string' ? part.trim() : part)),
          ),
        ],
  );
}

/** Requires a boolean; in a query, the text `true` or `false`. */
export function IsFlag(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' || value === 'false' ? value === 'true' : value,
    ),
    ValidateField('isFlag', (value) => (typeof value === 'boolean' ? undefined : fault('not_boolean'))),
    ApiProperty({ type: 'boolean', example: true }),
  );
}

/** Requires a time after now, at most `maxDays` away, in a format of {@link parseInstant}. Converts it to Date. */
export function IsFutureInstant({ maxDays }: { maxDays: number }): PropertyDecorator {
  return applyDecorators(
    ValidateField('isFutureInstant', (value) => {
      if (!(value instanceof Date) || Number.isNaN(value.getTime())) return undefined;
      const aheadMs = value.getTime() - Date.now();
      if (aheadMs <= 0) return fault('past_time');
      return aheadMs > maxDays * 86_400_000 ? fault('too_far_ahead', { max_days: maxDays }) : undefined;
    }),
    IsInstant(),
  );
}

/** Requires a time in a format of {@link parseInstant} and converts it to Date. */
export function IsInstant(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (parseInstant(value) ?? value) : value,
    ),
    ValidateField('isInstant', (value) =>
      value instanceof Date && !Number.isNaN(value.getTime()) ? undefined : fault('not_time'),
    ),
    ApiProperty({ type: 'string', format: 'date-time' }),
  );
}

function toId(value: unknown): unknown {
  return typeof value === 'string' && /^\s*\d{1,10}\s*$/.test(value) ? Number(value) : value;
}

/** IDs in a query. */
export function IsIdFilter(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      if (value === undefined) return value;
      const parts: unknown[] = [value]
        .flat()
        .flatMap((part: unknown) => (typeof part === 'string' ? part.split(',') : [part]));
      return [...new Set(parts.map(toId))];
    }),
    HasItems({ max: 100 }),
    IsInteger({ min: 1, max: MAX_ID, each: true }),
    ApiProperty({ type: 'array', items: { type: 'integer', minimum: 1, maximum: MAX_ID }, example: [2] }),
  );
}
