import type { Redis } from 'ioredis';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Settings } from '../../config/settings.js';
import { rateLimiter } from '../../messaging/rate-limiter.js';

/**
 * How many requests may go to the remote model in any minute of its window. While Redis is away n processes may send n times as
 * much: the provider's own 429 is the backstop then, and better than tickets that wait for a Redis.
 */
export function remoteRateLimit(
  settings: Pick<Settings, 'TRIAGE_REQUESTS_PER_MINUTE'>,
  redis?: Redis,
): RateLimiterAbstract {
  return rateLimiter({ name: 'rate', points: settings.TRIAGE_REQUESTS_PER_MINUTE, seconds: 60 }, redis);
}
