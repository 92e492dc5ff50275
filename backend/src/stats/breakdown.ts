import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';

type Schema = NonNullable<
  Extract<Parameters<typeof ApiProperty>[0], { properties?: unknown }>['properties']
>[string];

function breakdownSchema(
  values: readonly string[],
  schema: object,
  optional: readonly string[] = [],
): PropertyDecorator {
  return ApiProperty({
    type: 'object',
    properties: Object.fromEntries(values.map((value) => [value, schema as Schema])),
    required: values.filter((value) => !optional.includes(value)),
    selfRequired: true,
    additionalProperties: false,
  });
}

/** Documents an object with an integer for each of the values. */
export function NumberForEach(values: readonly string[], optional?: readonly string[]): PropertyDecorator {
  return breakdownSchema(values, { type: 'integer', example: 250 }, optional);
}

/** Documents an object with an instance of `type` for each of the values. */
export function OneForEach(values: readonly string[], type: new () => object): PropertyDecorator {
  return (target, property) => {
    ApiExtraModels(type)(target.constructor);
    breakdownSchema(values, { $ref: getSchemaPath(type) })(target, property);
  };
}

export function fillBreakdown<Value extends string, Result>(
  values: readonly Value[],
  of: (value: Value) => Result,
): Record<Value, Result> {
  return Object.fromEntries(values.map((value) => [value, of(value)])) as Record<Value, Result>;
}
