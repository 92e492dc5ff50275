import { hash, verify } from '@node-rs/argon2';
import { Semaphore, SemaphoreBusy } from '../../common/semaphore.js';
import { TooManyRequests } from './auth.errors.js';
import { randomSecret } from './secrets.js';

/**
 * Hashing uses two of libuv's four threads, since files and DNS need the others. On two processors a full queue is
 * processed within 3 seconds; beyond that, a client is refused with Retry-After.
 */
const hashSemaphore = new Semaphore({ limit: 2, maxWaiting: 120, maxWaitingPerLane: 60 });
const MAX_WAIT_MS = 10_000;
const RETRY_AFTER_SECONDS = 3;

/** Queue lane of a hash, so that one client's requests delay only its own. */
export interface HashLane {
  /** Identifies a client: its network, its session, or a browser that has signed in before. */
  lane: string;
  known: boolean;
}

/** Lane of hashes that the service computes itself, such as for the first administrator. */
const SERVICE_LANE: HashLane = { lane: 'service', known: true };

/**
 * Hashes with argon2id: 19 MiB, two passes, one lane. These are the library's defaults and the first choice of OWASP's
 * Password Storage Cheat Sheet.
 *
 * @throws TooManyRequests while the queue is full
 */
export function hashPassword(password: string, lane: HashLane = SERVICE_LANE): Promise<string> {
  return withHashSlot(lane, () => hash(password.normalize('NFKC')));
}

/**
 * Compares a password with a hash, in the same time if there is no hash, so that the response time does not reveal
 * whether an account exists.
 *
 * @throws TooManyRequests while the queue is full
 */
export async function passwordMatches(
  passwordHash: string | null | undefined,
  password: string,
  lane: HashLane,
): Promise<boolean> {
  const expected = passwordHash ?? (await DUMMY_HASH);
  const matches = await withHashSlot(lane, () => verify(expected, password.normalize('NFKC')));
  return matches && Boolean(passwordHash);
}

async function withHashSlot<Result>(lane: HashLane, work: () => Promise<Result>): Promise<Result> {
  const release = await hashSemaphore.acquire({ ...lane, waitMs: MAX_WAIT_MS }).catch((error: unknown) => {
    if (!(error instanceof SemaphoreBusy)) throw error;
    throw new TooManyRequests(RETRY_AFTER_SECONDS, 'Too many sign-ins at once.');
  });
  try {
    return await work();
  } finally {
    release();
  }
}

const DUMMY_HASH = hashPassword(randomSecret());
