import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isHttps } from '../identity/auth/session-cookies.js';
import type { Settings } from '../config/settings.js';
import { loggedNetwork } from '../logging/client-network.js';

/** Each peer's requests would say the same. */
const WARNING_INTERVAL_MS = 10 * 60_000;

const LOOPBACK = /^(localhost|127\.[\d.]+|::1|\[::1\])$/i;

const logger = new Logger('Proxies');

/** Says where passwords and cookies may travel without encryption, as far as the settings tell. */
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
 * Says when a proxy names its clients and is not trusted: all of them then count as one, which shares one rate limit, and
 * cookies are not for https only.
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
  // Without trusted proxies there are no ips; of a peer that is trusted there is the one that it names beside its own.
  return ips === undefined || (headers['x-forwarded-for'] !== undefined && ips.length < 2);
}
