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

/** The metrics in Prometheus's text format, for authorized requests. */
@Injectable()
export class MetricsPage {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly engines: EngineMetrics,
    private readonly settings: Settings,
    /** Absent in workers: the API process exports the backlog of the whole system. */
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
