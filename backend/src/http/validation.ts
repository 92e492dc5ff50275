import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { buildMessage, ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';

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
 * Text from outside, its length counted in code points as PostgreSQL does. It is neither blank nor does it hold what
 * PostgreSQL can't store unchanged: NUL, and halves of surrogate pairs.
 */
export function IsText(
  { max, trim = false, each = false }: { max: number; trim?: boolean; each?: boolean },
  options?: ValidationOptions,
): PropertyDecorator {
  const fault = (value: unknown): string | undefined => {
    if (typeof value !== 'string') return 'must be a string';
    if (value.trim() === '') return 'must not be blank';
    if (value.includes('\0')) return 'must not contain NUL characters';
    if (!value.isWellFormed()) return 'must be well-formed Unicode: it contains half of a surrogate pair';
    // A code point takes at most two units, so most texts need no counting.
    if (value.length > 2 * max || (value.length > max && [...value].length > max)) {
      return `must be at most ${max} characters long`;
    }
    return undefined;
  };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      if (!trim) return value;
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

/** A list in a query: `status=open,closed` and `status=open&status=closed` mean the same; each value counts once. */
export function CommaSeparated(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    value === undefined
      ? value
      : [
          ...new Set(
            [value]
              .flat()
              .flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]))
              .map((part: unknown) => (typeof part === 'string' ? part.trim() : part)),
          ),
        ],
  );
}

/** A day of the calendar: not the 30th of February, which Date quietly makes the 2nd of March, nor one before all tickets. */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return (
    /^(19|[2-9]\d)\d{2}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(text)
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** An ISO 8601 date or time, given to the code as a Date. Without an offset it is in UTC, as all times of the API. */
export function IsInstant(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      if (typeof value !== 'string' || !INSTANT.test(value)) return value;
      if (!isDay(value.slice(0, 10))) return value;
      const hasOffset = !value.includes('T') || /(Z|[+-]\d{2}:\d{2})$/.test(value);
      return new Date(hasOffset ? value : `${value}Z`);
    }),
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
