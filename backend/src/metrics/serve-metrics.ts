import type { FastifyInstance } from 'fastify';
import { METRICS_PATH, type MetricsPage } from './metrics-page.js';

/** Beside the api and not in it: no account opens it (the page itself decides), and nginx lets nobody through to it. */
export function serveMetrics(fastify: FastifyInstance, page: MetricsPage): void {
  fastify.get(METRICS_PATH, { config: { access: 'public' } }, async ({ raw, headers }, reply) => {
    const { status, type, body } = await page.respond({
      // Of the connection, whatever a proxy says of the client.
      remoteAddress: raw.socket.remoteAddress,
      httpVersion: raw.httpVersion,
      headers,
    });
    // As bytes: to a string Fastify would add a charset.
    return reply
      .status(status)
      .headers({ 'Content-Type': type, 'Cache-Control': 'no-store' })
      .send(Buffer.from(body));
  });
}
