import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access.js';
import { Problems } from '../http/problems.js';
import { AgentList, AgentListQuery } from './agents.dto.js';
import { WorkloadService } from './workload.service.js';

@ApiTags('tickets')
@Controller('agents')
export class AgentsController {
  constructor(private readonly workload: WorkloadService) {}

  /** Whom a ticket can be assigned to, and how much each has to do */
  @Get()
  @Access('tickets.assign', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: AgentList })
  @Problems()
  list(@Query() { former }: AgentListQuery): Promise<AgentList> {
    return this.workload.agents(former);
  }
}
