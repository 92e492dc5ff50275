import { Injectable, Optional } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { TooManyRequests } from '../auth/auth.errors.js';
import { providerOf } from '../../classification/remote/remote-providers.js';
import { Settings } from '../../config/settings.js';
import { rateLimiter } from '../../messaging/rate-limiter.js';
import { RedisConnection } from '../../messaging/redis-connection.js';
import type { Caller } from '../users/caller.js';
import type { RouteBudget } from './cost.js';
import { hasRawBody } from '../../http/raw-body.js';
import { can } from '../../vocabulary/index.js';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/**
 * Budgets of one requester. Agents, and programs with an agent's token, create tickets for many people and have none.
 */
const TICKETS_PER_HOUR = 60;
const WRITES_PER_HOUR = 600;
const BYTES_PER_DAY = 20 * 1024 * 1024;
/** In files of the maximum size. */
const FILES_PER_DAY = 40;

declare module 'fastify' {
  interface FastifyContextConfig {
    budget?: RouteBudget;
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Limits what one account stores and how many model calls it causes over time; across all processes if Redis is
 * configured.
 */
@Injectable()
export class RequestBudget {
  private readonly tickets: RateLimiterAbstract;
  private readonly writes: RateLimiterAbstract;
  private readonly bytes: RateLimiterAbstract;
  private readonly fileBytes: RateLimiterAbstract;
  private readonly maxFileBytes: number;
  private readonly models: RateLimiterAbstract;

  constructor(settings: Settings, @Optional() redis?: RedisConnection) {
    const limit = (name: string, points: number, seconds: number): RateLimiterAbstract =>
      rateLimiter({ name, points, seconds }, redis?.client);
    this.tickets = limit('requester-tickets', TICKETS_PER_HOUR, HOUR_SECONDS);
    this.writes = limit('requester-writes', WRITES_PER_HOUR, HOUR_SECONDS);
    this.bytes = limit('requester-bytes', BYTES_PER_DAY, DAY_SECONDS);
    this.maxFileBytes = settings.ATTACHMENT_MAX_MB * 1024 * 1024;
    this.fileBytes = limit('requester-file-bytes', FILES_PER_DAY * this.maxFileBytes, DAY_SECONDS);
    this.models = limit('model-calls', modelCallsPerMinute(settings), 60);
  }

  /** Runs after access control and after the body was read, whose size is counted as stored. */
  register(fastify: FastifyInstance): void {
    fastify.addHook('preValidation', async (request) => {
      const { caller } = request;
      if (!caller || request.is404) return;
      if (request.routeOptions.config.budget === 'model') {
        await consume(this.models, caller, 1, 'Too many suggestions were asked for.');
      }
      if (!can(caller, 'writes.unlimited') && isWrite(request)) await this.consumeForWrite(request, caller);
    });
  }

  /** @throws TooManyRequests */
  private async consumeForWrite(request: FastifyRequest, caller: Caller): Promise<void> {
    const { routeOptions, body } = request;
    await consume(this.writes, caller, 1, 'Too many changes.');
    if (hasRawBody(request)) return this.consumeForFile(request, caller);
    const bytes = Buffer.byteLength(JSON.stringify(body ?? ''));
    await consume(this.bytes, caller, bytes, 'Too much text within a day.');
    if (routeOptions.config.budget === 'ticket') {
      await consume(this.tickets, caller, 1, 'Too many new tickets.');
    }
  }

  /** A body without a length counts as one of the maximum size. */
  private async consumeForFile({ headers }: FastifyRequest, caller: Caller): Promise<void> {
    const length = Number(headers['content-length'] ?? this.maxFileBytes);
    const bytes = Math.min(Math.max(1, length), this.maxFileBytes);
    await consume(this.fileBytes, caller, bytes, 'Too many files within a day.');
  }
}

function isWrite({ method, routeOptions: { url } }: FastifyRequest): boolean {
  return !SAFE_METHODS.has(method) && !url?.startsWith('/api/auth');
}

/** One account may use half of a remote model's rate limit. The bundled model takes only milliseconds per call. */
function modelCallsPerMinute(settings: Settings): number {
  const isRemote = providerOf(settings).isConfigured(settings);
  return Math.ceil(isRemote ? settings.TRIAGE_REQUESTS_PER_MINUTE / 2 : settings.RATE_LIMIT_PER_MINUTE / 20);
}

async function consume(
  limiter: RateLimiterAbstract,
  { id }: Caller,
  points: number,
  detail: string,
): Promise<void> {
  try {
    await limiter.consume(id, points);
  } catch (denial) {
    if (!(denial instanceof RateLimiterRes)) throw denial;
    throw new TooManyRequests(Math.max(1, Math.ceil(denial.msBeforeNext / 1000)), detail);
  }
}
