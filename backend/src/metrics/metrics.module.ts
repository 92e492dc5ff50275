import { Module } from '@nestjs/common';
import { ClassificationModule } from '../classification/classification.module.js';
import { LiveModule } from '../live/live.module.js';
import { BacklogMetrics } from './backlog-metrics.js';
import { ClassifierMetrics } from './classifier-metrics.js';
import { EngineMetrics } from './engine-metrics.js';
import { HttpMetrics } from './http-metrics.js';
import { MetricsPage } from './metrics-page.js';
import { MetricsRegistry } from './metrics-registry.js';
import { MetricsServer } from './metrics-server.js';

const commonProviders = [MetricsRegistry, EngineMetrics, ClassifierMetrics, MetricsPage];

@Module({
  imports: [ClassificationModule, LiveModule],
  providers: [...commonProviders, HttpMetrics, BacklogMetrics],
})
export class ApiMetricsModule {}

@Module({
  imports: [ClassificationModule],
  providers: [...commonProviders, MetricsServer],
})
export class WorkerMetricsModule {}
