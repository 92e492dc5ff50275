import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { RedisConnection } from '../messaging/redis-connection.js';
import { ClassificationController } from './classification.controller.js';
import { ExampleSource } from './examples.js';
import { DecisionsController } from './learning/decisions.controller.js';
import { ActiveModelWatcher } from './learning/active-model-watcher.js';
import { TrainingScheduler } from './learning/training-scheduler.js';
import { LearningService } from './learning/learning.service.js';
import { LocalModelsRepository } from './learning/local-models.repository.js';
import { ModelsController } from './learning/models.controller.js';
import { SimilarDecisions } from './learning/similar-decisions.js';
import { createRemoteClassifier } from './remote/remote-classifier.factory.js';
import { RemoteClassifier } from './remote/remote-classifier.js';
import { remoteRateLimit } from './remote/remote-rate-limit.js';
import { TextReader, ThreadedTextReader } from './text-analysis/text-reader.js';
import { ThresholdsController } from './thresholds/thresholds.controller.js';
import { ThresholdsRepository } from './thresholds/thresholds.repository.js';
import { ThresholdsService } from './thresholds/thresholds.service.js';
import { TopicQualityController } from './topics/topic-quality.controller.js';
import { TopicQualityService } from './topics/topic-quality.service.js';
import { TopicSuggestions } from './topics/topic-suggestions.js';
import { TriageChain } from './triage-chain.js';
import { TriageProcessor } from './triage.processor.js';
import { TriageService } from './triage.service.js';
import { TriageSweeper } from './triage-sweeper.js';
import { ModelUsageRepository } from './usage/model-usage.repository.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageService } from './usage/usage.service.js';
import { EnqueueTriage } from './enqueue-triage.js';

/** Suggestions on request, and the enqueuing of triage for new tickets. */
@Module({
  controllers: [
    ClassificationController,
    DecisionsController,
    ModelsController,
    ThresholdsController,
    TopicQualityController,
    UsageController,
  ],
  providers: [
    {
      provide: RemoteClassifier,
      inject: [
        Settings,
        ModelUsageRepository,
        { token: RedisConnection, optional: true },
        { token: ExampleSource, optional: true },
        ThreadedTextReader,
        TopicSuggestions,
      ],
      useFactory: (
        settings: Settings,
        usage: ModelUsageRepository,
        redis: RedisConnection | undefined,
        examples: ExampleSource | undefined,
        reader: ThreadedTextReader,
        topics: TopicSuggestions,
      ) =>
        createRemoteClassifier(
          settings,
          remoteRateLimit(settings, redis?.client),
          usage,
          examples,
          reader,
          topics,
        ),
    },
    ModelUsageRepository,
    UsageService,
    { provide: ExampleSource, useClass: SimilarDecisions },
    ThreadedTextReader,
    { provide: TextReader, useExisting: ThreadedTextReader },
    LocalModelsRepository,
    ActiveModelWatcher,
    LearningService,
    ThresholdsRepository,
    ThresholdsService,
    TopicSuggestions,
    TopicQualityService,
    TriageChain,
    EnqueueTriage,
  ],
  exports: [TriageChain, LearningService, TextReader],
})
export class ClassificationModule {}

/** Triage jobs: in the worker process, or in the API process if there is only one. */
@Module({
  imports: [ClassificationModule],
  providers: [TriageService, TriageProcessor, TriageSweeper, TrainingScheduler],
})
export class TriageWorkerModule {}
