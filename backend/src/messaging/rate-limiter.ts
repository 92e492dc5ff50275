import type { Redis } from 'ioredis';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RLWrapperTimeouts,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';

/** A Redis on the same network answers in about a millisecond; past this it counts as away. */
const REDIS_TIMEOUT_MS = 250;

export interface RateLimit {
  /** Tells this limit's counts from others'. */
  name: string;
  points: number;
  seconds: number;
}

/**
 * Counts over all processes where there is a Redis, else over this one. While Redis is away each process counts for
 * itself, so that n of them may let n times as much through, which is better than nobody getting anything.
 * The client must have been told to connect; one that never is counts as away.
 */
export function rateLimiter({ name, points, seconds }: RateLimit, redis?: Redis): RateLimiterAbstract {
  const limit = { keyPrefix: `ticketiq:${name}`, points, duration: seconds };
  const ownCount = new RateLimiterMemory(limit);
  if (!redis) return ownCount;
  return new RLWrapperTimeouts({
    limiter: new RateLimiterRedis({ ...limit, storeClient: redis, rejectIfRedisNotReady: true }),
    // A Redis that is connected and silent would stall a command for as long as the connection lasts.
    timeoutMs: REDIS_TIMEOUT_MS,
    insuranceLimiter: ownCount,
  });
}
