import fastify, { type FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import { Settings } from '../../config/settings.js';
import type { Caller } from '../users/caller.js';
import { RequestBudget } from './request-budget.js';

let app: FastifyInstance;

beforeEach(() => {
  app = appWith(new Settings());
});

function appWith(settings: Settings): FastifyInstance {
  const app = fastify();
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const { role, account } = request.headers;
    if (role) request.caller = { id: Number(account ?? 1), role } as Caller;
    done();
  });
  app.setErrorHandler((error: Error & { retryAfterSeconds?: number }, _, reply) =>
    reply.status(429).send({ retryAfterSeconds: error.retryAfterSeconds }),
  );
  new RequestBudget(settings).register(app);
  app.post('/api/tickets', { config: { budget: 'ticket' } }, () => 'created');
  app.patch('/api/tickets/:id', () => 'changed');
  app.post('/api/tickets/classify', { config: { budget: 'model' } }, () => 'classified');
  app.post('/api/auth/logout', () => 'left');
  return app;
}

async function refusedOf(
  times: number,
  method: 'POST' | 'PATCH',
  url: string,
  headers: Record<string, string>,
  payload: object = {},
): Promise<number> {
  let refused = 0;
  for (let i = 0; i < times; i += 1) {
    const { statusCode } = await app.inject({ method, url, headers, payload });
    if (statusCode === 429) refused += 1;
  }
  return refused;
}

describe('budget of a requester', () => {
  const requester = { role: 'requester' };

  it('allows 60 new tickets an hour, counted per account', async () => {
    expect(await refusedOf(61, 'POST', '/api/tickets', requester)).toBe(1);
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/api/tickets',
      headers: requester,
    });
    expect(statusCode).toBe(429);
    expect((JSON.parse(body) as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(3000);
    expect(await refusedOf(1, 'POST', '/api/tickets', { ...requester, account: '2' })).toBe(0);
    expect(await refusedOf(100, 'POST', '/api/tickets', { role: 'agent', account: '3' })).toBe(0);
  });

  it('allows 600 writes an hour, and signing out beyond that', async () => {
    expect(await refusedOf(605, 'PATCH', '/api/tickets/1', requester)).toBe(5);
    expect(await refusedOf(1, 'POST', '/api/auth/logout', requester)).toBe(0);
    expect(await refusedOf(700, 'PATCH', '/api/tickets/1', { role: 'agent', account: '3' })).toBe(0);
  });

  it('limits the amount of text a day', async () => {
    const description = 'x'.repeat(1_000_000);
    expect(await refusedOf(25, 'PATCH', '/api/tickets/1', requester, { description })).toBe(5);
    const agent = { role: 'agent', account: '3' };
    expect(await refusedOf(25, 'PATCH', '/api/tickets/1', agent, { description })).toBe(0);
  });
});

describe('budget of model calls', () => {
  it('allows each account half of the remote model’s rate limit', async () => {
    app = appWith(Object.assign(new Settings(), { GEMINI_API_KEY: 'key', TRIAGE_REQUESTS_PER_MINUTE: 20 }));
    expect(await refusedOf(12, 'POST', '/api/tickets/classify', { role: 'agent' })).toBe(2);
    expect(await refusedOf(1, 'POST', '/api/tickets/classify', { role: 'agent', account: '2' })).toBe(0);
  });

  it('is larger if only the bundled model is configured', async () => {
    expect(await refusedOf(300, 'POST', '/api/tickets/classify', { role: 'agent' })).toBe(0);
  });
});
