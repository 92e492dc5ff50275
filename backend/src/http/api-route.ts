import type { FastifyRequest } from 'fastify';

/**
 * Whether a route of the API was found for the request. By the route and not by the URL, whose spellings are many:
 * `/%61pi/tickets` and `http://localhost/api/tickets` lead to the same route as `/api/tickets`.
 */
export function isApiRoute({ is404, routeOptions }: FastifyRequest): boolean {
  return !is404 && Boolean(routeOptions.url?.startsWith('/api/'));
}
