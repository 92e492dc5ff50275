import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Optional } from '@nestjs/common';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Settings } from '../../config/settings.js';
import { clientNetwork } from '../../logging/client-network.js';
import { rateLimiter } from '../../messaging/rate-limiter.js';
import { RedisConnection } from '../../messaging/redis-connection.js';
import { TooManyRequests } from './auth.errors.js';
import { digestOf } from './secrets.js';

/** Multiple of the account limit that one address may use, as an office may share an address. */
const ACCOUNTS_PER_ADDRESS = 4;

/** Wrong passwords for one account from one network, browser or session before it is locked. */
const MAX_ATTEMPTS = 10;
/** Wrong passwords for one account from one /48, which may hold 65,536 networks of /64. */
const MAX_ATTEMPTS_PER_SITE = 30;
const LOCKED_SECONDS = 15 * 60;

/**
 * Beyond these bursts, sign-in attempts of unknown browsers are slowed down rather than blocked: an attack from an
 * office must not lock out its people, nor a distributed attack the owner of an account.
 */
const NETWORK_BURST = 200;
const SITE_BURST = 800;
const NETWORK_INTERVAL_SECONDS = 1;
const ACCOUNT_BURST = 30;
const ACCOUNT_BURST_SECONDS = 60 * 60;
const ACCOUNT_INTERVAL_SECONDS = 60;

/**
 * Longest delay of a slowed-down attempt, and the number of delayed attempts for one key. Further attempts are refused
 * with Retry-After.
 */
const MAX_WAIT_MS = 5000;
const POLL_MS = 250;
const MAX_WAITING_PER_KEY = 10;

const TOO_MANY_FAILURES = 'Too many failed sign-ins.';

/** A sign-in attempt, as far as rate limiting is concerned. */
export interface LoginAttempt {
  /** Key of the account, whether or not the account exists. */
  account: string;
  address: string;
  /** Token of a browser that has signed in to the account before, or the id of a session of the account. */
  device?: string;
  /** Whether the account has a session from this network. */
  knownNetwork?: boolean;
}

/** An attempt that was counted before its password is checked. */
export interface ConsumedAttempt {
  /** Call after a correct password: resets the count of wrong passwords and refunds the throttles. */
  succeeded: () => Promise<void>;
  /** Call if the password was not checked: refunds the attempt. */
  refund: () => Promise<void>;
}

interface ConsumedPoint {
  limiter: RateLimiterAbstract;
  key: string;
}

/** A burst at full speed, followed by a slow rate. */
interface Throttle {
  name: string;
  burst: RateLimiterAbstract;
  slow: RateLimiterAbstract;
}

/** Rate limits of requests by address and by account, and of sign-in attempts. */
@Injectable()
export class LoginRateLimiter {
  private readonly perAddress: RateLimiterAbstract;
  private readonly perAccount: RateLimiterAbstract;
  private readonly attempts: RateLimiterAbstract;
  private readonly attemptsPerSite: RateLimiterAbstract;
  private readonly networkThrottle: Throttle;
  private readonly siteThrottle: Throttle;
  private readonly accountThrottle: Throttle;
  private readonly waitingByKey = new Map<string, number>();

  constructor({ RATE_LIMIT_PER_MINUTE }: Settings, @Optional() redis?: RedisConnection) {
    const limit = (name: string, points: number, seconds: number): RateLimiterAbstract =>
      rateLimiter({ name, points, seconds }, redis?.client);
    this.perAccount = limit('account', RATE_LIMIT_PER_MINUTE, 60);
    this.perAddress = limit('address', ACCOUNTS_PER_ADDRESS * RATE_LIMIT_PER_MINUTE, 60);
    this.attempts = limit('sign-in', MAX_ATTEMPTS, LOCKED_SECONDS);
    this.attemptsPerSite = limit('sign-in-site', MAX_ATTEMPTS_PER_SITE, LOCKED_SECONDS);
    this.networkThrottle = {
      name: 'network',
      burst: limit('sign-in-network', NETWORK_BURST, LOCKED_SECONDS),
      slow: limit('sign-in-network-slow', 1, NETWORK_INTERVAL_SECONDS),
    };
    this.siteThrottle = {
      name: 'site',
      burst: limit('sign-in-wide-network', SITE_BURST, LOCKED_SECONDS),
      slow: limit('sign-in-wide-network-slow', 1, NETWORK_INTERVAL_SECONDS),
    };
    this.accountThrottle = {
      name: 'account',
      burst: limit('sign-in-account', ACCOUNT_BURST, ACCOUNT_BURST_SECONDS),
      slow: limit('sign-in-account-slow', 1, ACCOUNT_INTERVAL_SECONDS),
    };
  }

