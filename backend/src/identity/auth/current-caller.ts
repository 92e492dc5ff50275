import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../users/caller.js';
import { NotSignedIn } from './auth.errors.js';
import type { Credential } from './sessions.service.js';

/**
 * Injects the authenticated user.
 * @throws NotSignedIn
 */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new NotSignedIn();
  return caller;
});

/** Injects the id of the request's session; undefined for an API token. */
export const CurrentSession = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const { credential } = context.switchToHttp().getRequest<FastifyRequest & { credential?: Credential }>();
    return credential?.kind === 'session' ? credential.sessionId : undefined;
  },
);
