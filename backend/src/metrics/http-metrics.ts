import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { CompletedRequest } from '../http/completed-requests.js';
import { LiveEvents } from '../live/live-events.js';
import { MetricsRegistry } from './metrics-registry.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Excluded from durations, since the client decides how long a stream stays open. */
const EVENT_STREAM_ROUTE = '/api/events';

@Injectable()
export class HttpMetrics {
  private readonly requests: Counter<'method' | 'route' | 'status'>;
  private readonly durations: Histogram<'method' | 'route'>;

  constructor(registry: MetricsRegistry, live: LiveEvents) {
    const registers = [registry];
    this.requests = new Counter({
      name: 'ticketiq_http_requests_total',
      help: 'HTTP requests by method, route pattern and status. Status "abandoned": the client disconnected before the response was complete.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.durations = new Histogram({
      name: 'ticketiq_http_request_duration_seconds',
      help: 'Duration of HTTP requests in seconds, from the request headers to the last byte of the response, by method and route pattern. Excludes event streams.',
      labelNames: ['method', 'route'],
      buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    new Gauge({
      name: 'ticketiq_event_streams_open',
      help: 'Open event streams of this process.',
      registers,
      collect() {
        this.set(live.openStreams);
      },
    });
  }

  /** Labels are route patterns, never user input. */
  observe({ method, route, status, seconds, aborted }: CompletedRequest): void {
    const labels = {
      method: METHODS.includes(method) ? method : 'other',
      route: route === '/*' ? 'console' : (route ?? 'unmatched'),
    };
    this.requests.inc({
      ...labels,
      status: aborted && route !== EVENT_STREAM_ROUTE ? 'abandoned' : String(status),
    });
    if (route !== EVENT_STREAM_ROUTE) this.durations.observe(labels, seconds);
  }
}
