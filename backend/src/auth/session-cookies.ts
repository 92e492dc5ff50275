import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_SECONDS, SESSION_DAYS, type Grant } from './sessions.service.js';

const ACCESS = 'ticketiq_access';
const REFRESH = 'ticketiq_refresh';
/** The names that Angular's HttpClient knows: it repeats the cookie in the header. */
const CSRF = 'XSRF-TOKEN';
const CSRF_HEADER = 'x-xsrf-token';
const DEVICE = 'ticketiq_device';

const DEVICE_SECONDS = 365 * 86_400;

const SESSION_SECONDS = SESSION_DAYS * 86_400;

/** Scripts can't read them, other sites can't make a browser send them. */
function options(request: FastifyRequest, path: string, maxAge: number): CookieSerializeOptions {
  return { httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https', path, maxAge };
}

export function setSessionCookies(request: FastifyRequest, reply: FastifyReply, grant: Grant): void {
  reply.setCookie(ACCESS, grant.accessToken, options(request, '/api', ACCESS_SECONDS));
  // Only the calls that renew or end the session need it.
  reply.setCookie(REFRESH, grant.refreshToken, options(request, '/api/auth', SESSION_SECONDS));
  reply.setCookie(CSRF, grant.csrfToken, { ...options(request, '/', SESSION_SECONDS), httpOnly: false });
}

/** Stays when the session ends: it only tells that this browser is not a stranger to the account. */
export function setDeviceCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(DEVICE, token, options(request, '/api/auth', DEVICE_SECONDS));
}

export function deviceCookie(request: FastifyRequest): string | undefined {
  return request.cookies[DEVICE] || undefined;
}

export function clearSessionCookies(reply: FastifyReply): void {
  reply.clearCookie(ACCESS, { path: '/api' });
  reply.clearCookie(REFRESH, { path: '/api/auth' });
  reply.clearCookie(CSRF, { path: '/' });
}

export function accessCookie(request: FastifyRequest): string | undefined {
  return request.cookies[ACCESS] || undefined;
}

export function refreshCookie(request: FastifyRequest): string | undefined {
  return request.cookies[REFRESH] || undefined;
}

export function csrfHeader({ headers }: FastifyRequest): string {
  return String(headers[CSRF_HEADER] ?? '');
}
