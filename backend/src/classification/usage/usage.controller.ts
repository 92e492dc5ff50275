import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../identity/auth/access.js';
import { DayRangeQuery } from '../../http/dto/day-range.dto.js';
import { Problems } from '../../http/problems.js';
import { TriageUsage } from './dto/usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('triage')
@Controller('triage/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  /** Get usage and cost of the remote model */
  @Get()
  @Access('triage.readSettings', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: TriageUsage })
  @Problems()
  read(@Query() query: DayRangeQuery): Promise<TriageUsage> {
    return this.usage.read(query);
  }
}
