import type { IncomingHttpHeaders } from 'node:http';
import { sameSecret } from '../auth/secrets.js';

export interface MetricsReader {
  remoteAddress: string | undefined;
  headers: IncomingHttpHeaders;
}

const LOOPBACK_ADDRESS = /^(::ffff:)?127\.|^::1$/;
const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** With what a proxy says that it speaks for somebody else, whether it is to be believed or not. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Whoever is on the machine itself, or has the token. */
export function mayReadMetrics(reader: MetricsReader, token: string | undefined): boolean {
  return isOnThisMachine(reader) || (token !== undefined && hasToken(reader.headers, token));
}

/** Not merely connected from here: a proxy on this machine is, too, and so is a web page whose name leads here. */
function isOnThisMachine({ remoteAddress = '', headers }: MetricsReader): boolean {
  return (
    LOOPBACK_ADDRESS.test(remoteAddress) &&
    LOOPBACK_NAME.test(headers.host ?? '') &&
    FORWARDED.every((name) => headers[name] === undefined)
  );
}

function hasToken({ authorization = '' }: IncomingHttpHeaders, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return given !== undefined && sameSecret(token, given);
}
