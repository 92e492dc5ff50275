import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

const MEANING: Record<number, string> = {
  400: 'Bad input; `errors` names each fault.',
  401: 'E-mail or password is wrong.',
  403: 'Signed in, and may not.',
  404: 'There is no such thing.',
  409: 'In conflict with what is there.',
  412: 'It has changed since it was read; `current` is how it is now.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'Understood, and impossible.',
  429: 'Too often; `Retry-After` says when to try again.',
  503: 'An engine that is needed is away; `Retry-After` says when to ask again.',
};

/** What every endpoint may answer: an unknown field in the query, a caller who asks too often, an engine that is away. */
const ANYWHERE = [400, 429, 503];

/** Documents the problems that an endpoint answers with, besides those of all. */
export function Problems(...statuses: number[]): MethodDecorator {
  return applyDecorators(
    ...[...statuses, ...ANYWHERE].map((status) => ProblemResponse(status, MEANING[status])),
  );
}

export function ProblemResponse(status: number, description: string | undefined): MethodDecorator {
  return ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
}
