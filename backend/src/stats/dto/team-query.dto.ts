import { IntersectionType } from '@nestjs/swagger';
import { DayRangeQuery } from '../../http/dto/day-range.dto.js';
import { Optional } from '../../http/validation.js';
import { IsTeamFilter } from '../../tickets/dto/ticket-list.dto.js';

export class TeamQuery {
  /** IDs of the teams whose tickets are counted; all that the caller can see by default. */
  @Optional() @IsTeamFilter() team?: number[];
}

export class StatsQuery extends IntersectionType(DayRangeQuery, TeamQuery) {}
