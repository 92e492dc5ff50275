import type { FastifyInstance } from 'fastify';
import { hasRawBody } from './raw-body.js';

/** Time limits for receiving a whole request. Files may take longer, since many connections are slow. */
const REQUEST_TIMEOUT_MS = 30_000;
export const UPLOAD_TIMEOUT_MS = 15 * 60_000;

/** Node.js has one limit for all requests. It is that of uploads, and this is the limit of all others. */
export function limitRequestTime(fastify: FastifyInstance, timeoutMs = REQUEST_TIMEOUT_MS): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    if (!raw.complete && !hasRawBody(request)) {
      const timer = setTimeout(() => {
        if (raw.complete || raw.destroyed) return;
        const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
        fastify.server.emit('clientError', error, raw.socket);
      }, timeoutMs);
      const stop = (): void => clearTimeout(timer);
      raw.once('end', stop).once('close', stop);
    }
    done();
  });
}
