import ipaddr from 'ipaddr.js';

/**
 * Prefix lengths of the smallest and the largest network that a provider assigns to one customer, who controls all
 * addresses in it.
 */
const CUSTOMER_PREFIX = 64;
const SITE_PREFIX = 48;

/** The log distinguishes networks, but not the machines of a person. */
const LOGGED_PREFIX = { ipv4: 24, ipv6: SITE_PREFIX };

/** Key for all invalid addresses of trusted proxies, so that varying them does not evade a limit. */
const UNKNOWN = 'unknown';

export interface ClientNetwork {
  /** The IPv4 address, or the /64 of the IPv6 address. */
  customer: string;
  /** The /48 of an IPv6 address; undefined for IPv4. */
  site?: string;
}

/** Networks that one client controls. Limits count by them, since an IPv6 client has any number of addresses. */
export function clientNetwork(address: string): ClientNetwork {
  const parsed = parse(address);
  if (!parsed) return { customer: UNKNOWN };
  if (parsed.kind() === 'ipv4') return { customer: parsed.toString() };
  return { customer: prefixOf(parsed, CUSTOMER_PREFIX), site: prefixOf(parsed, SITE_PREFIX) };
}

/** Truncates an address to its network, for the log. */
export function loggedNetwork(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const parsed = parse(address);
  return parsed ? prefixOf(parsed, LOGGED_PREFIX[parsed.kind()]) : UNKNOWN;
}

/**
 * Converts IPv4-mapped IPv6 to IPv4, and removes the port that some proxies add and the zone of link-local addresses.
 */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const plain = /^(?<v4>[\d.]+):\d+$|^\[(?<v6>[^\]]+)\](:\d+)?$/.exec(address)?.groups;
  const text = (plain?.v4 ?? plain?.v6 ?? address).replace(/%.*$/, '');
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

function prefixOf(address: ipaddr.IPv4 | ipaddr.IPv6, length: number): string {
  const bytes = address.toByteArray().map((byte, i) => {
    const bits = Math.min(8, Math.max(0, length - 8 * i));
    return byte & (0xff << (8 - bits));
  });
  return `${ipaddr.fromByteArray(bytes).toString()}/${length}`;
}
