import { Injectable, Optional } from '@nestjs/common';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Settings } from '../config/settings.js';
import { rateLimiter } from '../messaging/rate-limiter.js';
import { RedisConnection } from '../messaging/redis-connection.js';
import { TooManyRequests } from './auth.errors.js';
import { digestOf } from './secrets.js';

/** One address may be a whole office. */
const ACCOUNTS_AT_AN_ADDRESS = 4;

/** A person mistypes; a program guesses. */
const TRIES = 10;
const TRIES_OF_AN_ADDRESS = 200;
const LOCKED_SECONDS = 15 * 60;

/** How much one address and one account may ask for, and how often a password may be tried. */
@Injectable()
export class Limits {
  private readonly address: RateLimiterAbstract;
  private readonly account: RateLimiterAbstract;
  private readonly tries: RateLimiterAbstract;
  private readonly triesOfAddress: RateLimiterAbstract;

  constructor({ RATE_LIMIT_PER_MINUTE }: Settings, @Optional() redis?: RedisConnection) {
    const limit = (name: string, points: number, seconds: number): RateLimiterAbstract =>
      rateLimiter({ name, points, seconds }, redis?.client);
    this.account = limit('account', RATE_LIMIT_PER_MINUTE, 60);
    this.address = limit('address', ACCOUNTS_AT_AN_ADDRESS * RATE_LIMIT_PER_MINUTE, 60);
    this.tries = limit('sign-in', TRIES, LOCKED_SECONDS);
    this.triesOfAddress = limit('sign-in-address', TRIES_OF_AN_ADDRESS, LOCKED_SECONDS);
  }

  /** @throws TooManyRequests */
  async countAddress(address: string): Promise<void> {
    await consume(this.address, address);
  }

  /** @throws TooManyRequests */
  async countAccount(userId: number): Promise<void> {
    await consume(this.account, String(userId));
  }

  /**
   * Counts a try before it is made, so that many at once are counted, too. A stranger's tries count for the account at
   * their address, and for the address; they never stand in the way of the account's owner elsewhere, nor of a browser
   * that has signed in to it before, whose tries count by themselves.
   *
   * @returns what takes the try back, once the password was right
   * @throws TooManyRequests
   */
  async countTry(
    email: string,
    address: string,
    knownDevice: string | undefined,
  ): Promise<() => Promise<unknown>> {
    const key = knownDevice ?? digestOf(`${email.toLowerCase()} ${address}`);
    const detail = 'Too many sign-ins have failed.';
    if (!knownDevice) await consume(this.triesOfAddress, address, detail);
    await consume(this.tries, key, detail);
    return () =>
      Promise.all([this.tries.delete(key), knownDevice ? null : this.triesOfAddress.reward(address)]);
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
