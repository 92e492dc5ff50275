import { Module } from '@nestjs/common';
import { AgentsController } from './agents.controller.js';
import { BoardService } from './board.service.js';
import { QueueService } from './queue.service.js';
import { ReportService } from './report.service.js';
import { StatsController } from './stats.controller.js';
import { StatsRepository } from './stats.repository.js';
import { StatsService } from './stats.service.js';
import { WorkloadService } from './workload.service.js';

@Module({
  controllers: [StatsController, AgentsController],
  providers: [StatsRepository, StatsService, ReportService, QueueService, BoardService, WorkloadService],
})
export class StatsModule {}
