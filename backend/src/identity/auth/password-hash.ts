import { hash, verify } from '@node-rs/argon2';
import { Semaphore, SemaphoreBusy } from '../../common/semaphore.js';
import { TooManyRequests } from './auth.errors.js';
import { randomSecret } from './secrets.js';

/**
 * Two of libuv's four threads: files and DNS need the others. What waits is done within 3 seconds on two processors; past
 * that a client is better told to come back.
 */
const hashSemaphore = new Semaphore({ limit: 2, maxWaiting: 120, maxWaitingPerLane: 60 });
const MAX_WAIT_MS = 10_000;
const RETRY_AFTER_SECONDS = 3;

/** Whose password it is, as far as the queue is concerned. */
export interface HashLane {
  /** Of one client: its network, its session, or a browser that has signed in before. */
  lane: string;
  known: boolean;
}

/** What the service does by itself, such as creating the first administrator. */
const SERVICE_LANE: HashLane = { lane: 'service', known: true };

/**
 * argon2id with 19 MiB, two passes and one lane, the library's default and OWASP's first choice (Password Storage Cheat
 * Sheet).
 *
 * @throws TooManyRequests while too many wait
 */
export function hashPassword(password: string, lane: HashLane = SERVICE_LANE): Promise<string> {
  return withHashSlot(lane, () => hash(password.normalize('NFKC')));
}

/**
 * Takes as long where there is no account as where there is one, so that its time does not tell which.
 *
 * @throws TooManyRequests while too many wait
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
