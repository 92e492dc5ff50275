import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startGeminiStandIn, type GeminiStandIn } from './gemini-stand-in.ts';
import type { Problem } from './support/api.ts';
import { eventually, freePort, startRedis, type RedisServer } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import { Metrics } from './support/metrics.ts';
import { startPlainProxy } from './support/plain-proxy.ts';
import { startProxy } from './support/proxy.ts';
import {
  createDatabase,
  startProcess,
  startService,
  startWorker,
  type Service,
  type TestProcess,
} from './support/service.ts';

const TOKEN = 'sixteen-or-more-characters';

describe('the metrics of one process that does it all', () => {
  let gemini: GeminiStandIn;
  let service: Service;

  beforeAll(async () => {
    gemini = await startGeminiStandIn();
    service = await startService({ GEMINI_API_KEY: 'test-key', GEMINI_BASE_URL: gemini.url });
  });
  afterAll(async () => {
    await service.stop();
    await gemini.close();
  });

  const scrape = (): Promise<Metrics> => Metrics.scrape(service.url);
  const rises = (name: string, labels: Record<string, string>, before: Metrics, by = 1): Promise<unknown> =>
    eventually(
      `${name} ${JSON.stringify(labels)} rises by ${by}`,
      async () => (await scrape()).value(name, labels) === (before.value(name, labels) ?? 0) + by,
      10,
    );

  it('are Prometheus’s text', async () => {
    const response = await fetch(`${service.url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { samples, text } = await scrape();
    for (const { name } of samples.filter(({ name }) => name.startsWith('ticketiq_'))) {
      const family = name.replace(/_(bucket|sum|count)$/, '');
      expect(text).toMatch(new RegExp(`^# HELP (${name}|${family}) \\w.{20,}$`, 'm'));
    }
    expect((await scrape()).value('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('count requests by method, route pattern and status, and how long they took', async () => {
    const before = await scrape();
    const { id } = await service.api.createSettled();
    await service.api.ticket(id);
    await service.api.ticket(id);
    await service.api.get('/api/tickets/4000000?');
    const ticket = { method: 'GET', route: '/api/tickets/:id' };
    await rises('ticketiq_http_requests_total', { ...ticket, status: '200' }, before, 2);
    await rises('ticketiq_http_requests_total', { ...ticket, status: '404' }, before);
    await rises('ticketiq_http_request_duration_seconds_count', ticket, before, 3);
    await rises(
      'ticketiq_http_requests_total',
      { method: 'POST', route: '/api/tickets', status: '201' },
      before,
    );
  });

  it('have one label for all addresses that are none', async () => {
    const before = await scrape();
    for (const path of ['/api/a', '/api/b/c', '/metrics/x']) await service.api.get(path);
    await service.api.call('POST', '/api/nothing', {});
    await service.api.call('POST', '/metrics', {});
    await rises('ticketiq_http_requests_total', { route: 'unmatched', method: 'GET' }, before, 3);
    await rises('ticketiq_http_requests_total', { route: 'unmatched', method: 'POST' }, before, 2);
    await service.api.get('/inbox', { headers: { accept: 'text/html' } });
    await service.api.get('/some/file.js');
    const routes = (await scrape()).labelsOf('ticketiq_http_requests_total', 'route');
    const known = /^(unmatched|console|\/metrics|\/api(\/[a-z-]+(\.csv)?|\/:\w+)+)$/;
    expect(routes.filter((route) => !known.test(route))).toEqual([]);
  });

  it('tell how many consoles follow, and leave the length of their stay out of the durations', async () => {
    const client = await EventClient.connect(service.api);
    await eventually(
      'one follows',
      async () => (await scrape()).value('ticketiq_event_streams_open') === 1,
      5,
    );
    client.close();
    await eventually(
      'it is gone',
      async () => (await scrape()).value('ticketiq_event_streams_open') === 0,
      5,
    );
    const { samples } = await scrape();
    const durations = samples.filter(({ name }) => name === 'ticketiq_http_request_duration_seconds_count');
    expect(durations.map(({ labels }) => labels.route)).not.toContain('/api/events');
  });

  it('tell of Gemini’s answers, their tokens and how long they took', async () => {
    gemini.behave('answers');
    const before = await scrape();
    const { id } = await service.api.create();
    await service.api.triaged(id);
    await rises('ticketiq_classifier_answers_total', { source: 'gemini' }, before);
    await rises(
      'ticketiq_classifier_duration_seconds_count',
      { source: 'gemini', outcome: 'answered' },
      before,
    );
    const [row] = await service.query<{ input: number; output: number }>(
      'SELECT input_tokens AS input, output_tokens AS output FROM classifications WHERE ticket_id = $1',
      [id],
    );
    expect(row!.input).toBeGreaterThan(0);
    // By its deprecated name as well, for dashboards of earlier versions.
    for (const name of ['model', 'gemini']) {
      await rises(`ticketiq_${name}_tokens_total`, { direction: 'input' }, before, row!.input);
      await rises(`ticketiq_${name}_tokens_total`, { direction: 'output' }, before, row!.output);
      expect((await scrape()).value(`ticketiq_${name}_available`)).toBe(1);
    }
  });

  it('tell of its failures by reason, and of the fallbacks that answered instead', async () => {
    gemini.behave('blocked');
    const before = await scrape();
    const { id } = await service.api.create();
    await service.api.triaged(id);
    await rises('ticketiq_classifier_errors_total', { source: 'gemini', reason: 'refused' }, before);
    await rises('ticketiq_classifier_fallbacks_total', { reason: 'refused' }, before);
    await rises('ticketiq_classifier_answers_total', { source: 'local' }, before);
    await rises(
      'ticketiq_classifier_duration_seconds_count',
      { source: 'gemini', outcome: 'failed' },
      before,
    );
    gemini.behave('answers');
  });

  it('tell what people made of the suggestions, by who made them', async () => {
    const before = await scrape();
    const [first, second] = [await service.api.create(), await service.api.create()];
    const accepted = await service.api.triaged(first.id);
    await service.api.triaged(second.id);
    await service.api.call('POST', `/api/tickets/${first.id}/triage/accept`);
    const other = accepted.priority === 'critical' ? 'low' : 'critical';
    await service.api.patch(second.id, { priority: other });
    await rises(
      'ticketiq_triage_decided_tickets',
      { decision: 'accepted', source: accepted.triage.source! },
      before,
    );
    await rises('ticketiq_triage_decided_tickets', { decision: 'overridden', source: 'gemini' }, before);
  });

  it('tell what waits for its triage, and since when', async () => {
    gemini.behave('slow', { delayMs: 2000 });
    const { id } = await service.api.create();
    await eventually('it is in hand', async () => {
      const metrics = await scrape();
      return (
        metrics.value('ticketiq_queue_jobs', { state: 'active' }) === 1 &&
        metrics.value('ticketiq_triage_pending_tickets') === 1
      );
    });
    await service.query(`UPDATE tickets SET created_at = now() - interval '1 hour' WHERE id = $1`, [id]);
    expect((await scrape()).value('ticketiq_triage_oldest_pending_seconds')).toBeGreaterThanOrEqual(3600);
    expect((await scrape()).value('ticketiq_triage_oldest_pending_seconds')).toBeLessThan(3660);
    gemini.behave('answers');
    await service.api.triaged(id);
    const after = await scrape();
    expect(after.value('ticketiq_triage_oldest_pending_seconds')).toBe(0);
    expect(after.value('ticketiq_triage_pending_tickets')).toBe(0);
  });

  it('do not take a ticket that has a suggestion for one that waits', async () => {
    const { id } = await service.api.create();
    await service.api.triaged(id);
    gemini.behave('slow', { delayMs: 2000 });
    await service.query(`UPDATE tickets SET created_at = now() - interval '9 days' WHERE id = $1`, [id]);
    await service.api.call('POST', `/api/tickets/${id}/triage/retry`);
    const metrics = await scrape();
    expect(metrics.value('ticketiq_triage_pending_tickets')).toBe(1);
    expect(metrics.value('ticketiq_triage_oldest_pending_seconds')).toBe(0);
    gemini.behave('answers');
    await service.api.triaged(id);
  });
});

describe('the metrics are kept', () => {
  let service: Service;
  let open: Service;
  beforeAll(async () => {
    [service, open] = await Promise.all([startService({ METRICS_TOKEN: TOKEN }), startService()]);
  });
  afterAll(() => Promise.all([service.stop(), open.stop()]));

  const read = (headers: Record<string, string>): ReturnType<typeof service.api.get<Problem>> =>
    service.api.get<Problem>('/metrics', { headers });

  it('from whoever comes through a proxy that is not trusted, although it is on this machine', async () => {
    const { status, headers, body, text } = await read({ 'x-forwarded-for': '127.0.0.1' });
    expect([status, headers.get('content-type')]).toEqual([403, 'application/problem+json']);
    expect(body).toMatchObject({ status: 403, code: 'request.forbidden', instance: '/metrics' });
    expect(text).not.toContain('ticketiq_');
  });

  it('from whoever has another token, and not from who has the right one', async () => {
    const from = { 'x-forwarded-for': '10.1.2.3' };
    expect((await read({ ...from, authorization: `Bearer ${TOKEN}1` })).status).toBe(403);
    expect((await read({ ...from, authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    const withoutToken = await open.api.get('/metrics', { headers: { ...from, authorization: 'Bearer ' } });
    expect(withoutToken.status).toBe(403);
  });

  it('for this machine, which needs no token where none is set', async () => {
    expect((await open.api.get('/metrics')).status).toBe(200);
    expect((await service.api.get('/metrics')).status).toBe(403);
    const authorization = `Bearer ${TOKEN}`;
    expect((await service.api.get('/metrics', { headers: { authorization } })).status).toBe(200);
  });

  it('from whoever comes through a proxy on this machine that says nothing of itself', async () => {
    const proxies = await Promise.all([open, service].map(({ url }) => startPlainProxy(url)));
    for (const { url } of proxies) {
      expect((await fetch(`${url}/metrics`)).status).toBe(403);
      expect((await fetch(`${url}/metrics`, { headers: { host: 'localhost' } })).status).toBe(403);
    }
    await Promise.all(proxies.map((proxy) => proxy.stop()));
  });

  it.each<Record<string, string>>([{ TRUSTED_PROXIES: 'loopback' }, { HOST: '0.0.0.0' }])(
    'from everyone without a token where others may come in: %o',
    async (settings) => {
      const reachable = await startService(settings);
      expect((await reachable.api.get('/metrics')).status).toBe(403);
      await reachable.stop();
    },
  );
});

describe('the metrics of an api and a worker over Redis', () => {
  let redis: RedisServer;
  let postgres: Awaited<ReturnType<typeof startProxy>>;
  let service: Service;
  let worker: TestProcess;
  let workerUrl: string;
  let settings: Record<string, string>;

  beforeAll(async () => {
    redis = await startRedis();
    const database = new URL(await createDatabase());
    postgres = await startProxy(database.hostname, Number(database.port));
    database.port = String(postgres.port);
    database.hostname = '127.0.0.1';
    const port = await freePort();
    workerUrl = `http://127.0.0.1:${port}`;
    settings = { DATABASE_URL: database.href, REDIS_URL: redis.url, METRICS_PORT: String(port) };
    service = await startService(settings);
    worker = await startWorker(settings);
  });
  afterAll(async () => {
    postgres.mend();
    await Promise.all([worker.stop(), service.stop()]);
    postgres.close();
    await redis.stop();
  });

  it('are each of its own work, and the queue is told of by the api', async () => {
    const { id } = await service.api.create();
    await service.api.triaged(id);
    const [ofApi, ofWorker] = [await Metrics.scrape(service.url), await Metrics.scrape(workerUrl)];
    const answers = (metrics: Metrics): number | undefined =>
      metrics.value('ticketiq_classifier_answers_total', { source: 'local' });
    expect([answers(ofApi), answers(ofWorker)]).toEqual([0, 1]);
    expect(ofWorker.value('ticketiq_classifier_fallbacks_total', { reason: 'not_configured' })).toBe(1);
    expect(ofApi.value('ticketiq_queue_jobs', { state: 'waiting' })).toBe(0);
    expect(ofWorker.value('ticketiq_queue_jobs')).toBeUndefined();
    expect(ofWorker.value('ticketiq_engine_up', { engine: 'redis' })).toBe(1);
    expect(ofApi.value('ticketiq_model_available')).toBeUndefined();
  });

  it('of the worker come with its liveness and with nothing else', async () => {
    expect(await (await fetch(`${workerUrl}/health/live`)).json()).toEqual({ status: 'ok' });
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/api/tickets'],
      ['POST', '/metrics'],
    ] as const) {
      const response = await fetch(workerUrl + path, { method });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json',
      ]);
    }
    const forwarded = await fetch(`${workerUrl}/metrics`, { headers: { 'x-forwarded-for': '10.0.0.1' } });
    expect(forwarded.status).toBe(403);
  });

  it('say at once that Redis is away, and nothing of the queue in it', async () => {
    await redis.kill();
    const metrics = await eventually('it is told', async () => {
      const asked = performance.now();
      const metrics = await Metrics.scrape(service.url);
      expect(performance.now() - asked).toBeLessThan(1500);
      return metrics.value('ticketiq_engine_up', { engine: 'redis' }) === 0 && metrics;
    });
    expect(metrics.value('ticketiq_queue_jobs')).toBeUndefined();
    expect(metrics.value('ticketiq_triage_pending_tickets')).toBe(0);
    await redis.start();
    await eventually('it is back', async () => {
      const metrics = await Metrics.scrape(service.url);
      return metrics.value('ticketiq_queue_jobs', { state: 'waiting' }) === 0;
    });
  });

  it('say at once that PostgreSQL is away, and no figure of before', async () => {
    postgres.cut();
    const asked = performance.now();
    const metrics = await Metrics.scrape(service.url);
    expect(performance.now() - asked).toBeLessThan(1500);
    expect(metrics.value('ticketiq_engine_up', { engine: 'postgresql' })).toBe(0);
    expect(metrics.value('ticketiq_engine_up', { engine: 'redis' })).toBe(1);
    expect(metrics.value('ticketiq_triage_pending_tickets')).toBeUndefined();
    expect(metrics.value('ticketiq_triage_oldest_pending_seconds')).toBeUndefined();
    expect(metrics.value('ticketiq_triage_decided_tickets')).toBeUndefined();
    postgres.mend();
    await eventually('it is back', async () => {
      const metrics = await Metrics.scrape(service.url);
      return metrics.value('ticketiq_triage_pending_tickets') === 0;
    });
  });

  it('of a worker are told on the network only where there is a token', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4')?.address;
    // A machine without a network has only itself to keep them from.
    if (!outside) return;
    const port = await freePort();
    await expect(fetch(`http://${outside}:${new URL(workerUrl).port}/health/live`)).rejects.toThrow();
    const other = await startWorker({ ...settings, METRICS_PORT: String(port), METRICS_TOKEN: TOKEN });
    const address = `http://${outside}:${port}/metrics`;
    expect((await fetch(address)).status).toBe(403);
    expect((await fetch(address, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
    await other.stop();
  });

  it('need a port of their own for each worker of a machine, which is said in words', async () => {
    await expect(startWorker(settings)).rejects.toThrow(/worker.js ended with 1:\n.*METRICS_PORT/s);
  });
});

it('a token that is easily guessed stops the start', async () => {
  const start = startProcess(
    'main.js',
    { DATABASE_URL: inject('postgresUrl'), METRICS_TOKEN: 'short' },
    /ready at/,
  );
  await expect(start).rejects.toThrow(/METRICS_TOKEN: Set at least 16 characters/);
});
