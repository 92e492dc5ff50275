import { Server as HttpServer, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ShutdownState } from '../health/shutdown-state.js';
import { LiveEvents } from '../live/live-events.js';

/** How long open connections may send a last request after the server has stopped accepting connections. */
const FINAL_REQUESTS_MS = 1000;
const POLL_MS = 20;

/**
 * Graceful shutdown that loses no request behind a load balancer:
 *
 * 1. Readiness fails while requests are served as before, until load balancers have noticed.
 * 2. The server stops accepting connections, so that a proxy can safely retry on another process. Open connections get
 * `Connection: close` with their next response. They are kept alive until this step: a proxy that opened one per
 * request could have it closed before the request was read.
 * 3. Running requests are completed and idle connections are closed. Event streams end with a time to reconnect.
 *
 * Without a drain time there is no proxy, and neither of the first two steps waits.
 *
 * @param drainMs Duration of the first step in milliseconds.
 */
export async function shutDownGracefully(app: NestFastifyApplication, drainMs: number): Promise<void> {
  const server: HttpServer = app.getHttpServer();
  app.get(ShutdownState).isShuttingDown = true;
  await sleep(drainMs);

  server.prependListener('request', (_request: unknown, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  // Closes only the listener: the HTTP server's own close() also closes idle connections.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  let isDrained = false;
  void closed.then(() => (isDrained = true));
  app.get(LiveEvents).close();
  await Promise.race([closed, sleep(Math.min(drainMs, FINAL_REQUESTS_MS))]);
  while (!isDrained) {
    server.closeIdleConnections();
    for (const socket of unusedConnections.get(server) ?? []) socket.destroy();
    await sleep(POLL_MS);
  }
  await app.close();
}

const unusedConnections = new WeakMap<HttpServer, Set<Socket>>();

/** Tracks connections without a request. Browsers open connections in advance, which Node.js does not treat as idle. */
export function trackUnusedConnections(server: HttpServer): void {
  const unused = new Set<Socket>();
  unusedConnections.set(server, unused);
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.prependListener('request', ({ socket }: { socket: Socket }) => unused.delete(socket));
}
