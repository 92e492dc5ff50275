import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Optional } from '@nestjs/common';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Settings } from '../../config/settings.js';
import { clientNetwork } from '../../logging/client-network.js';
import { rateLimiter } from '../../messaging/rate-limiter.js';
import { RedisConnection } from '../../messaging/redis-connection.js';
import { TooManyRequests } from './auth.errors.js';
import { digestOf } from './secrets.js';

/** One address may be a whole office. */
const ACCOUNTS_PER_ADDRESS = 4;

/** A person mistypes; a program guesses. */
const MAX_ATTEMPTS = 10;
/** Of one account from one /48, which may have 65,536 networks of its own. */
const MAX_ATTEMPTS_PER_SITE = 30;
const LOCKED_SECONDS = 15 * 60;

/**
 * Past these a stranger's tries are slowed down and not locked out: junk from an office must not keep its people out, nor
 * junk from everywhere the owner of an account.
 */
const NETWORK_BURST = 200;
const SITE_BURST = 800;
const NETWORK_INTERVAL_SECONDS = 1;
const ACCOUNT_BURST = 30;
const ACCOUNT_BURST_SECONDS = 60 * 60;
const ACCOUNT_INTERVAL_SECONDS = 60;

/** A try that is slowed down waits this long at most, and so many of one key at once; the others are told to come back. */
const MAX_WAIT_MS = 5000;
const POLL_MS = 250;
const MAX_WAITING_PER_KEY = 10;

const TOO_MANY_FAILURES = 'Too many failed sign-ins.';

/** Who tries a password. */
export interface LoginAttempt {
  /** What stands for the account, whether or not there is one. */
  account: string;
  address: string;
  /** Of a browser that has signed in to the account before, or of a session that is signed in to it. */
  device?: string;
  /** The account has a session from this network. */
  knownNetwork?: boolean;
}

/** A try that is counted, and not made yet. */
export interface ConsumedAttempt {
  /** The password was right. */
  succeeded: () => Promise<void>;
  /** The password was not looked at. */
  refund: () => Promise<void>;
}

interface ConsumedPoint {
  limiter: RateLimiterAbstract;
  key: string;
}

/** So many at their own pace, and the rest slowly. */
interface Throttle {
  name: string;
  burst: RateLimiterAbstract;
  slow: RateLimiterAbstract;
}

/** How much one address and one account may ask for, and how often a password may be tried. */
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
   * Counts a try before it is made, so that many at once are counted, too. A known browser's tries count by themselves. A
   * stranger's count for the account at their network, and slow down others of their network, and other strangers who
   * try the account; an account that is in use at this network is not slowed down there.
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

  /** @returns what was counted; nothing for a try that had to wait for its turn @throws TooManyRequests */
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

/** @returns 0 where there was room, else the milliseconds until there is some, without having counted */
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
