import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runWithRequest } from '../logging/request-context.js';

/** A completed request, without any user input. */
export interface CompletedRequest {
  method: string;
  /** Route pattern such as `/api/tickets/:id`, never the URL; undefined if no route matched. */
  route: string | undefined;
  /** Numeric path parameter `:id`, which identifies the ticket or user. */
  id: number | undefined;
  status: number;
  seconds: number;
  /** Whether the client disconnected before the response was complete. */
  aborted: boolean;
  /** Authenticated user, if any. */
  userId: number | undefined;
}

/** Runs each request in its logging context, and calls the listener once it is complete. */
export function onRequestCompleted(
  fastify: FastifyInstance,
  listener: (answered: CompletedRequest) => void,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const since = performance.now();
    // Unlike Fastify's onResponse, `close` is also emitted for disconnected clients and event streams.
    reply.raw.once('close', () =>
      runWithRequest(request.id, () => listener(toCompletedRequest(request, reply, since)), request.ip),
    );
    runWithRequest(request.id, done, request.ip);
  });
}

function toCompletedRequest(request: FastifyRequest, reply: FastifyReply, since: number): CompletedRequest {
  return {
    method: request.method,
    route: request.is404 ? undefined : request.routeOptions.url,
    id: idIn(request),
    status: reply.raw.statusCode,
    seconds: (performance.now() - since) / 1000,
    aborted: !reply.raw.writableFinished,
    userId: request.caller?.id,
  };
}

function idIn({ is404, params }: FastifyRequest): number | undefined {
  const { id } = (is404 ? {} : (params ?? {})) as { id?: string };
  return id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}
