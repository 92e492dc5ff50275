import { IntersectionType } from '@nestjs/swagger';
import { DayRangeQuery } from '../../http/dto/day-range.dto.js';
import { IsIdFilter, Optional } from '../../http/validation.js';

export class TeamQuery {
  /** IDs of the teams whose tickets are counted; all that the caller can see by default. */
  @Optional() @IsIdFilter() team?: number[];
}

export class StatsQuery extends IntersectionType(DayRangeQuery, TeamQuery) {}
