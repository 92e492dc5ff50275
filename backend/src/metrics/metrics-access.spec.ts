import { describe, expect, it } from 'vitest';
import { mayReadMetrics, type MetricsReader } from './metrics-access.js';

const TOKEN = 'sixteen-or-more-characters';
const local = (headers: MetricsReader['headers'] = {}, remoteAddress = '127.0.0.1'): MetricsReader => ({
  remoteAddress,
  headers: { host: 'localhost:8000', ...headers },
});
const remote = (headers: MetricsReader['headers'] = {}): MetricsReader => local(headers, '10.0.0.7');

describe('the metrics are read', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('without a token from %s', (address) => {
    expect(mayReadMetrics(local({}, address), undefined)).toBe(true);
  });

  it('from elsewhere with the token', () => {
    expect(mayReadMetrics(remote({ authorization: `Bearer ${TOKEN}` }), TOKEN)).toBe(true);
  });

  it.each(['::ffff:10.0.0.7', '10.127.0.0', '2001:db8::1', undefined])(
    'not from %s without it',
    (address) => {
      expect(mayReadMetrics({ ...local(), remoteAddress: address }, TOKEN)).toBe(false);
    },
  );

  it.each([`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, TOKEN, 'Bearer', 'Bearer  ', 'Basic abc', ''])(
    'not with "%s"',
    (authorization) => {
      expect(mayReadMetrics(remote({ authorization }), TOKEN)).toBe(false);
    },
  );

  it('by nobody from elsewhere where there is no token', () => {
    expect(mayReadMetrics(remote({ authorization: 'Bearer undefined' }), undefined)).toBe(false);
  });

  it.each([
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-forwarded-for': '' },
    { forwarded: 'for=127.0.0.1' },
    { 'x-real-ip': '127.0.0.1' },
    { host: 'evil.example.org' },
    { host: 'localhost.evil.example.org' },
    { host: undefined },
  ])('not from here on behalf of somebody else: %o', (headers) => {
    expect(mayReadMetrics(local(headers), TOKEN)).toBe(false);
    expect(mayReadMetrics(local({ ...headers, authorization: `Bearer ${TOKEN}` }), TOKEN)).toBe(true);
  });
});
