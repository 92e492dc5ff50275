import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runWithRequest } from '../logging/request-context.js';

/** A request when its answer has gone out, without anything that a person wrote. */
export interface CompletedRequest {
  method: string;
  /** The pattern of the route, `/api/tickets/:id`, and never the address itself; undefined where no route took it. */
  route: string | undefined;
  /** What the route's `:id` stands for, where that is a number: which ticket or person it was about. */
  id: number | undefined;
  status: number;
  seconds: number;
  /** The client hung up before it had all of it. */
  aborted: boolean;
  /** The signed-in person, where there is one. */
  userId: number | undefined;
}

/** Has each request's work done on its behalf, and tells of it once it is answered. */
export function onRequestCompleted(
  fastify: FastifyInstance,
  listener: (answered: CompletedRequest) => void,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const since = performance.now();
    // Unlike Fastify's onResponse, this comes also for a client that hung up, and for event streams.
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
