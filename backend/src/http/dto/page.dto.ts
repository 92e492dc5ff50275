import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInteger, IsOpaqueText, Optional } from '../validation.js';

/** Pagination parameters of a list. */
export class PageQuery {
  @Optional()
  @ApiProperty({ default: 20 })
  @Type(() => Number)
  @IsInteger({ min: 1, max: 100 })
  limit = 20;
  /** The `next_cursor` of the previous page. */
  @Optional() @IsOpaqueText({ max: 500, mayBeEmpty: true }) cursor?: string;
}
