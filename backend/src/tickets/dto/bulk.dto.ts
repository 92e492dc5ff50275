import { ApiProperty } from '@nestjs/swagger';
import type { ProblemParams } from '../../common/domain-error.js';
import type { FieldFault } from '../../common/field-faults.js';
import { PROBLEM_PARAMS_SCHEMA, ProblemField } from '../../http/dto/problem.dto.js';

export class BulkFailure {
  /** @example 1043 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /**
   * The `code` of the problem that a single update would return.
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
   * Number of tickets that have the requested values, including those that already had them.
   * @example 1
   */
  @ApiProperty({ type: 'integer' }) updated!: number;
  failed!: BulkFailure[];
  /**
   * ID to undo the change with, for 24 hours; null if nothing was changed, or for an undo.
   * @example 12
   */
  @ApiProperty({ type: 'integer', nullable: true }) undo_id!: number | null;
}

export class BulkChangeView {
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** The requested changes. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { priority: 'low' } })
  changes!: Record<string, unknown>;
  /**
   * Number of changed tickets.
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
