import { Module } from '@nestjs/common';
import { AgentsController } from './agents.controller.js';
import { StatsController } from './stats.controller.js';
import { StatsService } from './stats.service.js';
import { WorkloadService } from './workload.service.js';

@Module({ controllers: [StatsController, AgentsController], providers: [StatsService, WorkloadService] })
export class StatsModule {}
