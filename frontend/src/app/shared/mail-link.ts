/** `mailto:` to this address alone: no character of it can add a header or another recipient (RFC 6068). */
export function mailTo(address: string): string {
  const at = address.lastIndexOf('@');
  const local = encodeURIComponent(address.slice(0, Math.max(at, 0)));
  return `mailto:${local}${at > 0 ? '@' : ''}${encodeURIComponent(address.slice(at + 1))}`;
}
