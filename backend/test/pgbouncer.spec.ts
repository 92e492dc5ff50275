import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrateDatabase } from '../src/schema/migrate.js';
import type { Api, Ticket } from './support/api.ts';
import { databaseUrl, startRedis, type RedisServer } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import { startPgBouncer, type PgBouncer } from './support/pgbouncer.ts';
import { startService, startWorker, type Service, type TestProcess } from './support/service.ts';

/*
 * The service through a real PgBouncer in transaction mode, with the configuration that we ship. Three processes, each
 * with a pool of twenty of its own, share two connections to the server.
 */

const POOL = 2;
const WRITERS = 64;
const TICKETS_EACH = 4;
const SETTLED = { description: 'It is down.', category: 'general', priority: 'medium' };

interface Statistics {
  status_breakdown: Record<string, number>;
  priority_breakdown: Record<string, number>;
}

let redis: RedisServer;
let pooler: PgBouncer;
/** Past the pooler, for what only the server knows. */
let server: pg.Client;
let settings: Record<string, string>;
let services: Service[];
let worker: TestProcess;

async function emptyDatabase(name: string): Promise<string> {
  await server.query(`CREATE DATABASE ${name}`);
  return databaseUrl(inject('postgresUrl'), name);
}

beforeAll(async () => {
  server = new pg.Client({ connectionString: inject('postgresUrl') });
  await server.connect();
  [redis, pooler] = await Promise.all([
    startRedis(),
    startPgBouncer(inject('postgresUrl'), [['default_pool_size = 20', `default_pool_size = ${POOL}`]]),
  ]);
  settings = {
    DATABASE_URL: pooler.through(await emptyDatabase('behind_a_pooler')),
    REDIS_URL: redis.url,
  };
  // All at once, on a database that has no tables yet, and more of them than the pool has connections.
  const [first, second, started] = await Promise.all([
    startService(settings),
    startService(settings),
    startWorker(settings),
  ]);
  services = [first, second];
  worker = started;
}, 120_000);
afterAll(async () => {
  await Promise.all([worker?.stop(), ...(services ?? []).map((service) => service.stop())]);
  await Promise.all([redis?.stop(), pooler?.stop(), server?.end()]);
});

