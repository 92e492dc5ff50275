import { ApiProperty } from '@nestjs/swagger';
import type { ProblemParams } from '../../domain-error.js';
import type { FieldFault } from '../../field-faults.js';
import { PROBLEM_PARAMS_SCHEMA, ProblemField } from '../../http/problem.dto.js';

export class BulkFailure {
  /** @example 1043 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /**
   * Why, for programs: the `code` that the problem of a single change would have.
   * @example 'ticket.not_found'
   */
  code!: string;
  /** @example 'Ticket 1043 not found.' */
  detail!: string;
  /** The variable parts of `detail`, as in a problem; `{}` if it has none. */
  @ApiProperty({ ...PROBLEM_PARAMS_SCHEMA, example: {} }) params!: ProblemParams;
  /** For invalid input: the faults. */
  @ApiProperty({ type: () => [ProblemField], required: false }) errors?: FieldFault[];
}

export class BulkResult {
  /**
   * How many tickets now are as asked, those that already were so included.
   * @example 1
   */
  @ApiProperty({ type: 'integer' }) updated!: number;
  failed!: BulkFailure[];
  /**
   * By which the change can be undone for 24 hours; null where it changed nothing, or was an undo.
   * @example 12
   */
  @ApiProperty({ type: 'integer', nullable: true }) undo_id!: number | null;
}

export class BulkChangeView {
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** What was asked for. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { priority: 'low' } })
  changes!: Record<string, unknown>;
  /**
   * How many tickets it changed.
   * @example 82
   */
  @ApiProperty({ type: 'integer' }) tickets!: number;
  /** @example '2026-11-24T05:00:01.120Z' */
  created_at!: Date;
}

export class BulkChangeList {
  /** Newest first, at most 20. */
  results!: BulkChangeView[];
}
