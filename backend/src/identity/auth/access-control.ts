import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isApiRoute } from '../../http/api-route.js';
import type { Caller } from '../users/caller.js';
import type { RouteAccess } from './access.js';
import { CsrfTokenMissing, Forbidden, NotSignedIn, RecentSignInRequired } from './auth.errors.js';
import { LoginRateLimiter } from './login-rate-limiter.js';
import { csrfHeader, SessionCookies } from './session-cookies.js';
import { SessionsService, type Credential } from './sessions.service.js';
import { can } from '../../vocabulary/index.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess['access'];
    byToken?: RouteAccess['byToken'];
    recentSignIn?: RouteAccess['recentSignIn'];
  }
  interface FastifyRequest {
    /** Undefined on public routes. */
    caller?: Caller;
    credential?: Credential;
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Authentication, authorization and rate limiting of every request. */
@Injectable()
export class AccessControl {
  constructor(
    private readonly sessions: SessionsService,
    private readonly rateLimiter: LoginRateLimiter,
    private readonly cookies: SessionCookies,
  ) {}

  /**
   * Runs before the body is parsed, so that an unauthorized request costs no parsing, and after CORS, whose headers are
   * also needed on refusals.
   */
  register(fastify: FastifyInstance): void {
    fastify.addHook('preParsing', async (request) => {
      // An unknown address is answered with 404, whether or not the request is authenticated.
      if (request.is404) return;
      await this.authorize(request);
    });
  }

  private async authorize(request: FastifyRequest): Promise<void> {
    const { access, byToken, recentSignIn } = request.routeOptions.config;
    if (isApiRoute(request)) await this.rateLimiter.consumeForAddress(request.ip);
    if (access === 'public') return;
    // Unreachable: `requireDeclaredAccess` stops the start for such a route. Denies access in case it is reached.
    if (!access) throw new Forbidden('No access to this address.');
    const { caller, credential } = await this.authenticate(request);
    await this.rateLimiter.consumeForAccount(caller.id);
    if (!can(caller, access)) {
      throw new Forbidden(`Only ${can({ role: 'agent' }, access) ? 'agents' : 'admins'} can do this.`);
    }
    if (credential.kind === 'token') {
      if (!byToken) throw new Forbidden('API tokens can’t be used here. Sign in instead.');
      if (credential.scope === 'read' && !SAFE_METHODS.has(request.method)) {
        throw new Forbidden('This token is read-only.');
      }
    } else if (recentSignIn && !credential.recent) {
      throw new RecentSignInRequired();
    }
  }

  /** @throws NotSignedIn | CsrfTokenMissing */
  private async authenticate(request: FastifyRequest): Promise<{ caller: Caller; credential: Credential }> {
    const { authorization } = request.headers;
    const bearer = authorization === undefined ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    // An invalid Authorization header is refused even where a valid cookie is sent with it.
    const token = authorization === undefined ? this.cookies.access(request) : bearer;
    if (!token) throw new NotSignedIn();
    const { caller, credential } = await this.sessions.authenticate(token);
    // Browsers send cookies with cross-site requests too; the CSRF header proves that the request comes from a page of
    // the console.
    if (authorization === undefined && !SAFE_METHODS.has(request.method)) {
      const sessionId = credential.kind === 'session' ? credential.sessionId : '';
      if (!this.sessions.isCsrfToken(sessionId, csrfHeader(request))) throw new CsrfTokenMissing();
    }
    request.caller = caller;
    request.credential = credential;
    return { caller, credential };
  }
}

/** Stops the start if a route has no declared access: deny by default. */
export function requireDeclaredAccess(
  fastify: FastifyInstance,
  { publicPaths }: { publicPaths: string[] },
): void {
  fastify.addHook('onRoute', (route) => {
    // The route by which the CORS plugin answers preflight requests.
    if (route.method === 'OPTIONS' && route.url === '*') return;
    if (publicPaths.some((path) => route.url.startsWith(path))) {
      route.config = { ...route.config, access: 'public' };
    }
    if (!route.config?.access) {
      throw new Error(`The route ${String(route.method)} ${route.url} does not say who may call it`);
    }
  });
}
