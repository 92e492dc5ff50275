import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, in characters that need no escaping anywhere. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** For secrets of 256 random bits, which a slow hash would not make any safer. */
export function digestOf(secret: string): string {
  return digest('sha256', secret, 'base64url');
}

/** In the same time for every guess, whatever it has in common with the secret, its length included. */
export function secretsEqual(expected: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(digestOf(expected)), Buffer.from(digestOf(given)));
}
