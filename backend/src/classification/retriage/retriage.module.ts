import { Module } from '@nestjs/common';
import { ClassificationModule } from '../classification.module.js';
import { RetriageWorker } from './retriage-worker.js';
import { RunsController } from './runs.controller.js';
import { RetriageJobsService } from './retriage-jobs.service.js';
import { RetriageJobsRepository } from './retriage-jobs.repository.js';

@Module({
  imports: [ClassificationModule],
  controllers: [RunsController],
  providers: [RetriageJobsService, RetriageJobsRepository],
})
export class RetriageModule {}

@Module({ imports: [ClassificationModule], providers: [RetriageWorker, RetriageJobsRepository] })
export class RetriageWorkerModule {}
