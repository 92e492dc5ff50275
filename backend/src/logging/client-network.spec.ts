import { describe, expect, it } from 'vitest';
import { clientNetwork, loggedNetwork } from './client-network.js';

describe('clientNetwork', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', undefined],
    ['::ffff:192.0.2.7', '192.0.2.7', undefined],
    ['::FFFF:c000:0207', '192.0.2.7', undefined],
    ['192.0.2.7:51234', '192.0.2.7', undefined],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:0DB8:0001:0002::ffff', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['fe80::1%eth0', 'fe80::/64', 'fe80::/48'],
    ['::1', '::/64', '::/48'],
    ['made up 4711', 'unknown', undefined],
    ['', 'unknown', undefined],
  ])('returns the network of %j as %s', (address, customer, site) => {
    expect(clientNetwork(address)).toEqual({ customer, ...(site && { site }) });
  });

  it('loggedNetwork truncates addresses', () => {
    expect(loggedNetwork('192.0.2.7')).toBe('192.0.2.0/24');
    expect(loggedNetwork('::ffff:192.0.2.7')).toBe('192.0.2.0/24');
    expect(loggedNetwork('2001:db8:1:2::9')).toBe('2001:db8:1::/48');
    expect(loggedNetwork('a password in the wrong place')).toBe('unknown');
    expect(loggedNetwork(undefined)).toBeUndefined();
  });
});
