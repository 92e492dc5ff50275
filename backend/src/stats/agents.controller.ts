import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import type { Caller } from '../identity/users/caller.js';
import { Problems } from '../http/problems.js';
import { AgentList, AgentListQuery } from './dto/agents.dto.js';
import { WorkloadService } from './workload.service.js';

@ApiTags('tickets')
@Controller('agents')
export class AgentsController {
  constructor(private readonly workload: WorkloadService) {}

  /** List agents and their workload */
  @Get()
  @Access('tickets.assign', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: AgentList })
  @Problems()
  list(@Query() query: AgentListQuery, @CurrentCaller() caller: Caller): Promise<AgentList> {
    return this.workload.agents(query, caller);
  }
}
