import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access.js';
import { Problems } from '../http/problems.js';
import { Stats, StatsQuery } from './stats.dto.js';
import { StatsService } from './stats.service.js';

@ApiTags('tickets')
@Controller('tickets')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  /**
   * Statistics of all tickets
   * @remarks Includes every write that was answered before.
   */
  @Get('stats')
  @Access('agent')
  @ApiResponse({ status: 200, type: Stats })
  @Problems(400)
  read(@Query() query: StatsQuery): Promise<Stats> {
    return this.stats.read(query);
  }
}
