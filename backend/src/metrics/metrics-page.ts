import { Injectable, Optional } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { toProblem } from '../http/problem.filter.js';
import { BacklogMetrics } from './backlog-metrics.js';
import { EngineMetrics } from './engine-metrics.js';
import { mayReadMetrics, type MetricsRequest, type MetricsSettings } from './metrics-access.js';
import { MetricsRegistry } from './metrics-registry.js';

export interface MetricsResponse {
  status: number;
  type: string;
  body: string;
}

export const METRICS_PATH = '/metrics';

/** Prometheus's text, for those who may read it. */
@Injectable()
export class MetricsPage {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly engines: EngineMetrics,
    private readonly settings: Settings,
    /** Not in a worker: what the whole system has to do, the api tells. */
    @Optional() private readonly backlog?: BacklogMetrics,
  ) {}

  async respond(reader: MetricsRequest, settings: MetricsSettings = this.settings): Promise<MetricsResponse> {
    if (!mayReadMetrics(reader, settings)) return FORBIDDEN;
    const reachable = await this.engines.refresh();
    await this.backlog?.refresh(reachable);
    return { status: 200, type: this.registry.contentType, body: await this.registry.metrics() };
  }
}

const FORBIDDEN: MetricsResponse = {
  status: 403,
  type: 'application/problem+json',
  body: JSON.stringify(
    toProblem(METRICS_PATH, {
      status: 403,
      detail:
        'Send METRICS_TOKEN as a bearer token. Without METRICS_TOKEN set, metrics are available on this machine only.',
    }),
  ),
};
