import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { fault } from '../../common/field-faults.js';
import { ValidateField } from '../../common/validate-field.js';
import { isDay } from '../instant.js';
import { Optional } from '../validation.js';

/** Requires a calendar day and converts it to its start in UTC. */
function IsDay(): PropertyDecorator {
  return (target, property) => {
    ApiProperty({ type: 'string', format: 'date', example: '2026-11-24' })(target, property);
    ValidateField('isDay', (value) => (value instanceof Date ? undefined : fault('not_date')))(
      target,
      property,
    );
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && isDay(value) ? new Date(value) : value,
    )(target, property);
  };
}

export class DayRangeQuery {
  /** The first day of `daily`; 30 days up to `to` by default. */
  @Optional() @IsDay() from?: Date;
  /** The last day of `daily`; today by default. At most 366 days in all. */
  @Optional() @IsDay() to?: Date;
}
