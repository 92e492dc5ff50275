import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startRedis, type RedisServer } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import {
  createDatabase,
  startService,
  startWorker,
  type Service,
  type TestProcess,
} from './support/service.ts';

describe.each(['PostgreSQL', 'Redis'] as const)('live events over %s', (engine) => {
  let redis: RedisServer | undefined;
  let service: Service;
  /** A second api process, which only Redis makes possible. */
  let other: Service;
  let worker: TestProcess | undefined;

  beforeAll(async () => {
    redis = engine === 'Redis' ? await startRedis() : undefined;
    const settings = { DATABASE_URL: await createDatabase(), ...(redis && { REDIS_URL: redis.url }) };
    service = await startService(settings);
    other = redis ? await startService(settings) : service;
    worker = redis && (await startWorker(settings));
  });
  afterAll(async () => {
    await Promise.all([worker?.stop(), service.stop(), other !== service && other.stop()]);
    await redis?.stop();
  });

  it('tell of what happens to a ticket, to consoles of every process', async () => {
    const client = await EventClient.connect(other.api);
    const { id } = await service.api.create();
    await service.api.triaged(id);
    await service.api.patch(id, { title: 'Changed' });
    await service.api.call('DELETE', `/api/tickets/${id}`);
    await client.next('ticket.deleted', id);
    const seen = client.events
      .filter(({ data }) => data.id === id)
      .map(({ name, data }) => [name, data.version]);
    expect(seen).toEqual([
      ['ticket.created', 1],
      ['ticket.triaged', 2],
      ['ticket.updated', 3],
      ['ticket.deleted', 4],
    ]);
    client.close();
  });

  it('resume after the last one that was seen: each once, none missed', async () => {
    const before = await EventClient.connect(service.api);
    const { id } = await service.api.createSettled();
    const last = await before.next('ticket.created', id);
    before.close();
    const missed: number[] = [];
    for (let i = 0; i < 5; i += 1) missed.push((await service.api.createSettled()).id);
    const after = await EventClient.connect(other.api, last.id);
    await after.next('ticket.created', missed.at(-1));
    const next = await service.api.createSettled();
    await after.next('ticket.created', next.id);
    const created = after.events.filter(({ name }) => name === 'ticket.created').map(({ data }) => data.id);
    expect(created).toEqual([...missed, next.id]);
    expect(after.events.map(({ name }) => name)).not.toContain('stream.reset');
    after.close();
  });

  it('go on after the moment at which a console asked who it is, however late it listens', async () => {
    await service.api.createSettled();
    const me = await service.api.call('GET', '/api/auth/me');
    const { id } = await service.api.createSettled();
    // Longer than changed statistics are held back.
    await sleep(1500);
    const client = await EventClient.connect(other.api, me.headers.get('x-last-event-id')!);
    await client.next('ticket.created', id);
    // Statistics have no place in the stream.
    await client.next('stats.changed');
    expect(client.events.map(({ name }) => name)).not.toContain('stream.reset');
    expect(client.events.filter(({ name }) => name === 'ticket.created')).toHaveLength(1);
    client.close();
  });

  it.each(['1-0', 'not-an-id', '99999999999999-0'])(
    'say so where they can not be resumed: after %s',
    async (lastEventId) => {
      const client = await EventClient.connect(service.api, lastEventId);
      await client.next('stream.reset');
      client.close();
    },
  );

  it('announce changed statistics at most once a second', async () => {
    const client = await EventClient.connect(service.api);
    const end = performance.now() + 2500;
    while (performance.now() < end) await service.api.createSettled();
    await sleep(1200);
    const times = client.events.filter(({ name }) => name === 'stats.changed').map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(2);
    // A timer may come a little early, and its event a little late.
    for (const [i, at] of times.slice(1).entries()) expect(at - times[i]!).toBeGreaterThan(900);
    client.close();
  });

  it('end when the process stops, so that consoles go elsewhere, and do not hold it up', async () => {
    const settings = { DATABASE_URL: service.databaseUrl, ...(redis && { REDIS_URL: redis.url }) };
    const third = await startService(settings);
    const client = await EventClient.connect(third.api);
    const asked = performance.now();
    expect(await third.stop()).toBe(0);
    // Connections that do not end by themselves are closed after 30 seconds.
    expect(performance.now() - asked).toBeLessThan(15_000);
    await eventually('the stream has ended', () => client.ended);
  });
});

it('a comment every 15 seconds keeps the stream open', async () => {
  const service = await startService();
  const client = await EventClient.connect(service.api);
  await eventually('a heartbeat', () => client.comments > 0, 20);
  client.close();
  await service.stop();
});
