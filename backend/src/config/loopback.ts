/** Whether an address to listen on is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1';
}
