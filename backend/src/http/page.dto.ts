import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Optional } from './validation.js';

/** Which part of a list is asked for. */
export class PageQuery {
  @Optional()
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, default: 20 })
  @Type(() => Number)
  @Max(100)
  @Min(1)
  @IsInt({ message: 'must be a whole number' })
  limit = 20;
  /** The `next_cursor` of the page before. */
  @Optional() @IsString() @MaxLength(500) cursor?: string;
}
