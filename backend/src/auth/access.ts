import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Role } from '../users/user.entity.js';

/** Who may call a route: anybody, or whoever may do what is reserved to the role. */
export interface RouteAccess {
  access: 'public' | Role;
  /** Whether an API token may stand for the person; not where it could make itself more powerful or lasting. */
  byToken: boolean;
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** States who may call a route. One that does not state it stops the start. */
export function Access(access: RouteAccess['access'], { byToken = true } = {}): MethodDecorator {
  const config: RouteAccess = { access, byToken };
  if (access === 'public') return applyDecorators(RouteConfig(config), ApiExtension('x-access', access));
  return applyDecorators(
    RouteConfig(config),
    ApiExtension('x-access', access),
    ApiBearerAuth('bearer'),
    ApiSecurity('session'),
    ApiResponse({ status: 401, description: 'Not signed in.', content: PROBLEM }),
    ApiResponse({ status: 403, description: 'Signed in, and may not.', content: PROBLEM }),
  );
}
