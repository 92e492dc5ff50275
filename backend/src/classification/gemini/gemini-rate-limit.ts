import type { Redis } from 'ioredis';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RLWrapperTimeouts,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { Settings } from '../../config/settings.js';

/** A Redis on the same network answers in about a millisecond; past this it counts as away. */
const REDIS_ANSWERS_WITHIN_MS = 250;

/**
 * How many requests may go to Gemini in any minute of its window, counted over all processes where there is
 * a Redis, else over this one.
 *
 * While Redis is away each process counts for itself, so that n of them may send n times as much: Gemini's own
 * 429 is the backstop then, and better than tickets that wait for a Redis. The client must have been told to
 * connect; one that never is counts as away.
 */
export function geminiRateLimit(
  settings: Pick<Settings, 'GEMINI_REQUESTS_PER_MINUTE'>,
  redis?: Redis,
): RateLimiterAbstract {
  const limit = { keyPrefix: 'ticketiq:rate', points: settings.GEMINI_REQUESTS_PER_MINUTE, duration: 60 };
  const ownCount = new RateLimiterMemory(limit);
  if (!redis) return ownCount;
  return new RLWrapperTimeouts({
    limiter: new RateLimiterRedis({ ...limit, storeClient: redis, rejectIfRedisNotReady: true }),
    // A Redis that is connected and silent would stall a command for as long as the connection lasts.
    timeoutMs: REDIS_ANSWERS_WITHIN_MS,
    insuranceLimiter: ownCount,
  });
}
