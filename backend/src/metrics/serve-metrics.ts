import type { FastifyInstance } from 'fastify';
import { METRICS_PATH, type MetricsPage } from './metrics-page.js';

/** Registered beside the API: the page authorizes requests itself, and nginx does not forward this path. */
export function serveMetrics(fastify: FastifyInstance, page: MetricsPage): void {
  fastify.get(METRICS_PATH, { config: { access: 'public' } }, async ({ raw, headers }, reply) => {
    const { status, type, body } = await page.respond({
      // Address of the connection, ignoring forwarding headers.
      remoteAddress: raw.socket.remoteAddress,
      httpVersion: raw.httpVersion,
      headers,
    });
    // Sent as bytes: for text, Fastify would add a charset.
    return reply
      .status(status)
      .headers({ 'Content-Type': type, 'Cache-Control': 'no-store' })
      .send(Buffer.from(body));
  });
}
