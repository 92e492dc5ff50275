import { Module } from '@nestjs/common';
import { ClassificationModule } from '../classification.module.js';
import { RunWorker } from './run-worker.js';
import { RunsController } from './runs.controller.js';
import { RunsService } from './runs.service.js';
import { RunsStore } from './runs.store.js';

@Module({
  imports: [ClassificationModule],
  controllers: [RunsController],
  providers: [RunsService, RunsStore],
})
export class RunsModule {}

@Module({ imports: [ClassificationModule], providers: [RunWorker, RunsStore] })
export class RunWorkerModule {}
