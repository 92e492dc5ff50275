import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Optional } from '@nestjs/common';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Settings } from '../config/settings.js';
import { clientNetwork } from '../logging/client-network.js';
import { rateLimiter } from '../messaging/rate-limiter.js';
import { RedisConnection } from '../messaging/redis-connection.js';
import { TooManyRequests } from './auth.errors.js';
import { digestOf } from './secrets.js';

/** One address may be a whole office. */
const ACCOUNTS_AT_AN_ADDRESS = 4;

/** A person mistypes; a program guesses. */
const TRIES = 10;
/** Of one account from one /48, which may have 65,536 networks of its own. */
const TRIES_FROM_A_SITE = 30;
const LOCKED_SECONDS = 15 * 60;

/**
 * Past these a stranger's tries are slowed down and not locked out: junk from an office must not keep its people out, nor
 * junk from everywhere the owner of an account.
 */
const FREE_TRIES_OF_A_NETWORK = 200;
const FREE_TRIES_OF_A_SITE = 800;
const SLOW_NETWORK_SECONDS = 1;
const FREE_TRIES_OF_AN_ACCOUNT = 30;
const FREE_ACCOUNT_SECONDS = 60 * 60;
const SLOW_ACCOUNT_SECONDS = 60;

/** A try that is slowed down waits this long at most, and so many of one key at once; the others are told to come back. */
const WAITS_MS = 5000;
const LOOKS_EVERY_MS = 250;
const WAITING_OF_ONE = 10;

const FAILED_TOO_OFTEN = 'Too many failed sign-ins.';

/** Who tries a password. */
export interface TryBy {
  /** What stands for the account, whether or not there is one. */
  account: string;
  address: string;
  /** Of a browser that has signed in to the account before, or of a session that is signed in to it. */
  device?: string;
  /** The account has a session from this network. */
  knownHere?: boolean;
}

/** A try that is counted, and not made yet. */
export interface CountedTry {
  /** The password was right. */
  succeeded: () => Promise<void>;
  /** The password was not looked at. */
  undo: () => Promise<void>;
}

interface Count {
  limiter: RateLimiterAbstract;
  key: string;
}

/** So many at their own pace, and the rest slowly. */
interface Slowdown {
  name: string;
  free: RateLimiterAbstract;
  slow: RateLimiterAbstract;
}

/** How much one address and one account may ask for, and how often a password may be tried. */
@Injectable()
export class Limits {
  private readonly address: RateLimiterAbstract;
  private readonly account: RateLimiterAbstract;
  private readonly tries: RateLimiterAbstract;
  private readonly triesFromSite: RateLimiterAbstract;
  private readonly ofNetwork: Slowdown;
  private readonly ofSite: Slowdown;
  private readonly ofAccount: Slowdown;
  private readonly waiting = new Map<string, number>();

  constructor({ RATE_LIMIT_PER_MINUTE }: Settings, @Optional() redis?: RedisConnection) {
    const limit = (name: string, points: number, seconds: number): RateLimiterAbstract =>
      rateLimiter({ name, points, seconds }, redis?.client);
    this.account = limit('account', RATE_LIMIT_PER_MINUTE, 60);
    this.address = limit('address', ACCOUNTS_AT_AN_ADDRESS * RATE_LIMIT_PER_MINUTE, 60);
    this.tries = limit('sign-in', TRIES, LOCKED_SECONDS);
    this.triesFromSite = limit('sign-in-site', TRIES_FROM_A_SITE, LOCKED_SECONDS);
    this.ofNetwork = {
      name: 'network',
      free: limit('sign-in-network', FREE_TRIES_OF_A_NETWORK, LOCKED_SECONDS),
      slow: limit('sign-in-network-slow', 1, SLOW_NETWORK_SECONDS),
    };
    this.ofSite = {
      name: 'site',
      free: limit('sign-in-wide-network', FREE_TRIES_OF_A_SITE, LOCKED_SECONDS),
      slow: limit('sign-in-wide-network-slow', 1, SLOW_NETWORK_SECONDS),
    };
    this.ofAccount = {
      name: 'account',
      free: limit('sign-in-account', FREE_TRIES_OF_AN_ACCOUNT, FREE_ACCOUNT_SECONDS),
      slow: limit('sign-in-account-slow', 1, SLOW_ACCOUNT_SECONDS),
    };
  }

