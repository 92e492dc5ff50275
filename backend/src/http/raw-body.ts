import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { expectUpload } from './lingering-close.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the handler reads the body as a stream, whatever its type. */
    rawBody?: boolean;
  }
  interface FastifyRequest {
    /** Content type that the client sent, of a request with a raw body. */
    sentContentType?: string;
  }
}

const RAW_TYPE = 'application/octet-stream';

/** Passes the bodies of routes with `rawBody` to their handlers unread, and refuses them elsewhere with 415. */
export function acceptRawBodies(fastify: FastifyInstance): void {
  fastify.decorateRequest('sentContentType', undefined);
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (hasRawBody(request)) {
      request.sentContentType = request.headers['content-type'];
      // So that no other parser reads it, such as that of JSON.
      request.raw.headers['content-type'] = RAW_TYPE;
    }
    done();
  });
  fastify.addContentTypeParser(RAW_TYPE, (request, body, done) => {
    if (!hasRawBody(request)) return done(new UnsupportedMediaTypeException('Unsupported Media Type'));
    // Only from here on: the caller is signed in.
    expectUpload(request.raw);
    done(null, body);
  });
}

export function hasRawBody({ is404, routeOptions: { config } }: FastifyRequest): boolean {
  return !is404 && config.rawBody === true;
}
