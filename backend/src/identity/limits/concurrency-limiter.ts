import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TooManyRequests } from '../auth/auth.errors.js';
import { isApiRoute } from '../../http/api-route.js';
import { clientNetwork } from '../../logging/client-network.js';
import { COSTS, type Cost, type RouteCost } from './cost.js';
import { Semaphore, SemaphoreBusy, WaitAborted } from '../../common/semaphore.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    cost?: RouteCost;
  }
  interface FastifyRequest {
    /** Releases the request's slot. */
    releaseWork?: () => void;
  }
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Limits concurrent requests by cost class, per account and in total. Rate limits do not bound concurrency: a few slow
 * requests within any rate could hold every database connection.
 */
@Injectable()
export class ConcurrencyLimiter {
  /** Semaphores by cost class and account, kept only while in use. */
  private readonly semaphoresByOwner = new Map<string, Semaphore>();
  private readonly semaphoresByCost = new Map<Cost, Semaphore>(
    Object.entries(COSTS).map(([cost, { total }]) => [cost as Cost, new Semaphore({ limit: total })]),
  );

  /**
   * Acquires a slot after the body was read, so that a slow upload holds none. The slot is released when the handler
   * has responded rather than when the client disconnects, since the work continues until then; for a streamed
   * response, when the stream ends.
   */
  register(fastify: FastifyInstance): void {
    fastify.decorateRequest('releaseWork', undefined);
    fastify.addHook('preValidation', async (request, reply) => {
      if (!isApiRoute(request)) return;
      const cost = costOf(request);
      if (cost !== 'uncounted') await this.acquireForRequest(cost, request, reply);
    });
    fastify.addHook('onSend', (request, reply, payload, done) => {
      const isStream = typeof payload === 'object' && payload !== null && 'pipe' in payload;
      if (isStream && !reply.raw.destroyed) reply.raw.once('close', () => request.releaseWork?.());
      else request.releaseWork?.();
      done();
    });
  }

  /** @throws TooManyRequests */
  private async acquireForRequest(cost: Cost, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const hangUp = new AbortController();
    const abort = (): void => hangUp.abort();
    reply.raw.once('close', abort);
    if (reply.raw.destroyed) abort();
    try {
      request.releaseWork = await this.acquire(cost, ownerOf(request), hangUp.signal);
    } catch (error) {
      if (!(error instanceof SemaphoreBusy || error instanceof WaitAborted)) throw error;
      throw new TooManyRequests(RETRY_AFTER_SECONDS, 'Too many concurrent requests.');
    } finally {
      reply.raw.off('close', abort);
    }
  }

  /** The account's semaphore first, so that one account's queue does not block others. */
  private async acquire(cost: Cost, key: string, signal: AbortSignal): Promise<() => void> {
    const { perAccount, waiting, waitMs } = COSTS[cost];
    const name = `${cost} ${key}`;
    const accountSemaphore =
      this.semaphoresByOwner.get(name) ?? new Semaphore({ limit: perAccount, maxWaiting: waiting });
    this.semaphoresByOwner.set(name, accountSemaphore);
    const removeIfIdle = (): void => {
      if (accountSemaphore.isIdle) this.semaphoresByOwner.delete(name);
    };
    const deadline = performance.now() + waitMs;
    const releaseAccount = await accountSemaphore.acquire({ waitMs, signal }).catch((error: unknown) => {
      removeIfIdle();
      throw error;
    });
    const release = (): void => {
      releaseAccount();
      removeIfIdle();
    };
    try {
      const remainingMs = deadline - performance.now();
      const releaseTotal = await this.semaphoresByCost
        .get(cost)!
        .acquire({ waitMs: remainingMs, signal, lane: key });
      return () => {
        releaseTotal();
        release();
      };
    } catch (error) {
      release();
      throw error;
    }
  }
}

/** Anonymous requests count by network, since an IPv6 client has any number of addresses. */
function ownerOf({ caller, ip }: FastifyRequest): string {
  return caller ? String(caller.id) : clientNetwork(ip).customer;
}

function costOf({ caller, query, routeOptions: { config } }: FastifyRequest): Cost | 'uncounted' {
  const { cost = caller ? 'ordinary' : 'anonymous' } = config;
  return typeof cost === 'function' ? cost(query as Record<string, unknown>) : cost;
}