  /** @throws TooManyRequests */
  async countAddress(address: string): Promise<void> {
    await consume(this.address, clientNetwork(address).customer);
  }

  /** @throws TooManyRequests */
  async countAccount(userId: number): Promise<void> {
    await consume(this.account, String(userId));
  }

  /**
   * Counts a try before it is made, so that many at once are counted, too. A known browser's tries count by themselves. A
   * stranger's count for the account at their network, and slow down others of their network, and other strangers who
   * try the account; an account that is in use at this network is not slowed down there.
   *
   * @throws TooManyRequests
   */
  async countTry({ account, address, device, knownHere }: TryBy): Promise<CountedTry> {
    const own = this.ownCounts(account, address, device);
    const slowed = device || knownHere ? [] : this.slowdowns(account, address);
    const counted: Count[] = [];
    const giveBack = async (counts: Count[]): Promise<void> => {
      await Promise.all(counts.map(({ limiter, key }) => limiter.reward(key)));
    };
    try {
      for (const count of own) {
        await consume(count.limiter, count.key, FAILED_TOO_OFTEN);
        counted.push(count);
      }
      for (const { slowdown, key } of slowed) {
        const count = await this.admit(slowdown, key);
        if (count) counted.push(count);
      }
    } catch (error) {
      await giveBack(counted);
      throw error;
    }
    return {
      succeeded: async () => {
        await Promise.all(own.map(({ limiter, key }) => limiter.delete(key)));
        await giveBack(counted.filter((count) => !own.includes(count)));
      },
      undo: () => giveBack(counted),
    };
  }

  private ownCounts(account: string, address: string, device: string | undefined): Count[] {
    if (device) return [{ limiter: this.tries, key: digestOf(`device ${device}`) }];
    const { customer, site } = clientNetwork(address);
    return [
      { limiter: this.tries, key: digestOf(`${account} ${customer}`) },
      ...(site ? [{ limiter: this.triesFromSite, key: digestOf(`${account} ${site}`) }] : []),
    ];
  }

  private slowdowns(account: string, address: string): { slowdown: Slowdown; key: string }[] {
    const { customer, site } = clientNetwork(address);
    return [
      { slowdown: this.ofNetwork, key: customer },
      ...(site ? [{ slowdown: this.ofSite, key: site }] : []),
      { slowdown: this.ofAccount, key: digestOf(account) },
    ];
  }

  /** @returns what was counted; nothing for a try that had to wait for its turn @throws TooManyRequests */
  private async admit({ name, free, slow }: Slowdown, key: string): Promise<Count | undefined> {
    const waiter = `${name} ${key}`;
    const until = performance.now() + WAITS_MS;
    let isWaiting = false;
    try {
      for (;;) {
        if ((await take(free, key)) === 0) return { limiter: free, key };
        const waitMs = await take(slow, key);
        if (waitMs === 0) return undefined;
        const others = this.waiting.get(waiter) ?? 0;
        if (performance.now() > until || (!isWaiting && others >= WAITING_OF_ONE)) {
          throw new TooManyRequests(Math.max(1, Math.ceil(waitMs / 1000)), FAILED_TOO_OFTEN);
        }
        if (!isWaiting) this.waiting.set(waiter, others + 1);
        isWaiting = true;
        await sleep(Math.min(waitMs, LOOKS_EVERY_MS));
      }
    } finally {
      if (isWaiting) {
        const others = (this.waiting.get(waiter) ?? 1) - 1;
        if (others > 0) this.waiting.set(waiter, others);
        else this.waiting.delete(waiter);
      }
    }
  }
}

/** @returns 0 where there was room, else the milliseconds until there is some, without having counted */
async function take(limiter: RateLimiterAbstract, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (denial) {
    if (!(denial instanceof RateLimiterRes)) throw denial;
    await limiter.reward(key);
    return Math.max(1, denial.msBeforeNext);
  }
}

async function consume(limiter: RateLimiterAbstract, key: string, detail?: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (denial) {
    if (!(denial instanceof RateLimiterRes)) throw denial;
    throw new TooManyRequests(Math.max(1, Math.ceil(denial.msBeforeNext / 1000)), detail);
  }
}
