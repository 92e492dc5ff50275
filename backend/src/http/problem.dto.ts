import { ApiProperty } from '@nestjs/swagger';
import type { FieldFault } from '../domain-error.js';

export class ProblemField {
  /** @example 'priority' */
  field!: string;
  /** @example 'must be one of: low, medium, high, critical' */
  message!: string;
}

/** RFC 9457. */
export class Problem {
  /** @example 'about:blank' */
  type!: string;
  /** @example 'Bad Request' */
  title!: string;
  /** @example 400 */
  status!: number;
  /** @example 'priority must be one of: low, medium, high, critical' */
  detail!: string;
  /**
   * The path of the request.
   * @example '/api/tickets'
   */
  instance!: string;
  /** Stable, for programs. @example 'input.invalid' */
  code!: string;
  /** For bad input, one for each fault found. */
  @ApiProperty({ type: () => [ProblemField], required: false }) errors?: FieldFault[];
  /** With 412: the ticket as it is now. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    required: [],
    selfRequired: false,
    example: { version: 3 },
  })
  current?: unknown;
}