  /** @throws TooManyRequests */
  async consumeForAddress(address: string): Promise<void> {
    await consumeOrThrow(this.perAddress, clientNetwork(address).customer);
  }

  /** @throws TooManyRequests */
  async consumeForAccount(userId: number): Promise<void> {
    await consumeOrThrow(this.perAccount, String(userId));
  }

  /**
   * Counts an attempt before its password is checked, so that concurrent attempts are limited as well.
   *
   * Attempts of a known browser have a count of their own. Attempts of unknown browsers count by account and network,
   * and are throttled by network and by account; throttling is skipped where the account has a session from the
   * network.
   *
   * @throws TooManyRequests
   */
  async consume({ account, address, device, knownNetwork }: LoginAttempt): Promise<ConsumedAttempt> {
    const attemptCounts = this.attemptCounts(account, address, device);
    const throttles = device || knownNetwork ? [] : this.throttles(account, address);
    const consumed: ConsumedPoint[] = [];
    const refund = async (counts: ConsumedPoint[]): Promise<void> => {
      await Promise.all(counts.map(({ limiter, key }) => limiter.reward(key)));
    };
    try {
      for (const count of attemptCounts) {
        await consumeOrThrow(count.limiter, count.key, TOO_MANY_FAILURES);
        consumed.push(count);
      }
      for (const { slowdown: throttle, key } of throttles) {
        const count = await this.throttle(throttle, key);
        if (count) consumed.push(count);
      }
    } catch (error) {
      await refund(consumed);
      throw error;
    }
    return {
      succeeded: async () => {
        await Promise.all(attemptCounts.map(({ limiter, key }) => limiter.delete(key)));
        await refund(consumed.filter((count) => !attemptCounts.includes(count)));
      },
      refund: () => refund(consumed),
    };
  }

  private attemptCounts(account: string, address: string, device: string | undefined): ConsumedPoint[] {
    if (device) return [{ limiter: this.attempts, key: digestOf(`device ${device}`) }];
    const { customer, site } = clientNetwork(address);
    return [
      { limiter: this.attempts, key: digestOf(`${account} ${customer}`) },
      ...(site ? [{ limiter: this.attemptsPerSite, key: digestOf(`${account} ${site}`) }] : []),
    ];
  }

  private throttles(account: string, address: string): { slowdown: Throttle; key: string }[] {
    const { customer, site } = clientNetwork(address);
    return [
      { slowdown: this.networkThrottle, key: customer },
      ...(site ? [{ slowdown: this.siteThrottle, key: site }] : []),
      { slowdown: this.accountThrottle, key: digestOf(account) },
    ];
  }

  /**
   * @returns the consumed point of the burst; undefined for an attempt that was delayed
   * @throws TooManyRequests
   */
  private async throttle({ name, burst, slow }: Throttle, key: string): Promise<ConsumedPoint | undefined> {
    const waiter = `${name} ${key}`;
    const deadline = performance.now() + MAX_WAIT_MS;
    let isWaiting = false;
    try {
      for (;;) {
        if ((await tryConsume(burst, key)) === 0) return { limiter: burst, key };
        const waitMs = await tryConsume(slow, key);
        if (waitMs === 0) return undefined;
        const waiting = this.waitingByKey.get(waiter) ?? 0;
        if (performance.now() > deadline || (!isWaiting && waiting >= MAX_WAITING_PER_KEY)) {
          throw new TooManyRequests(Math.max(1, Math.ceil(waitMs / 1000)), TOO_MANY_FAILURES);
        }
        if (!isWaiting) this.waitingByKey.set(waiter, waiting + 1);
        isWaiting = true;
        await sleep(Math.min(waitMs, POLL_MS));
      }
    } finally {
      if (isWaiting) {
        const waiting = (this.waitingByKey.get(waiter) ?? 1) - 1;
        if (waiting > 0) this.waitingByKey.set(waiter, waiting);
        else this.waitingByKey.delete(waiter);
      }
    }
  }
}

/** @returns 0 if a point was consumed, else the milliseconds until the next one is available */
async function tryConsume(limiter: RateLimiterAbstract, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (denial) {
    if (!(denial instanceof RateLimiterRes)) throw denial;
    await limiter.reward(key);
    return Math.max(1, denial.msBeforeNext);
  }
}

async function consumeOrThrow(limiter: RateLimiterAbstract, key: string, detail?: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (denial) {
    if (!(denial instanceof RateLimiterRes)) throw denial;
    throw new TooManyRequests(Math.max(1, Math.ceil(denial.msBeforeNext / 1000)), detail);
  }
}