describe('behind PgBouncer in transaction mode', () => {
  it('several copies have migrated an empty database, each change once', async () => {
    const names = await services[0]!.query<{ name: string }>('SELECT name FROM migrations');
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
    const printed = [...services, worker].map(({ output }) => output()).join('\n');
    expect(printed).not.toMatch(/error|refused|does not exist/i);
  });

  it('statements have the time limit that they have without it', async () => {
    const limits = await services[0]!.query('SHOW statement_timeout');
    const idle = await services[0]!.query('SHOW idle_in_transaction_session_timeout');
    expect([...limits, ...idle]).toEqual([
      { statement_timeout: '30s' },
      { idle_in_transaction_session_timeout: '30s' },
    ]);
  });

  it('a ticket is filed, triaged, heard of, found, listed, changed, counted and exported, by either copy', async () => {
    const [one, other] = services as [Service, Service];
    const stream = await EventClient.connect(other.api);
    const { id } = await one.api.create({ title: 'The wombat is loose' });
    await stream.next('ticket.created', id);
    expect((await other.api.triaged(id)).triage.state).toBe('suggested');
    await stream.next('ticket.triaged', id);
    stream.close();
    expect((await other.api.list('search=wombat')).results.map((found) => found.id)).toEqual([id]);
    expect((await one.api.list('sort=-priority')).results.map((found) => found.id)).toContain(id);
    await other.api.patch(id, { status: 'in_progress', assignee_id: one.admin.id });
    await one.api.message(id, 'We are looking for it.');
    const { body: stats } = await one.api.get<Statistics>('/api/tickets/stats');
    expect(stats.status_breakdown).toMatchObject({ open: 0, in_progress: 1 });
    const { status, text } = await other.api.get('/api/tickets/export.csv?search=wombat');
    expect([status, text.trim().split('\n').length]).toEqual([200, 2]);
    expect(text).toContain('The wombat is loose');
  });

  it('what is planned once a connection is answered over whichever connection comes', async () => {
    const paths = ['', '/report', '/queue'].map((part) => `/api/tickets/stats${part}`);
    const asked = Array.from({ length: 60 }, (_, i) => services[i % 2]!.api.get(paths[i % 3]!));
    for (const { status, text } of await Promise.all(asked)) expect([status, text]).toEqual([200, text]);
    expect(services.map(({ output }) => output()).join('\n')).not.toContain('prepared statement');
  });

  it(`${WRITERS} clients write at once, and the pool holds no more connections to the server than it may`, async () => {
    let writing = true;
    const held: { pool: number; atServer: number }[] = [];
    const watch = async (): Promise<void> => {
      while (writing) {
        const { rows } = await server.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = 'behind_a_pooler'`,
        );
        held.push({ pool: await pooler.serverConnections(), atServer: rows[0]!.n });
        await sleep(20);
      }
    };
    const watching = watch();
    const write = async (lane: number): Promise<number[]> => {
      const { api } = services[lane % services.length]!;
      const ids: number[] = [];
      for (let i = 0; i < TICKETS_EACH; i += 1) {
        const ticket = { ...SETTLED, title: `Ticket ${lane}.${i}` };
        const { id } = await patiently<Ticket>(api, 'POST', '/api/tickets', ticket);
        await patiently(api, 'PATCH', `/api/tickets/${id}`, { priority: 'high' });
        ids.push(id);
      }
      return ids;
    };
    const filed = await Promise.all(Array.from({ length: WRITERS }, (_, lane) => write(lane))).finally(
      () => (writing = false),
    );
    await watching;

    expect(held.length).toBeGreaterThan(5);
    expect(Math.max(...held.map(({ pool }) => pool))).toBe(POOL);
    // A connection that PgBouncer closed after a client disconnected may exist a moment longer on the server.
    expect(Math.max(...held.map(({ atServer }) => atServer))).toBeLessThanOrEqual(2 * POOL);
    const ids = filed.flat();
    const [row] = await services[0]!.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM tickets WHERE id = ANY ($1) AND priority = 'high'`,
      [ids],
    );
    const [all] = await services[0]!.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM tickets WHERE title LIKE 'Ticket %'`,
    );
    const expected = WRITERS * TICKETS_EACH;
    expect([new Set(ids).size, row!.n, all!.n]).toEqual([expected, expected, expected]);
    const { body: stats } = await services[1]!.api.get<Statistics>('/api/tickets/stats');
    expect(stats.priority_breakdown.high).toBeGreaterThanOrEqual(WRITERS * TICKETS_EACH);
  });

  it('jobs in PostgreSQL are refused at the start, in words, since they need a session', async () => {
    await expect(start(settings.DATABASE_URL!, { withQueue: true })).rejects.toThrow(
      /REDIS_URL: Set the address of Redis.* PgBouncer/,
    );
  });

  it('one that ignores none of our settings is refused at the start, in words', async () => {
    const strict = await startPgBouncer(inject('postgresUrl'), [
      ['ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout', ''],
    ]);
    await expect(start(strict.through(settings.DATABASE_URL!), { withQueue: false })).rejects.toThrow(
      /DATABASE_URL: .* rejects statement_timeout; see deploy\/pgbouncer\/pgbouncer.ini/,
    );
    await strict.stop();
  });
});

/** On a busy machine some requests get 503 after waiting too long for a connection. */
async function patiently<Body>(api: Api, method: string, path: string, body: object): Promise<Body> {
  for (;;) {
    const answer = await api.call<Body>(method, path, body);
    if (answer.status < 300) return answer.body;
    if (answer.status !== 503) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    await sleep(500);
  }
}

/** What every process does first. */
function start(url: string, { withQueue }: { withQueue: boolean }): Promise<void> {
  return migrateDatabase(url, { withQueue, report: () => undefined });
}
