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
    /** Gives back the place of this request among those that are worked on. */
    releaseWork?: () => void;
  }
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Bounds how many requests of an account, and of all, are worked on at once, by the kind of work. A rate bounds no work at
 * once: a few requests of the slow kinds, well within any rate, would hold every connection to the database.
 */
@Injectable()
export class ConcurrencyLimiter {
  /** By the kind of work and whose it is; only while there is any. */
  private readonly semaphoresByOwner = new Map<string, Semaphore>();
  private readonly semaphoresByCost = new Map<Cost, Semaphore>(
    Object.entries(COSTS).map(([cost, { total }]) => [cost as Cost, new Semaphore({ limit: total })]),
  );

  /**
   * After the body was read: who sends one slowly holds no place. A place is given back when the handler has answered, and
   * not when the client hangs up, whose work goes on until then; of a streamed answer, when it has gone out.
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

  /** First among one's own, so that nobody's queue stands in the way of others'. */
  private async acquire(cost: Cost, key: string, signal: AbortSignal): Promise<() => void> {
    const { perAccount, waiting, waitMs } = COSTS[cost];
    const name = `${cost} ${key}`;
    const own = this.semaphoresByOwner.get(name) ?? new Semaphore({ limit: perAccount, maxWaiting: waiting });
    this.semaphoresByOwner.set(name, own);
    const removeIfIdle = (): void => {
      if (own.isIdle) this.semaphoresByOwner.delete(name);
    };
    const deadline = performance.now() + waitMs;
    const releaseOwn = await own.acquire({ waitMs, signal }).catch((error: unknown) => {
      removeIfIdle();
      throw error;
    });
    const release = (): void => {
      releaseOwn();
      removeIfIdle();
    };
    try {
      const remainingMs = deadline - performance.now();
      const releaseAll = await this.semaphoresByCost
        .get(cost)!
        .acquire({ waitMs: remainingMs, signal, lane: key });
      return () => {
        releaseAll();
        release();
      };
    } catch (error) {
      release();
      throw error;
    }
  }
}

/** An IPv6 client has as many addresses as it wants, so the anonymous count by network. */
function ownerOf({ caller, ip }: FastifyRequest): string {
  return caller ? String(caller.id) : clientNetwork(ip).customer;
}

function costOf({ caller, query, routeOptions: { config } }: FastifyRequest): Cost | 'uncounted' {
  const { cost = caller ? 'ordinary' : 'anonymous' } = config;
  return typeof cost === 'function' ? cost(query as Record<string, unknown>) : cost;
}
