import type { CookieSerializeOptions } from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { ACCESS_SECONDS, isUntaggedToken, SESSION_DAYS, type SessionGrant } from './sessions.service.js';

/** The names over http, with the path that each has there. The console's HttpClient repeats the last one in a header. */
const PATHS = {
  ticketiq_access: '/api',
  // Only the calls that renew or end the session need it.
  ticketiq_refresh: '/api/auth',
  ticketiq_device: '/api/auth',
  'XSRF-TOKEN': '/',
} as const;
type CookieName = keyof typeof PATHS;

const CSRF_HEADER = 'x-xsrf-token';

/** A browser takes such a cookie over https only, from this host and not from another of its domain. */
const HOST_PREFIX = '__Host-';

const DEVICE_SECONDS = 365 * 86_400;
const SESSION_SECONDS = SESSION_DAYS * 86_400;
const SESSION_COOKIES: CookieName[] = ['ticketiq_access', 'ticketiq_refresh', 'XSRF-TOKEN'];

/** The cookies of a signed-in browser. Scripts can't read them (but one), other sites can't make a browser send them. */
@Injectable()
export class SessionCookies {
  constructor(private readonly settings: Settings) {}

  setSession(request: FastifyRequest, reply: FastifyReply, grant: SessionGrant): void {
    this.set(request, reply, 'ticketiq_access', grant.accessToken, { maxAge: ACCESS_SECONDS });
    this.set(request, reply, 'ticketiq_refresh', grant.refreshToken, { maxAge: SESSION_SECONDS });
    this.set(request, reply, 'XSRF-TOKEN', grant.csrfToken, { maxAge: SESSION_SECONDS, httpOnly: false });
  }

  /** Stays when the session ends: it only tells that this browser is not a stranger to the account. */
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

  /** Over https also the cookie of a session from before the cookies had their prefix, which it gets with the refresh. */
  refresh(request: FastifyRequest): string | undefined {
    const token = this.read(request, 'ticketiq_refresh');
    if (token || !this.isSecure(request)) return token;
    const former = request.cookies.ticketiq_refresh;
    return former && isUntaggedToken(former) ? former : undefined;
  }

  device(request: FastifyRequest): string | undefined {
    return this.read(request, 'ticketiq_device');
  }

  /** Whether the browser talks https: as the settings say, else as the request or its trusted proxy does. */
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
    // Left from when the browser did not come over https, or from before the prefix.
    if (request.cookies[name] !== undefined) reply.clearCookie(name, { path: PATHS[name] });
  }
}

export function isHttps(url: string): boolean {
  return url.toLowerCase().startsWith('https:');
}

export function csrfHeader({ headers }: FastifyRequest): string {
  return String(headers[CSRF_HEADER] ?? '');
}
