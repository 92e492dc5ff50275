import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateIf } from 'class-validator';
import { fault, type Fault } from '../common/field-faults.js';
import { ValidateField } from '../common/validate-field.js';
import { parseInstant } from './instant.js';
import { isSingleLine, isVisible, isWithin } from '../common/visible-text.js';

/** The field may be left out. Unlike class-validator's IsOptional, null is not the same as absent. */
export function Optional(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_object, value) => value !== undefined),
    ApiProperty({ required: false }),
  );
}

/** As {@link Optional}, and null says that there is none. */
export function OptionalOrNull(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_object, value) => value !== undefined && value !== null),
    ApiProperty({ required: false, nullable: true }),
  );
}

/**
 * Text from outside, its length counted in code points as PostgreSQL does. It has a visible character, and none that
 * PostgreSQL can't store unchanged: NUL, and halves of surrogate pairs.
 *
 * @param oneLine Of a title, a name or a tag: trimmed, without line breaks and other control characters.
 */
export function IsText({
  max,
  oneLine = false,
  each = false,
}: {
  max: number;
  oneLine?: boolean;
  each?: boolean;
}): PropertyDecorator {
  const faultIn = (value: unknown): Fault | undefined => {
    if (typeof value !== 'string') return fault('not_text');
    if (value.includes('\0')) return fault('nul_character');
    if (!value.isWellFormed()) return fault('malformed_unicode');
    if (!isWithin(max, value)) return fault('too_long', { max });
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
      : ApiProperty({ minLength: 1, maxLength: max }),
  );
}

/** Text that is compared and never stored, such as a password or a cursor: any characters, in UTF-16 code units. */
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

/** A whole number; with `each`, a list of them. */
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

/** A confidence: a number from 0 to 1. */
export function IsConfidence(): PropertyDecorator {
  return applyDecorators(
    ValidateField('isConfidence', (value) => {
      if (typeof value !== 'number' || Number.isNaN(value)) return fault('not_number');
      return value < 0 || value > 1 ? fault('out_of_range', { min: 0, max: 1 }) : undefined;
    }),
    ApiProperty({ type: 'number', minimum: 0, maximum: 1 }),
  );
}

/** How many items a list has. */
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

/** One of a closed set of words; with `each`, a list of them. */
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

/** Longer than any list of a query that means something. A longer text stays as it is, which is no value of any list. */
const MAX_LIST_LENGTH = 16_384;

/** A list in a query: `status=open,closed` and `status=open&status=closed` mean the same; each value counts once. */
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

/** `true` or `false`, in a query as a word. */
export function IsFlag(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' || value === 'false' ? value === 'true' : value,
    ),
    ValidateField('isFlag', (value) => (typeof value === 'boolean' ? undefined : fault('not_boolean'))),
    ApiProperty({ type: 'boolean', example: true }),
  );
}

/** A time that {@link parseInstant} reads, given to the code as a Date. */
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
