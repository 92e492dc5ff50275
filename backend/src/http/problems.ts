import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

const DESCRIPTIONS: Record<number, string> = {
  400: 'Invalid input; `errors` lists each fault.',
  401: 'Incorrect email or password.',
  403: 'No permission.',
  404: 'Not found.',
  409: 'Conflict with existing data.',
  412: 'Changed since it was read; `current` is the current state.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  416: 'The range is beyond the end of the file.',
  422: 'Valid input, but not possible in the current state.',
  429: 'Too many requests; `Retry-After` says when to try again.',
  503: 'A required service is unavailable or a query took too long; `Retry-After` says when to try again.',
};

/** Statuses of every endpoint: an invalid query, the rate limit, or an unavailable database. */
const COMMON_STATUSES = [400, 429, 503];

/** Documents the problem responses of an endpoint, in addition to those of every endpoint. */
export function Problems(...statuses: number[]): MethodDecorator {
  return applyDecorators(
    ...[...statuses, ...COMMON_STATUSES].map((status) => ProblemResponse(status, DESCRIPTIONS[status])),
  );
}

export function ProblemResponse(status: number, description: string | undefined): MethodDecorator {
  return ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
}
