import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { OperatorError } from '../common/operator-error.js';
import { Settings } from '../config/settings.js';
import { NOT_FOUND, toProblem } from '../http/problem.filter.js';
import { METRICS_PATH, MetricsPage, type MetricsResponse } from './metrics-page.js';

const LOOPBACK = '127.0.0.1';

export class MetricsPortTaken extends OperatorError {
  constructor(port: number) {
    super(`Port ${port} is taken by another program: give each worker of a machine its own METRICS_PORT.`);
  }
}

/** HTTP server for a worker's metrics, since a worker has no API. */
@Injectable()
export class MetricsServer implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | undefined;

  constructor(
    private readonly page: MetricsPage,
    private readonly settings: Settings,
  ) {}

  /**
   * Listens if METRICS_PORT is set. Listens on all networks only with a token, since other requests would be refused
   * without one.
   * @throws MetricsPortTaken
   */
  async listen(): Promise<void> {
    const { METRICS_PORT, METRICS_TOKEN } = this.settings;
    if (METRICS_PORT === undefined) return;
    this.server = createServer((request, response) => void this.respond(request, response));
    this.server.listen(METRICS_PORT, METRICS_TOKEN ? undefined : LOOPBACK);
    await once(this.server, 'listening').catch((error: Error & { code?: string }) => {
      throw error.code === 'EADDRINUSE' ? new MetricsPortTaken(METRICS_PORT) : error;
    });
  }

  beforeApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let page: MetricsResponse;
    try {
      page = await this.pageFor(request);
    } catch (error) {
      this.logger.error({ err: error }, 'Metrics could not be collected');
      page = problemPage(METRICS_PATH, 500, 'Internal error.');
    }
    response
      .writeHead(page.status, { 'Content-Type': page.type, 'Cache-Control': 'no-store' })
      .end(page.body);
  }

  private async pageFor({
    method,
    url = '',
    socket,
    httpVersion,
    headers,
  }: IncomingMessage): Promise<MetricsResponse> {
    const path = url.split('?')[0] ?? url;
    if (method === 'GET' || method === 'HEAD') {
      if (path === '/health/live')
        return { status: 200, type: 'application/json; charset=utf-8', body: '{"status":"ok"}' };
      if (path === METRICS_PATH) {
        const { METRICS_TOKEN } = this.settings;
        // The listening address and the proxies of the API do not apply to this port.
        const settings = { METRICS_TOKEN, HOST: LOOPBACK, TRUSTED_PROXIES: [] };
        return this.page.respond({ remoteAddress: socket.remoteAddress, httpVersion, headers }, settings);
      }
    }
    return problemPage(path, 404, NOT_FOUND);
  }
}

function problemPage(path: string, status: number, detail: string): MetricsResponse {
  const body = JSON.stringify(toProblem(path, { status, detail }));
  return { status, type: 'application/problem+json', body };
}
