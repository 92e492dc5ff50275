/** Whether a listening address is reachable only from this machine. */
export function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1';
}
