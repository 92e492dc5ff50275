import type { Redis } from 'ioredis';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Settings } from '../../config/settings.js';
import { rateLimiter } from '../../messaging/rate-limiter.js';

/**
 * Requests per minute to the remote model, shared by all processes. Without Redis, each process has its own limit:
 * the provider's 429 then limits the total, so that triage continues during an outage of Redis.
 */
export function remoteRateLimit(
  settings: Pick<Settings, 'TRIAGE_REQUESTS_PER_MINUTE'>,
  redis?: Redis,
): RateLimiterAbstract {
  return rateLimiter({ name: 'rate', points: settings.TRIAGE_REQUESTS_PER_MINUTE, seconds: 60 }, redis);
}
