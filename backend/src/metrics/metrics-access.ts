import type { IncomingHttpHeaders } from 'node:http';
import { secretsEqual } from '../identity/auth/secrets.js';
import { isLoopback } from '../config/loopback.js';
import type { Settings } from '../config/settings.js';

export interface MetricsRequest {
  remoteAddress: string | undefined;
  httpVersion: string;
  headers: IncomingHttpHeaders;
}

export type MetricsSettings = Pick<Settings, 'HOST' | 'PUBLIC_URL' | 'TRUSTED_PROXIES' | 'METRICS_TOKEN'>;

const LOOPBACK_ADDRESS = /^(::ffff:)?127\.|^::1$/;
const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Headers by which a proxy marks forwarded requests. Their presence is enough, even from an untrusted proxy. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/**
 * With a token, access requires it. Without one, only local requests are allowed, and only if no proxy is configured: a
 * proxy on this machine also connects from its address and may not mark forwarded requests.
 */
export function mayReadMetrics(reader: MetricsRequest, settings: MetricsSettings): boolean {
  const { METRICS_TOKEN } = settings;
  if (METRICS_TOKEN !== undefined) return hasToken(reader.headers, METRICS_TOKEN);
  return isLocalDeployment(settings) && isLocalRequest(reader);
}

function isLocalDeployment({ HOST, PUBLIC_URL, TRUSTED_PROXIES }: MetricsSettings): boolean {
  const isPublic = PUBLIC_URL !== undefined && !LOOPBACK_NAME.test(new URL(PUBLIC_URL).host);
  return isLoopback(HOST) && TRUSTED_PROXIES.length === 0 && !isPublic;
}

/** A local address is not enough: web pages can reach it by DNS rebinding, and proxies forward from it. */
function isLocalRequest({ remoteAddress = '', httpVersion, headers }: MetricsRequest): boolean {
  return (
    LOOPBACK_ADDRESS.test(remoteAddress) &&
    LOOPBACK_NAME.test(headers.host ?? '') &&
    // nginx's default version for upstream servers, which no metrics client uses.
    httpVersion !== '1.0' &&
    FORWARDED.every((name) => headers[name] === undefined)
  );
}

function hasToken({ authorization = '' }: IncomingHttpHeaders, token: string): boolean {
  const bearerToken = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return bearerToken !== undefined && secretsEqual(token, bearerToken);
}
