import type { FastifyRequest } from 'fastify';

/**
 * Whether the request matched an API route. Checks the route rather than the URL, since `/%61pi/tickets` and
 * `http://localhost/api/tickets` match the same route as `/api/tickets`.
 */
export function isApiRoute({ is404, routeOptions }: FastifyRequest): boolean {
  return !is404 && Boolean(routeOptions.url?.startsWith('/api/'));
}
