import type { CookieSerializeOptions } from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { ACCESS_SECONDS, isUntaggedToken, SESSION_DAYS, type SessionGrant } from './sessions.service.js';

/** Cookie names over http, each with its path. Angular's HttpClient sends the value of `XSRF-TOKEN` in a header. */
const PATHS = {
  ticketiq_access: '/api',
  // Limited to the routes that renew or end the session.
  ticketiq_refresh: '/api/auth',
  ticketiq_device: '/api/auth',
  'XSRF-TOKEN': '/',
} as const;
type CookieName = keyof typeof PATHS;

const CSRF_HEADER = 'x-xsrf-token';

/** Browsers accept cookies with this prefix only over https and only from this host, not from a subdomain. */
const HOST_PREFIX = '__Host-';

const DEVICE_SECONDS = 365 * 86_400;
const SESSION_SECONDS = SESSION_DAYS * 86_400;
const SESSION_COOKIES: CookieName[] = ['ticketiq_access', 'ticketiq_refresh', 'XSRF-TOKEN'];

/** Sets and reads the cookies of a browser session. All are SameSite and, except for `XSRF-TOKEN`, HttpOnly. */
@Injectable()
export class SessionCookies {
  constructor(private readonly settings: Settings) {}

  setSession(request: FastifyRequest, reply: FastifyReply, grant: SessionGrant): void {
    this.set(request, reply, 'ticketiq_access', grant.accessToken, { maxAge: ACCESS_SECONDS });
    this.set(request, reply, 'ticketiq_refresh', grant.refreshToken, { maxAge: SESSION_SECONDS });
    this.set(request, reply, 'XSRF-TOKEN', grant.csrfToken, { maxAge: SESSION_SECONDS, httpOnly: false });
  }

  /** Outlives the session: it identifies the browser as known to the account, without granting access. */
  setDevice(request: FastifyRequest, reply: FastifyReply, token: string): void {
    this.set(request, reply, 'ticketiq_device', token, { maxAge: DEVICE_SECONDS });
  }

  clearSession(request: FastifyRequest, reply: FastifyReply): void {
    for (const name of SESSION_COOKIES) {
      if (this.isSecure(request)) reply.clearCookie(HOST_PREFIX + name, { path: '/', secure: true });
      reply.clearCookie(name, { path: PATHS[name] });
    }
  }

  access(request: FastifyRequest): string | undefined {
    return this.read(request, 'ticketiq_access');
  }

  /**
   * Reads the refresh token. Over https, a cookie without the prefix is also accepted if an earlier version set it; the
   * refresh replaces it.
   */
  refresh(request: FastifyRequest): string | undefined {
    const token = this.read(request, 'ticketiq_refresh');
    if (token || !this.isSecure(request)) return token;
    const legacyToken = request.cookies.ticketiq_refresh;
    return legacyToken && isUntaggedToken(legacyToken) ? legacyToken : undefined;
  }

  device(request: FastifyRequest): string | undefined {
    return this.read(request, 'ticketiq_device');
  }

  /** Whether the browser uses https: according to PUBLIC_URL if set, else to the request or its trusted proxy. */
  private isSecure(request: FastifyRequest): boolean {
    const { PUBLIC_URL } = this.settings;
    return PUBLIC_URL === undefined ? request.protocol === 'https' : isHttps(PUBLIC_URL);
  }

  private read(request: FastifyRequest, name: CookieName): string | undefined {
    return request.cookies[this.isSecure(request) ? HOST_PREFIX + name : name] || undefined;
  }

  private set(
    request: FastifyRequest,
    reply: FastifyReply,
    name: CookieName,
    value: string,
    own: Pick<CookieSerializeOptions, 'maxAge' | 'httpOnly'>,
  ): void {
    const options = { httpOnly: true, sameSite: 'strict', ...own } as const;
    if (!this.isSecure(request)) {
      reply.setCookie(name, value, { ...options, secure: false, path: PATHS[name] });
      return;
    }
    reply.setCookie(HOST_PREFIX + name, value, { ...options, secure: true, path: '/' });
    // Left over from plain http, or from a version without the prefix.
    if (request.cookies[name] !== undefined) reply.clearCookie(name, { path: PATHS[name] });
  }
}

export function isHttps(url: string): boolean {
  return url.toLowerCase().startsWith('https:');
}

export function csrfHeader({ headers }: FastifyRequest): string {
  return String(headers[CSRF_HEADER] ?? '');
}
