import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { RedisConnection } from '../messaging/redis-connection.js';
import { ClassificationController } from './classification.controller.js';
import { GeminiClassifier } from './gemini/gemini-classifier.js';
import { geminiRateLimit } from './gemini/gemini-rate-limit.js';
import { FollowActiveModel } from './learning/follow-active-model.js';
import { LearnWhenDue } from './learning/learn-when-due.js';
import { LearningService } from './learning/learning.service.js';
import { LocalModelsStore } from './learning/local-models.store.js';
import { ModelsController } from './learning/models.controller.js';
import { LocalClassifier } from './local/local-classifier.js';
import { ThresholdsController } from './thresholds/thresholds.controller.js';
import { ThresholdsService } from './thresholds/thresholds.service.js';
import { TriageChain } from './triage-chain.js';
import { TriageProcessor } from './triage.processor.js';
import { TriageService } from './triage.service.js';
import { TriageSweeper } from './triage-sweeper.js';
import { WakeTriageWhenOwed } from './wake-triage-when-owed.js';

/** Suggestions on request, and the wake-up that a ticket's triage begins with. */
@Module({
  controllers: [ClassificationController, ModelsController, ThresholdsController],
  providers: [
    {
      provide: GeminiClassifier,
      inject: [Settings, { token: RedisConnection, optional: true }],
      useFactory: (settings: Settings, redis?: RedisConnection) =>
        new GeminiClassifier(settings, geminiRateLimit(settings, redis?.client)),
    },
    LocalClassifier,
    LocalModelsStore,
    FollowActiveModel,
    LearningService,
    ThresholdsService,
    TriageChain,
    WakeTriageWhenOwed,
  ],
  exports: [TriageChain, LearningService],
})
export class ClassificationModule {}

/** The work itself: in the worker process, or inside the api where there is only one process. */
@Module({
  imports: [ClassificationModule],
  providers: [TriageService, TriageProcessor, TriageSweeper, LearnWhenDue],
})
export class TriageWorkerModule {}
