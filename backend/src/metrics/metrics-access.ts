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

/** With what a proxy says that it speaks for somebody else, whether it is to be believed or not. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/**
 * Who has the token, where one is set. Without one, this machine itself, and that only where nobody else can be expected
 * behind its address: a proxy on this machine connects from it, too, and need not say for whom.
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

/** Not merely connected from here: a web page whose name leads here is, too, and so is what a proxy passes on. */
function isLocalRequest({ remoteAddress = '', httpVersion, headers }: MetricsRequest): boolean {
  return (
    LOOPBACK_ADDRESS.test(remoteAddress) &&
    LOOPBACK_NAME.test(headers.host ?? '') &&
    // What nginx speaks to a service unless it is told otherwise, and nothing that reads metrics.
    httpVersion !== '1.0' &&
    FORWARDED.every((name) => headers[name] === undefined)
  );
}

function hasToken({ authorization = '' }: IncomingHttpHeaders, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return given !== undefined && secretsEqual(token, given);
}
