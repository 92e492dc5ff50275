import { Server as HttpServer, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ShutdownState } from '../health/shutdown-state.js';
import { LiveEvents } from '../live/live-events.js';

/** How long open connections are kept for a last request after no new ones are taken. */
const FINAL_REQUESTS_MS = 1000;
const POLL_MS = 20;

/**
 * Stops the api so that no request is lost between it and a proxy that has others to turn to:
 *
 * 1. Not ready any more, and everything else as ever, for as long as load balancers take to notice.
 * 2. No new connections: a proxy whose connection is refused knows that its request was not read, and turns to another
 *    process. The open ones are answered, each for the last time (`Connection: close`). Until now they were kept alive,
 *    because a proxy that had to open one for each request might open one in the very moment in which nobody takes it
 *    any more, and lose the request in it.
 * 3. What is open is finished, what is idle is closed. Event streams end, and say when to come back.
 *
 * Without a time for the first step it does not wait in the second either: nobody is in front of it.
 */
export async function shutDownGracefully(app: NestFastifyApplication, drainMs: number): Promise<void> {
  const server: HttpServer = app.getHttpServer();
  app.get(ShutdownState).isShuttingDown = true;
  await sleep(drainMs);

  server.prependListener('request', (_request: unknown, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  // Of the listener alone: an HTTP server's own close() would cut the idle connections off with it.
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

/** Browsers open connections before they need them; to Node.js these are not idle but late with their request. */
export function trackUnusedConnections(server: HttpServer): void {
  const unused = new Set<Socket>();
  unusedConnections.set(server, unused);
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.prependListener('request', ({ socket }: { socket: Socket }) => unused.delete(socket));
}
