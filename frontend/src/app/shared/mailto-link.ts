/**
 * `mailto:` URL of a single address, encoded so that it can't add headers or recipients (RFC 6068).
 */
export function mailtoUrl(address: string): string {
  const index = address.lastIndexOf('@');
  const local = encodeURIComponent(address.slice(0, Math.max(index, 0)));
  return `mailto:${local}${index > 0 ? '@' : ''}${encodeURIComponent(address.slice(index + 1))}`;
}
