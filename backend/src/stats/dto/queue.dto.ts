import { ApiProperty } from '@nestjs/swagger';
import { PRIORITIES, type Priority } from '../../vocabulary/index.js';
import { NumberForEach } from '../breakdown.js';

export const AGES = ['today', 'yesterday', 'week', 'month', 'older'] as const;
export type Age = (typeof AGES)[number];

export class QueueBucket {
  /** Created today; yesterday; 2 to 6 days ago; 7 to 29 days ago; before that. */
  @ApiProperty({ enum: AGES, enumName: 'QueueAge' }) name!: Age;
  /**
   * First day of creation, in UTC; null for no limit.
   * @example '2026-11-18'
   */
  created_from!: string | null;
  /**
   * Last day of creation, in UTC.
   * @example '2026-11-22'
   */
  created_to!: string;
  /** @example 12 */
  @ApiProperty({ type: 'integer' }) open!: number;
  /** @example 5 */
  @ApiProperty({ type: 'integer' }) in_progress!: number;
  /** @example 3 */
  @ApiProperty({ type: 'integer' }) waiting!: number;
  /** Unresolved tickets: open, in progress and waiting. */
  @NumberForEach(PRIORITIES) by_priority!: Record<Priority, number>;
}

export class Queue {
  /** Youngest first. */
  buckets!: QueueBucket[];
}
