import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ProblemResponse } from '../../http/problems.js';
import type { Permission } from '../../vocabulary/index.js';
import type { RouteBudget, RouteCost } from '../limits/cost.js';

/** Who may call a route: anybody, or those with the permission. */
export interface RouteAccess {
  access: 'public' | Permission;
  /** Whether an API token may stand for the person; not where it could make itself more powerful or lasting. */
  byToken: boolean;
  /** Whether the password must have been given within the last minutes: where an account becomes more powerful or lasting. */
  recentSignIn?: boolean;
  /** What kind of work it is, of which so much is done at once; ordinary where it is left out. */
  cost?: RouteCost;
  budget?: RouteBudget;
}

type AccessOptions = Partial<Omit<RouteAccess, 'access'>>;

/** States who may call a route. One that does not state it stops the start. */
export function Access(
  access: RouteAccess['access'],
  { recentSignIn = false, byToken = !recentSignIn, ...work }: AccessOptions = {},
): MethodDecorator {
  const config: RouteAccess = { access, byToken, recentSignIn, ...work };
  if (access === 'public') return applyDecorators(RouteConfig(config), ApiExtension('x-access', access));
  return applyDecorators(
    RouteConfig(config),
    ApiExtension('x-access', access),
    ApiBearerAuth('bearer'),
    ApiSecurity('session'),
    ProblemResponse(401, 'Not signed in.'),
    ProblemResponse(
      403,
      recentSignIn
        ? 'No permission, or the password has to be confirmed first (`auth.recent_sign_in_required`).'
        : 'No permission.',
    ),
  );
}
