import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Agent } from '../users/agent.js';

/** The person on whose behalf the request is made, put there by the guard. */
export const CurrentAgent = createParamDecorator(
  (_: unknown, context: ExecutionContext): Agent =>
    context.switchToHttp().getRequest<FastifyRequest & { agent: Agent }>().agent,
);
