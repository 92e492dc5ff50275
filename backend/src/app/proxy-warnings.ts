import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isHttps } from '../identity/auth/session-cookies.js';
import type { Settings } from '../config/settings.js';
import { loggedNetwork } from '../logging/client-network.js';

/** Limits repeated warnings, since every request of a proxy would cause one. */
const WARNING_INTERVAL_MS = 10 * 60_000;

const LOOPBACK = /^(localhost|127\.[\d.]+|::1|\[::1\])$/i;

const logger = new Logger('Proxies');

/** Warns if passwords and cookies may be sent unencrypted, as far as the settings tell. */
export function warnAboutPlainHttp({ HOST, PUBLIC_URL }: Pick<Settings, 'HOST' | 'PUBLIC_URL'>): void {
  if (PUBLIC_URL !== undefined) {
    if (isHttps(PUBLIC_URL) || LOOPBACK.test(new URL(PUBLIC_URL).hostname)) return;
    logger.warn('PUBLIC_URL uses http: passwords and cookies are sent unencrypted. Use a proxy with TLS.');
  } else if (!LOOPBACK.test(HOST)) {
    logger.warn(
      'PUBLIC_URL is not set: cookies are restricted to https only if a trusted proxy reports an https request.',
    );
  }
}

/**
 * Warns about a proxy that sends forwarding headers but is not trusted: all its clients then share one rate limit, and
 * cookies are not restricted to https.
 */
export function warnAboutUntrustedProxies(fastify: FastifyInstance): void {
  let quietUntil = 0;
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isForwardedByUntrustedProxy(request) && Date.now() >= quietUntil) {
      quietUntil = Date.now() + WARNING_INTERVAL_MS;
      logger.warn(
        { network: loggedNetwork(request.socket.remoteAddress) },
        'X-Forwarded-For or X-Forwarded-Proto was ignored because the sender is not in TRUSTED_PROXIES. ' +
          'If it is your proxy, add it: until then, all its clients share one rate limit and https is not detected',
      );
    }
    done();
  });
}

function isForwardedByUntrustedProxy({ headers, ips }: FastifyRequest): boolean {
  if (headers['x-forwarded-for'] === undefined && headers['x-forwarded-proto'] === undefined) return false;
  // Without trusted proxies `ips` is undefined; for an untrusted peer it holds only the peer.
  return ips === undefined || (headers['x-forwarded-for'] !== undefined && ips.length < 2);
}
