import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { RedisConnection } from '../messaging/redis-connection.js';
import { ClassificationController } from './classification.controller.js';
import { ExampleSource } from './examples.js';
import { DecisionsController } from './learning/decisions.controller.js';
import { FollowActiveModel } from './learning/follow-active-model.js';
import { LearnWhenDue } from './learning/learn-when-due.js';
import { LearningService } from './learning/learning.service.js';
import { LocalModelsStore } from './learning/local-models.store.js';
import { ModelsController } from './learning/models.controller.js';
import { SimilarDecisions } from './learning/similar-decisions.js';
import { configuredClassifier } from './remote/configured-model.js';
import { RemoteClassifier } from './remote/remote-classifier.js';
import { remoteRateLimit } from './remote/remote-rate-limit.js';
import { TextReader, ThreadedTextReader } from './text-analysis/text-reader.js';
import { ThresholdsController } from './thresholds/thresholds.controller.js';
import { ThresholdsService } from './thresholds/thresholds.service.js';
import { TriageChain } from './triage-chain.js';
import { TriageProcessor } from './triage.processor.js';
import { TriageService } from './triage.service.js';
import { TriageSweeper } from './triage-sweeper.js';
import { ModelUsage } from './usage/model-usage.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageService } from './usage/usage.service.js';
import { WakeTriageWhenOwed } from './wake-triage-when-owed.js';

/** Suggestions on request, and the wake-up that a ticket's triage begins with. */
@Module({
  controllers: [
    ClassificationController,
    DecisionsController,
    ModelsController,
    ThresholdsController,
    UsageController,
  ],
  providers: [
    {
      provide: RemoteClassifier,
      inject: [
        Settings,
        ModelUsage,
        { token: RedisConnection, optional: true },
        { token: ExampleSource, optional: true },
        ThreadedTextReader,
      ],
      useFactory: (
        settings: Settings,
        usage: ModelUsage,
        redis: RedisConnection | undefined,
        examples: ExampleSource | undefined,
        reader: ThreadedTextReader,
      ) => configuredClassifier(settings, remoteRateLimit(settings, redis?.client), usage, examples, reader),
    },
    ModelUsage,
    UsageService,
    { provide: ExampleSource, useClass: SimilarDecisions },
    ThreadedTextReader,
    { provide: TextReader, useExisting: ThreadedTextReader },
    LocalModelsStore,
    FollowActiveModel,
    LearningService,
    ThresholdsService,
    TriageChain,
    WakeTriageWhenOwed,
  ],
  exports: [TriageChain, LearningService, TextReader],
})
export class ClassificationModule {}

/** The work itself: in the worker process, or inside the api where there is only one process. */
@Module({
  imports: [ClassificationModule],
  providers: [TriageService, TriageProcessor, TriageSweeper, LearnWhenDue],
})
export class TriageWorkerModule {}
