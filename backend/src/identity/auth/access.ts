import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ProblemResponse } from '../../http/problems.js';
import type { Permission } from '../../vocabulary/index.js';
import type { RouteBudget, RouteCost } from '../limits/cost.js';

/** Access rules of a route: public, or a required permission. */
export interface RouteAccess {
  access: 'public' | Permission;
  /**
   * Whether API tokens are accepted. Off by default where `recentSignIn` is set: a token must not extend its own
   * privileges or lifetime.
   */
  byToken: boolean;
  /**
   * Whether the password must have been entered recently, for actions that extend an account's privileges or lifetime.
   * False by default.
   */
  recentSignIn?: boolean;
  /** Cost class, which limits concurrent requests. Ordinary by default. */
  cost?: RouteCost;
  budget?: RouteBudget;
  /** Whether the handler reads the body as a stream, whatever its type. */
  rawBody?: boolean;
}

type AccessOptions = Partial<Omit<RouteAccess, 'access'>>;

/** Declares who may call a route. A route without it stops the start. */
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
