import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { buildMessage, ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';
import { parseInstant } from './instant.js';
import { isOneLine, isVisible, isWithin } from './visible-text.js';

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
export function IsText(
  { max, oneLine = false, each = false }: { max: number; oneLine?: boolean; each?: boolean },
  options?: ValidationOptions,
): PropertyDecorator {
  const fault = (value: unknown): string | undefined => {
    if (value === undefined) return 'is missing';
    if (typeof value !== 'string') return 'must be a string';
    if (value.includes('\0')) return 'must not contain NUL characters';
    if (!value.isWellFormed()) return 'must be well-formed Unicode: it contains half of a surrogate pair';
    if (!isWithin(max, value)) return `must be at most ${max} characters long`;
    if (!isVisible(value)) return 'must not be blank';
    if (oneLine && !isOneLine(value))
      return 'must not contain line breaks, control characters or bidirectional control characters';
    return undefined;
  };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      if (!oneLine) return value;
      const trimmed = (item: unknown): unknown => (typeof item === 'string' ? item.trim() : item);
      return Array.isArray(value) ? value.map(trimmed) : trimmed(value);
    }),
    ValidateBy(
      {
        name: 'isText',
        validator: {
          validate: (value: unknown) => fault(value) === undefined,
          defaultMessage: (args) => {
            const values: unknown[] = each && Array.isArray(args?.value) ? args.value : [args?.value];
            return `${each ? 'each value ' : ''}${values.map(fault).find(Boolean) ?? 'is not acceptable text'}`;
          },
        },
      },
      { each, ...options },
    ),
    each
      ? ApiProperty({ items: { type: 'string', minLength: 1, maxLength: max } })
      : ApiProperty({ minLength: 1, maxLength: max }),
  );
}

/** One of a closed set of words; with `each`, a list of them. */
export function IsOneOf(
  values: readonly string[],
  { each = false, name }: { each?: boolean; name: string },
): PropertyDecorator {
  return applyDecorators(
    ValidateBy(
      {
        name: 'isOneOf',
        validator: {
          validate: (value: unknown) => values.includes(value as string),
          defaultMessage: buildMessage((prefix) => `${prefix}must be one of: ${values.join(', ')}`),
        },
      },
      { each },
    ),
    ApiProperty({ enum: values as string[], enumName: name, isArray: each }),
  );
}

/** Longer than any list of a query that means something. A longer text stays as it is, which is no value of any list. */
const LONGEST_LIST = 16_384;

/** A list in a query: `status=open,closed` and `status=open&status=closed` mean the same; each value counts once. */
export function CommaSeparated(): PropertyDecorator {
  const parts = (value: unknown): unknown[] =>
    typeof value === 'string' && value.length <= LONGEST_LIST ? value.split(',') : [value];
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
    ValidateBy({
      name: 'isFlag',
      validator: {
        validate: (value: unknown) => typeof value === 'boolean',
        defaultMessage: () => 'must be true or false',
      },
    }),
    ApiProperty({ type: 'boolean', example: true }),
  );
}

/** A time that {@link parseInstant} reads, given to the code as a Date. */
export function IsInstant(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (parseInstant(value) ?? value) : value,
    ),
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime()),
        defaultMessage: () => 'must be an ISO 8601 date or time, such as 2026-11-24T05:00:00Z',
      },
    }),
    ApiProperty({ type: 'string', format: 'date-time' }),
  );
}
