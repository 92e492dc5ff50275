import { describe, expect, it } from 'vitest';
import { mayReadMetrics, type MetricsRequest, type MetricsSettings } from './metrics-access.js';

const TOKEN = 'sixteen-or-more-characters';
const OWN_MACHINE: MetricsSettings = { HOST: '127.0.0.1', TRUSTED_PROXIES: [] };
const WITH_TOKEN: MetricsSettings = { ...OWN_MACHINE, METRICS_TOKEN: TOKEN };

const local = (headers: MetricsRequest['headers'] = {}, remoteAddress = '127.0.0.1'): MetricsRequest => ({
  remoteAddress,
  httpVersion: '1.1',
  headers: { host: 'localhost:8000', ...headers },
});
const remote = (headers: MetricsRequest['headers'] = {}): MetricsRequest => local(headers, '10.0.0.7');

describe('access to metrics', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])(
    'is granted without a token from %s',
    (address) => {
      expect(mayReadMetrics(local({}, address), OWN_MACHINE)).toBe(true);
    },
  );

  it('is granted with the token from any address', () => {
    for (const from of [local, remote]) {
      expect(mayReadMetrics(from({ authorization: `Bearer ${TOKEN}` }), WITH_TOKEN)).toBe(true);
    }
  });

  it('is refused locally without the configured token', () => {
    expect(mayReadMetrics(local(), WITH_TOKEN)).toBe(false);
  });

  it.each([
    { HOST: '0.0.0.0' },
    { HOST: '::' },
    { HOST: '10.0.0.7' },
    { TRUSTED_PROXIES: ['loopback'] },
    { PUBLIC_URL: 'https://help.example.org' },
    { PUBLIC_URL: 'http://localhost.example.org' },
  ])('is refused without a token if others may connect: %o', (settings) => {
    expect(mayReadMetrics(local(), { ...OWN_MACHINE, ...settings })).toBe(false);
  });

  it.each(['::ffff:10.0.0.7', '10.127.0.0', '2001:db8::1', undefined])(
    'is refused from %s without the token',
    (address) => {
      expect(mayReadMetrics({ ...local(), remoteAddress: address }, OWN_MACHINE)).toBe(false);
    },
  );

  it.each([`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, TOKEN, 'Bearer', 'Bearer  ', 'Basic abc', ''])(
    'is refused with "%s"',
    (authorization) => {
      for (const from of [local, remote]) {
        expect(mayReadMetrics(from({ authorization }), WITH_TOKEN)).toBe(false);
      }
    },
  );

  it('is refused from other addresses if no token is configured', () => {
    expect(mayReadMetrics(remote({ authorization: 'Bearer undefined' }), OWN_MACHINE)).toBe(false);
  });

  it.each([
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-forwarded-for': '' },
    { 'x-forwarded-proto': 'https' },
    { forwarded: 'for=127.0.0.1' },
    { 'x-real-ip': '127.0.0.1' },
    { host: 'evil.example.org' },
    { host: 'localhost.evil.example.org' },
    { host: undefined },
  ])('is refused for forwarded requests: %o', (headers) => {
    expect(mayReadMetrics(local(headers), OWN_MACHINE)).toBe(false);
    expect(mayReadMetrics(local({ ...headers, authorization: `Bearer ${TOKEN}` }), WITH_TOKEN)).toBe(true);
  });

  it('is refused through a proxy without forwarding headers, as nginx sends by default', () => {
    expect(mayReadMetrics({ ...local(), httpVersion: '1.0' }, OWN_MACHINE)).toBe(false);
  });
});
