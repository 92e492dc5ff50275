import { expect, it } from 'vitest';
import { said, startGeminiStandIn } from './gemini-stand-in.ts';
import { answersTo } from './simple-model.ts';
import type { Ticket } from './support/api.ts';
import { eventually, startRedis } from './support/engines.ts';
import { createDatabase, startService, startWorker } from './support/service.ts';

const POISON = 'The ticket that the worker does not survive';

it('gives up on a ticket that two workers died with, and answers those that were claimed with it', async () => {
  const gemini = await startGeminiStandIn();
  // In place of what makes a process hang: no answer ever comes, and the test kills the process meanwhile.
  gemini.behave((request) =>
    request.content.includes(POISON) ? 'hang' : said(request, answersTo(request.content)),
  );
  const redis = await startRedis();
  const settings = {
    DATABASE_URL: await createDatabase(),
    REDIS_URL: redis.url,
    GEMINI_API_KEY: 'test-key',
    GEMINI_BASE_URL: gemini.url,
    TRIAGE_SWEEP_SECONDS: '1',
    LOG_LEVEL: 'error',
  };
  const service = await startService(settings);
  for (let i = 0; i < 5; i++) await service.api.create({ title: `VPN ${i} is slow` });
  const poison = (await service.api.create({ title: POISON })).id;
  const read = async (id: number) => (await service.api.call<Ticket>('GET', `/api/tickets/${id}`)).body;
  const states = async () =>
    service.query<{ id: number; state: string; claims: number; source: string | null }>(
      `SELECT id, triage_state AS state, triage_claims AS claims, triage_source AS source FROM tickets ORDER BY id`,
    );
  const poisonRequests = () => gemini.requests.filter(({ content }) => content.includes(POISON));

  let worker = await startWorker(settings);
  await eventually('the ticket is in hand', () => poisonRequests().length === 1, 30);
  await worker.stop('SIGKILL');
  expect((await states()).find(({ id }) => id === poison)).toMatchObject({ state: 'pending', claims: 1 });

  worker = await startWorker(settings);
  await eventually(
    'the ticket is in hand again',
    async () =>
      poisonRequests().length >= 2 && (await states()).find(({ id }) => id === poison)!.claims === 2,
    60,
  );
  await worker.stop('SIGKILL');
  for (const { content } of poisonRequests().slice(1)) expect(content).not.toContain('is slow');

  const asked = poisonRequests().length;
  worker = await startWorker(settings);
  await eventually(
    'nobody waits any more',
    async () => (await states()).every(({ state }) => state === 'suggested'),
    90,
  );
  expect(poisonRequests()).toHaveLength(asked);
  for (const row of await states()) {
    expect(row).toMatchObject({ claims: 0, source: row.id === poison ? 'default' : 'gemini' });
  }
  const { category, priority, triage } = await read(poison);
  expect({ category, priority }).toEqual({ category: 'general', priority: 'medium' });
  expect(triage).toMatchObject({ degraded_reason: 'interrupted', confidence: 0, abstained: true });

  // An agent may request another attempt, which resets the count.
  gemini.behave('answers');
  await service.api.call('POST', `/api/tickets/${poison}/triage/retry`);
  await eventually('the model answers', async () => (await read(poison)).triage.source === 'gemini', 60);
  expect((await read(poison)).triage.degraded_reason).toBeNull();

  await Promise.all([worker.stop(), service.stop()]);
  await Promise.all([redis.stop(), gemini.close()]);
}, 240_000);
