import type { Redis } from 'ioredis';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RLWrapperTimeouts,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';

/** Timeout of a Redis command. On the same network, one takes about a millisecond. */
const REDIS_TIMEOUT_MS = 250;

export interface RateLimit {
  /** Key prefix that separates the counts of this limit. */
  name: string;
  points: number;
  seconds: number;
}

/**
 * Counts across processes with Redis, else within this process. While Redis is unavailable, each process counts
 * separately, so that n processes may allow n times as much; this is preferred to refusing all requests. The client
 * must be connecting or connected, else Redis counts as unavailable.
 */
export function rateLimiter({ name, points, seconds }: RateLimit, redis?: Redis): RateLimiterAbstract {
  const limit = { keyPrefix: `ticketiq:${name}`, points, duration: seconds };
  const ownCount = new RateLimiterMemory(limit);
  if (!redis) return ownCount;
  return new RLWrapperTimeouts({
    limiter: new RateLimiterRedis({ ...limit, storeClient: redis, rejectIfRedisNotReady: true }),
    // Needed for a Redis that is connected but does not respond, which would block commands as long as the connection
    // lasts.
    timeoutMs: REDIS_TIMEOUT_MS,
    insuranceLimiter: ownCount,
  });
}
