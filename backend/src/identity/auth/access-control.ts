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
    /** Undefined on public routes only. */
    caller?: Caller;
    credential?: Credential;
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Stands before every route: who calls, whether they may, and whether they call too often. */
@Injectable()
export class AccessControl {
  constructor(
    private readonly sessions: SessionsService,
    private readonly rateLimiter: LoginRateLimiter,
    private readonly cookies: SessionCookies,
  ) {}

  /** Before the body is read, which nobody should have to do for a stranger; after CORS, whose headers refusals need. */
  register(fastify: FastifyInstance): void {
    fastify.addHook('preParsing', async (request) => {
      // What has no route is answered with 404 whoever asks.
      if (request.is404) return;
      await this.authorize(request);
    });
  }

  private async authorize(request: FastifyRequest): Promise<void> {
    const { access, byToken, recentSignIn } = request.routeOptions.config;
    if (isApiRoute(request)) await this.rateLimiter.consumeForAddress(request.ip);
    if (access === 'public') return;
    // Not reached: routes without it stop the start. Were it reached, nobody would come in.
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
    // A header that is there and wrong is not made good by a cookie.
    const token = authorization === undefined ? this.cookies.access(request) : bearer;
    if (!token) throw new NotSignedIn();
    const { caller, credential } = await this.sessions.authenticate(token);
    // A browser sends cookies along unasked; the header shows that it was a page of ours that asked.
    if (authorization === undefined && !SAFE_METHODS.has(request.method)) {
      const sessionId = credential.kind === 'session' ? credential.sessionId : '';
      if (!this.sessions.isCsrfToken(sessionId, csrfHeader(request))) throw new CsrfTokenMissing();
    }
    request.caller = caller;
    request.credential = credential;
    return { caller, credential };
  }
}

/** Stops the start where a route does not say who may call it: deny by default, before anybody calls. */
export function requireDeclaredAccess(
  fastify: FastifyInstance,
  { publicPaths }: { publicPaths: string[] },
): void {
  fastify.addHook('onRoute', (route) => {
    // The CORS plugin's own, which answers preflights.
    if (route.method === 'OPTIONS' && route.url === '*') return;
    if (publicPaths.some((path) => route.url.startsWith(path))) {
      route.config = { ...route.config, access: 'public' };
    }
    if (!route.config?.access) {
      throw new Error(`The route ${String(route.method)} ${route.url} does not say who may call it`);
    }
  });
}
