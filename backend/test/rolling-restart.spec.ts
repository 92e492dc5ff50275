import { connect } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGeminiStandIn, type GeminiStandIn } from './gemini-stand-in.ts';
import { Api, type Problem, type Ticket } from './support/api.ts';
import { eventually, freePort, startRedis, type RedisServer } from './support/engines.ts';
import { startNginx } from './support/nginx.ts';
import { Random } from './support/random.ts';
import {
  createDatabase,
  startService,
  startWorker,
  type Service,
  type TestProcess,
} from './support/service.ts';

/** As in production: the setting unset. */
const PRODUCTION = { DRAIN_SECONDS: '' };

describe('an api process that is asked to stop', () => {
  let gemini: GeminiStandIn;
  let service: Service;

  beforeAll(async () => {
    gemini = await startGeminiStandIn();
    service = await startService({
      ...PRODUCTION,
      GEMINI_API_KEY: 'test-key',
      GEMINI_BASE_URL: gemini.url,
      CLASSIFY_DEADLINE_MS: '8000',
    });
  });
  afterAll(() => gemini.close());

  it('says so at once, answers all the same for a while, finishes what is open, and ends streams with a word on when to return', async () => {
    gemini.behave('slow', { delayMs: 3500 });
    const stream = await fetch(`${service.url}/api/events`, { headers: service.api.authorization });
    const unused = connect(Number(new URL(service.url).port), '127.0.0.1');
    unused.on('error', () => undefined);
    const { id } = await service.api.createSettled();
    const asked = performance.now();
    const stopped = service.stop();

    const notReady = await eventually(
      'it is not ready',
      async () => {
        const { status, body } = await service.api.get<Problem>('/api/health/ready');
        return status === 503 && body;
      },
      1,
    );
    expect(notReady).toMatchObject({ code: 'server.stopping', status: 503 });
    expect((await service.api.get('/api/health/live')).status).toBe(200);
    expect((await service.api.ticket(id)).id).toBe(id);
    await sleep(1000);
    expect((await service.api.createSettled()).id).toBe(id + 1);
    // It is not answered before all others have gone.
    const slow = service.api.call<{ source: string }>('POST', '/api/tickets/classify', {
      description: 'The printer is broken.',
    });

    const streamed = await stream.text();
    const [, lastRetry] = [...streamed.matchAll(/^retry: (\d+)$/gm)].map(([, ms]) => Number(ms));
    expect(lastRetry).toBeGreaterThanOrEqual(500);
    expect(lastRetry).toBeLessThanOrEqual(5500);
    const answer = await slow;
    expect([answer.status, answer.body.source]).toEqual([200, 'gemini']);
    expect(answer.headers.get('connection')).toBe('keep-alive');

    expect(await stopped).toBe(0);
    // Two seconds for the load balancers, and the rest of the slow request; idle clients are not waited for.
    expect(performance.now() - asked).toBeLessThan(10_000);
    await expect(service.api.get('/api/health/live')).rejects.toThrow();
  });

  it('does not wait where nobody stands before it', async () => {
    const quick = await startService({ DRAIN_SECONDS: '0' });
    await quick.api.createSettled();
    const asked = performance.now();
    expect(await quick.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(1500);
  });
});

describe('two api processes behind nginx', () => {
  let redis: RedisServer;
  let worker: TestProcess;
  let folder: string;
  let settings: Record<string, string>;
  let services: Service[];

  beforeAll(async () => {
    redis = await startRedis();
    settings = { ...PRODUCTION, DATABASE_URL: await createDatabase(), REDIS_URL: redis.url };
    services = [];
    for (let i = 0; i < 2; i += 1) {
      services.push(await startService({ ...settings, PORT: String(await freePort()) }));
    }
    worker = await startWorker(settings);
    folder = await mkdtemp(join(tmpdir(), 'ticketiq-restart-'));
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
  });
  afterAll(async () => {
    await Promise.all([worker.stop(), ...services.map((service) => service.stop())]);
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('are restarted one after the other without a failed request, a lost ticket or a doubled one', async () => {
    // nginx gives a process that refused it a rest of this long, and the next one is stopped after that.
    const rest = 2;
    const nginx = await startNginx(
      services.map(({ url }) => url),
      folder,
      ` fail_timeout=${rest}s`,
    );
    const api = new Api(nginx.url, services[0]!.api.bearer);
    const failures: string[] = [];
    const filed = new Map<string, number>();
    const calls = { get: 0, post: 0, keyed: 0 };
    let busy = true;

    const lane = async (number: number): Promise<void> => {
      const random = new Random(number);
      for (let i = 0; busy; i += 1) {
        const title = `ticket-${number}.${i}`;
        const failed = (what: string) => (answer: { status: number; text: string }) => {
          failures.push(`${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
        };
        try {
          if (random.next() < 0.5) {
            const id = [...filed.values()].at(random.below(10) - 10);
            const answer = await api.get(id ? `/api/tickets/${id}` : '/api/tickets');
            if (answer.status !== 200) failed('GET')(answer);
            calls.get += 1;
          } else {
            const keyed = random.next() < 0.5;
            const headers: Record<string, string> = keyed ? { 'idempotency-key': title } : {};
            const input = { title, description: 'It is down.' };
            const answer = await api.call<Ticket>('POST', '/api/tickets', input, { headers });
            if (answer.status === 201) filed.set(title, answer.body.id);
            else failed(keyed ? 'POST with a key' : 'POST')(answer);
            calls[keyed ? 'keyed' : 'post'] += 1;
          }
        } catch (error) {
          failures.push(`${title}: ${String(error)}`);
        }
        await sleep(10 + random.below(20));
      }
    };
    const restart = async (index: number): Promise<void> => {
      const { url } = services[index]!;
      expect(await services[index]!.stop()).toBe(0);
      services[index] = await startService({ ...settings, PORT: new URL(url).port });
      await sleep((rest + 1) * 1000);
    };
    const lanes = Array.from({ length: 8 }, (_, number) => lane(number));
    try {
      await sleep(1000);
      await restart(0);
      await restart(1);
    } finally {
      busy = false;
      await Promise.all(lanes);
      await nginx.stop();
    }

    expect(failures.slice(0, 10)).toEqual([]);
    expect(Math.min(...Object.values(calls))).toBeGreaterThan(50);
    const rows = await services[0]!.query<{ id: number; title: string }>('SELECT id, title FROM tickets');
    expect(rows.length).toBe(filed.size);
    expect(new Map(rows.map(({ title, id }) => [title, id]))).toEqual(filed);
    await eventually('all are triaged once', async () => {
      const [row] = await services[0]!.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM classifications WHERE applied',
      );
      return row!.n === filed.size;
    });
  }, 120_000);
});

describe('a worker that is asked to stop with a ticket in hand', () => {
  let gemini: GeminiStandIn;
  let redis: RedisServer;
  let settings: Record<string, string>;
  let service: Service;

  beforeAll(async () => {
    gemini = await startGeminiStandIn();
    redis = await startRedis();
    settings = {
      DATABASE_URL: await createDatabase(),
      REDIS_URL: redis.url,
      GEMINI_API_KEY: 'test-key',
      GEMINI_BASE_URL: gemini.url,
      // So that what was not finished could come back only by the queue.
      TRIAGE_SWEEP_SECONDS: '3600',
    };
    service = await startService(settings);
  });
  afterAll(async () => {
    await service.stop();
    await Promise.all([redis.stop(), gemini.close()]);
  });

  const answers = (id: number): Promise<{ source: string; degraded_reason: string | null }[]> =>
    service.query('SELECT source, degraded_reason FROM classifications WHERE ticket_id = $1', [id]);

  /** Stops a worker that has the ticket in hand, has another look for what is left, and gives the time of the stop. */
  const stopWithTicketInHand = async (): Promise<{ id: number; ms: number }> => {
    const worker = await startWorker(settings);
    const before = gemini.requests.length;
    const { id } = await service.api.create();
    await eventually('Gemini is asked', () => gemini.requests.length > before);
    const asked = performance.now();
    expect(await worker.stop()).toBe(0);
    const ms = performance.now() - asked;
    const next = await startWorker(settings);
    await service.api.triaged(id);
    await next.stop();
    return { id, ms };
  };

  it('waits for an answer that comes soon', async () => {
    gemini.behave('slow', { delayMs: 1500 });
    const { id } = await stopWithTicketInHand();
    expect(await answers(id)).toEqual([{ source: 'gemini', degraded_reason: null }]);
  });

  it('does not wait for one that does not come: the local model answers, once', async () => {
    gemini.behave('hangs');
    const { id, ms } = await stopWithTicketInHand();
    expect(await answers(id)).toEqual([{ source: 'local', degraded_reason: 'timeout' }]);
    expect(ms).toBeLessThan(9000);
  });
});
