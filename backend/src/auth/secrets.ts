import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** 256 random bits, in characters that need no escaping anywhere. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** For secrets of 256 random bits, which a slow hash would not make any safer. */
export function digestOf(secret: string): string {
  return digest('sha256', secret, 'base64url');
}

/** In the same time for every guess, whatever it has in common with the secret, its length included. */
export function sameSecret(expected: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(digestOf(expected)), Buffer.from(digestOf(given)));
}

/**
 * argon2id with 19 MiB, two passes and one lane, the library's default and OWASP's first choice (Password Storage Cheat
 * Sheet); it runs on a thread of its own, so that nobody else waits.
 */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'));
}

/** Takes as long where there is no account as where there is one, so that its time does not tell which. */
export async function passwordMatches(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await NOBODYS_HASH), password.normalize('NFKC'));
  return matches && Boolean(passwordHash);
}

const NOBODYS_HASH = hashPassword(randomSecret());
