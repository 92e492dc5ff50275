import ipaddr from 'ipaddr.js';

/** What a provider gives one customer at the least, and at the most; within it the customer chooses addresses at will. */
const CUSTOMER_PREFIX = 64;
const SITE_PREFIX = 48;

/** A log needs to tell one network from another, not one person's machine from the next. */
const LOGGED_PREFIX = { ipv4: 24, ipv6: SITE_PREFIX };

/** What a trusted proxy sends that is no address: all of it counts together, so that it can't be made up anew each time. */
const UNKNOWN = 'unknown';

export interface ClientNetwork {
  /** The IPv4 address, or the /64 of the IPv6 address. */
  customer: string;
  /** The /48 of an IPv6 address; undefined for IPv4. */
  site?: string;
}

/** The networks that one client controls: limits count by them, since an IPv6 client has as many addresses as it wants. */
export function clientNetwork(address: string): ClientNetwork {
  const parsed = parse(address);
  if (!parsed) return { customer: UNKNOWN };
  if (parsed.kind() === 'ipv4') return { customer: parsed.toString() };
  return { customer: prefixOf(parsed, CUSTOMER_PREFIX), site: prefixOf(parsed, SITE_PREFIX) };
}

/** The address as the log shows it: its network. */
export function loggedNetwork(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const parsed = parse(address);
  return parsed ? prefixOf(parsed, LOGGED_PREFIX[parsed.kind()]) : UNKNOWN;
}

/** IPv4 in IPv6 is IPv4; some proxies add the port, and a link-local address has a zone. */
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
