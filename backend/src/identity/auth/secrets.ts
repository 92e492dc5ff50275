import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto';

/** Generates a secret of 256 random bits, encoded as base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Hash of a secret of 256 random bits, for which a slow hash would add no security. */
export function digestOf(secret: string): string {
  return digest('sha256', secret, 'base64url');
}

/** Compares in constant time, regardless of the length of the given text. */
export function secretsEqual(expected: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(digestOf(expected)), Buffer.from(digestOf(given)));
}
