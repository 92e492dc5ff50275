import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import type { ProblemParams } from '../../common/domain-error.js';
import {
  FIELD_FAULT_CODES,
  type FieldFault,
  type FieldFaultCode,
  type FieldFaultParams,
} from '../../common/field-faults.js';

/** Schemas of the properties, all optional, since a code determines which are present. */
type PropertiesOf<Params> = Record<
  keyof Params,
  { type: 'string' | 'integer' | 'array'; items?: { type: 'string' }; description: string }
>;

const TEXTS = { type: 'array', items: { type: 'string' } } as const;

const FAULT_PARAMS: PropertiesOf<FieldFaultParams> = {
  min: { type: 'integer', description: 'The least that is allowed.' },
  max: { type: 'integer', description: 'The most that is allowed.' },
  max_days: { type: 'integer', description: 'The longest time that is allowed, in days.' },
  values: { ...TEXTS, description: 'The values that are allowed.' },
  unknown: { ...TEXTS, description: 'The values that are not allowed.' },
  other: { type: 'string', description: 'The field that this one is compared with.' },
  state: { type: 'string', description: 'The triage state.' },
  domain: { type: 'string', description: 'The domain that is refused.' },
};

const PROBLEM_PARAMS: PropertiesOf<ProblemParams> = {
  from: { type: 'string', description: 'The current status.' },
  to: { type: 'string', description: 'The requested status.' },
  allowed: { ...TEXTS, description: 'The statuses or methods that are allowed.' },
  status: { type: 'string', description: 'The status of the ticket.' },
  state: { type: 'string', description: 'The state of the run or of triage.' },
  into: { type: 'integer', description: 'ID of the ticket that took over the conversation.' },
  min: { type: 'integer', description: 'The least that is needed.' },
  max: { type: 'integer', description: 'The most that is allowed.' },
  available: { type: 'integer', description: 'How many there are.' },
  retry_after_seconds: { type: 'integer', description: 'When to try again, as in `Retry-After`.' },
  decisions: { type: 'integer', description: 'Decisions that two models were compared on.' },
  before: { type: 'integer', description: 'Correct answers of the active model.' },
  after: { type: 'integer', description: 'Correct answers of the other model.' },
};

function paramsSchema(properties: object): ApiPropertyOptions {
  return { type: 'object', properties } as ApiPropertyOptions;
}

const FAULT_PARAMS_SCHEMA = paramsSchema(FAULT_PARAMS);
export const PROBLEM_PARAMS_SCHEMA = paramsSchema(PROBLEM_PARAMS);

export class ProblemField {
  /**
   * The name of the field, or its path within the body.
   * @example 'requester.email'
   */
  field!: string;
  /** What is wrong. Stable: translate by `code` and `params`. */
  @ApiProperty({ enum: FIELD_FAULT_CODES, enumName: 'FieldFaultCode', example: 'too_long' })
  code!: FieldFaultCode;
  /** The limits and values of the message. Which ones there are depends on the code; `{}` if it has none. */
  @ApiProperty({ ...FAULT_PARAMS_SCHEMA, example: { max: 254 } })
  params!: FieldFaultParams;
  /**
   * The message in English.
   * @example 'Use at most 254 characters.'
   */
  message!: string;
}

/** An error, as problem details (RFC 9457). */
export class Problem {
  /** @example 'about:blank' */
  type!: string;
  /** @example 'Bad Request' */
  title!: string;
  /** @example 400 */
  status!: number;
  /**
   * What is wrong and how to fix it, in English.
   * @example 'requester.email: Use at most 254 characters.'
   */
  detail!: string;
  /**
   * The path of the request.
   * @example '/api/tickets'
   */
  instance!: string;
  /**
   * Stable. Translate by `code` and `params`.
   * @example 'input.invalid'
   */
  code!: string;
  /** The variable parts of `detail`. Which ones there are depends on the code; absent if it has none. */
  @ApiProperty({
    ...PROBLEM_PARAMS_SCHEMA,
    required: [],
    selfRequired: false,
    example: { from: 'open', to: 'closed', allowed: ['in_progress', 'resolved'] },
  } as ApiPropertyOptions)
  params?: ProblemParams;
  /** For invalid input: the faults, at most 50. */
  @ApiProperty({ type: () => [ProblemField], required: false }) errors?: FieldFault[];
  /** With 412: the current state of the resource. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    required: [],
    selfRequired: false,
    example: { version: 3 },
  })
  current?: unknown;
}
