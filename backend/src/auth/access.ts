import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ProblemResponse } from '../http/problems.js';
import type { Role } from '../users/user.entity.js';

/** Who may call a route: anybody, or whoever may do what is reserved to the role. */
export interface RouteAccess {
  access: 'public' | Role;
  /** Whether an API token may stand for the person; not where it could make itself more powerful or lasting. */
  byToken: boolean;
}

/** States who may call a route. One that does not state it stops the start. */
export function Access(access: RouteAccess['access'], { byToken = true } = {}): MethodDecorator {
  const config: RouteAccess = { access, byToken };
  if (access === 'public') return applyDecorators(RouteConfig(config), ApiExtension('x-access', access));
  return applyDecorators(
    RouteConfig(config),
    ApiExtension('x-access', access),
    ApiBearerAuth('bearer'),
    ApiSecurity('session'),
    ProblemResponse(401, 'Not signed in.'),
    ProblemResponse(403, 'Signed in, and may not.'),
  );
}
