import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import { findPostmaster, runningEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import { startGeminiStandIn } from './gemini-stand-in.ts';
import { Api, type Ticket } from './support/api.ts';
import { eventually, freePort, startRedis } from './support/engines.ts';
import {
  ACCOUNTS,
  ADMIN,
  createDatabase,
  startProcess,
  startService,
  startWorker,
  type TestProcess,
} from './support/service.ts';

/** Every ticket that was answered with 201 must be there in the end, triaged once, or as the agent left it. */
async function expectNothingLost(
  query: <Row extends pg.QueryResultRow>(sql: string) => Promise<Row[]>,
  filed: number[],
  touched: Map<number, Ticket>,
): Promise<void> {
  await eventually(
    'no ticket is owed an answer',
    async () => {
      const [row] = await query<{ n: number }>(
        `SELECT count(*)::int AS n FROM tickets WHERE triage_state = 'pending'`,
      );
      return row!.n === 0;
    },
    90,
  );
  const rows = await query<{
    id: number;
    state: string;
    applied: number;
    category: string;
    priority: string;
  }>(
    `SELECT t.id, t.triage_state AS state, t.category, t.priority,
       (SELECT count(*)::int FROM classifications c WHERE c.ticket_id = t.id AND c.applied AND c.source <> 'gemini') +
       (SELECT count(*)::int FROM classifications c WHERE c.ticket_id = t.id AND c.applied AND c.source = 'gemini') * 100
         AS applied
     FROM tickets t ORDER BY t.id`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  expect(filed.filter((id) => !found.has(id))).toEqual([]);
  for (const [id, { category, priority, triage }] of touched) {
    expect(found.get(id)).toMatchObject({ category, priority, state: triage.state });
  }
  // One answer of a fallback, one of Gemini, or first the one and then, once, the other.
  const untouched = rows.filter(({ id }) => !touched.has(id) && !unanswered.has(id));
  expect(untouched.filter(({ state }) => state !== 'suggested')).toEqual([]);
  expect(untouched.filter(({ applied }) => ![1, 100, 101].includes(applied))).toEqual([]);
  const [counted] = await query<{ counters: string; scan: string }>(
    `SELECT (SELECT sum(n) FROM ticket_counts) AS counters, (SELECT count(*) FROM tickets) AS scan`,
  );
  expect(counted!.counters).toBe(counted!.scan);
}

/** Tickets that an agent tried to change when the connection broke off: it may have gone through or not. */
const unanswered = new Set<number>();

/** As an agent would in the midst of it: says what it should be, whatever the machine thinks. */
async function touch(api: Api, id: number, touched: Map<number, Ticket>): Promise<void> {
  unanswered.add(id);
  const { body, status } = await api.call<Ticket>('PATCH', `/api/tickets/${id}`, {
    category: 'billing',
    priority: 'critical',
  });
  if (status === 200) touched.set(id, body);
  unanswered.delete(id);
}

it('loses and doubles nothing while the worker is killed, Redis is flushed, and Gemini fails in every way', async () => {
  const gemini = await startGeminiStandIn();
  gemini.behave('mixed', { seed: 7 });
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
  let worker: TestProcess = await startWorker(settings);
  const filed: number[] = [];
  const touched = new Map<number, Ticket>();
  let filing = true;

  const breakThings = async (): Promise<void> => {
    for (let round = 0; filing || round < 4; round += 1) {
      await sleep(600);
      await worker.stop('SIGKILL');
      if (round % 2 === 0) await redis.client.flushall();
      worker = await startWorker(settings);
    }
  };
  const file = async (): Promise<void> => {
    for (let i = 0; i < 200; i += 1) {
      const { id } = await service.api.create({ title: `Ticket ${i}` });
      filed.push(id);
      if (i % 10 === 9) await touch(service.api, filed[i - 4]!, touched);
      await sleep(15);
    }
    filing = false;
  };
  await Promise.all([breakThings(), file()]);

  await expectNothingLost(service.query, filed, touched);
  expect([filed.length, touched.size]).toEqual([200, 20]);
  await Promise.all([worker.stop(), service.stop()]);
  await Promise.all([redis.stop(), gemini.close()]);
}, 300_000);

it('loses nothing in the embedded mode while the whole service and its PostgreSQL are killed', async () => {
  const gemini = await startGeminiStandIn();
  gemini.behave('mixed', { seed: 11 });
  const dataDir = await mkdtemp(join(tmpdir(), 'ticketiq-killed-'));
  const port = await freePort();
  const settings = {
    DATA_DIR: dataDir,
    PORT: String(port),
    GEMINI_API_KEY: 'test-key',
    GEMINI_BASE_URL: gemini.url,
    TRIAGE_SWEEP_SECONDS: '1',
    LOG_LEVEL: 'error',
    ...ACCOUNTS,
  };
  const start = (): Promise<TestProcess> => startProcess('main.js', settings, /ready at/);
  const filed: number[] = [];
  const touched = new Map<number, Ticket>();
  let service = await start();
  const api = await new Api(`http://127.0.0.1:${port}`).signIn(ADMIN);
  for (let round = 0; round < 4; round += 1) {
    const before = filed.length;
    const killed = eventually('some tickets are filed', () => filed.length - before >= 15).then(async () => {
      if (round % 2 === 1) process.kill((await findPostmaster(join(dataDir, 'postgres')))!.pid, 'SIGKILL');
      await service.stop('SIGKILL');
    });
    const file = async (lane: number): Promise<void> => {
      for (let i = 0; service.running(); i += 1) {
        try {
          const { status, body } = await api.call<Ticket>('POST', '/api/tickets', {
            title: `Ticket ${round}.${lane}.${i}`,
            description: 'I was charged twice.',
          });
          if (status === 201) filed.push(body.id);
          if (status === 201 && i % 5 === 0) await touch(api, body.id, touched);
        } catch {
          // The connection broke: the ticket may exist or not, but was not confirmed.
          await sleep(20);
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, lane) => file(lane)));
    await killed;
    service = await start();
  }

  const client = new pg.Client({ connectionString: await runningEmbeddedPostgres(dataDir) });
  await client.connect();
  const query = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql)).rows;
  await expectNothingLost(query, filed, touched);
  expect(filed.length).toBeGreaterThan(50);
  await client.end();
  expect(await service.stop()).toBe(0);
  await gemini.close();
  await rm(dataDir, { recursive: true, force: true });
}, 300_000);
