import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import pg from 'pg';
import type { EntityManager } from 'typeorm';
import { createDataSource } from '../src/schema/data-source.js';
import { isDatabaseUnavailable } from '../src/database/database-unavailable.js';
import { migrateDatabase } from '../src/schema/migrate.js';
import type { Problem } from './support/api.ts';
import { databaseUrl, eventually, startRedis, type RedisServer } from './support/engines.ts';
import { startProxy } from './support/proxy.ts';
import {
  createDatabase,
  startProcess,
  startService,
  startWorker,
  type Service,
  type TestProcess,
} from './support/service.ts';

interface Readiness {
  status: string;
  engines: Record<string, string>;
}

describe('without Redis, for a while', () => {
  let redis: RedisServer;
  let service: Service;
  let worker: TestProcess;
  beforeAll(async () => {
    redis = await startRedis();
    const settings = {
      DATABASE_URL: await createDatabase(),
      REDIS_URL: redis.url,
      TRIAGE_SWEEP_SECONDS: '1',
    };
    service = await startService(settings);
    worker = await startWorker(settings);
  });
  afterAll(async () => {
    await Promise.all([worker.stop(), service.stop()]);
    await redis.stop();
  });

  it('tickets are taken without a wait, the service calls itself degraded, and triage follows', async () => {
    await redis.kill();
    const ready = await eventually('it is noticed', async () => {
      const { body, status } = await service.api.get<Readiness>('/api/health/ready');
      return status === 200 && body.status === 'degraded' && body;
    });
    expect(ready.engines).toEqual({ postgresql: 'up', redis: 'away' });
    const { id } = await service.api.create();
    expect((await service.api.ticket(id)).triage.state).toBe('pending');
    const suggestion = await service.api.call<{ source: string }>('POST', '/api/tickets/classify', {
      description: 'The printer is broken.',
    });
    expect([suggestion.status, suggestion.body.source]).toEqual([200, 'local']);
    await redis.start();
    expect((await service.api.triaged(id)).triage.state).toBe('suggested');
    await eventually('it is ready again', async () => {
      const { body } = await service.api.get<Readiness>('/api/health/ready');
      return body.status === 'ok';
    });
  });

  it('what is in Redis can be lost: nothing of a ticket is there (invariant 4)', async () => {
    const { id } = await service.api.create();
    await redis.client.flushall();
    const ticket = await service.api.triaged(id);
    expect(await service.api.ticket(id)).toEqual(ticket);
    expect((await service.api.list()).results.map((found) => found.id)).toContain(id);
  });

  it('an outage is told in a line or two, however often its end is tried', async () => {
    const lines = (): number[] => [service, worker].map(({ output }) => output().split('\n').length);
    const before = lines();
    await redis.kill();
    await sleep(5000);
    await redis.start();
    // Each process has three connections that may tell of it: the queue's, the worker's or the reader's, and its own.
    for (const [i, after] of lines().entries()) expect(after - before[i]!).toBeLessThanOrEqual(4);
  });

  it('a process can be stopped all the same', async () => {
    const settings = { DATABASE_URL: service.databaseUrl, REDIS_URL: redis.url };
    const another = await Promise.all([startService(settings), startWorker(settings)]);
    await redis.kill();
    await sleep(1000);
    const asked = performance.now();
    expect(await Promise.all(another.map(({ stop }) => stop()))).toEqual([0, 0]);
    // Connections that do not end by themselves are closed after 30 seconds.
    expect(performance.now() - asked).toBeLessThan(15_000);
    await redis.start();
  });
});

describe('without PostgreSQL, for a while', () => {
  it('every call is told to come back, nothing crashes, and it goes on by itself', async () => {
    const database = new URL(await createDatabase());
    const proxy = await startProxy('127.0.0.1', Number(database.port));
    database.port = String(proxy.port);
    const service = await startService({ DATABASE_URL: database.href });
    const { id } = await service.api.createSettled();

    proxy.cut();
    for (const [method, path, body] of [
      ['GET', `/api/tickets/${id}`],
      ['GET', '/api/tickets'],
      ['GET', '/api/tickets/stats'],
      ['POST', '/api/tickets', { title: 'a', description: 'b' }],
      ['PATCH', `/api/tickets/${id}`, { title: 'b' }],
      // It needs no data of the database, but the database knows who asks.
      ['POST', '/api/tickets/classify', { description: 'The printer is broken.' }],
      ['GET', '/api/health/ready'],
    ] as const) {
      const answer = await service.api.call<Problem>(method, path, body);
      expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(503);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
    expect((await service.api.get('/api/health/live')).status).toBe(200);
    proxy.mend();
    await eventually(
      'it serves again',
      async () => (await service.api.get('/api/health/ready')).status === 200,
    );
    const after = await service.api.create();
    expect((await service.api.triaged(after.id)).triage.state).toBe('suggested');
    await service.stop();
    proxy.close();
  });
});

describe('a connection to PostgreSQL', () => {
  it('that breaks within a transaction counts as PostgreSQL being away, wherever in it', async () => {
    const [dataSource, other] = [
      createDataSource(await createDatabase()),
      databaseUrl(inject('postgresUrl'), 'postgres'),
    ];
    await dataSource.initialize();
    const admin = new pg.Client({ connectionString: other });
    await admin.connect();
    const cutOff = async (manager: EntityManager): Promise<void> => {
      const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await admin.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
    };
    const betweenStatements = dataSource.transaction(async (manager) => {
      await cutOff(manager);
      // Until this process has heard of it.
      await sleep(200);
      await manager.query('SELECT 1');
    });
    const withinOne = dataSource.transaction(async (manager) => {
      const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await Promise.all([
        manager.query('SELECT pg_sleep(20)'),
        sleep(200).then(() => admin.query('SELECT pg_terminate_backend($1)', [pid])),
      ]);
    });
    const atItsEnd = dataSource.transaction(cutOff);
    for (const broken of await Promise.allSettled([betweenStatements, withinOne, atItsEnd])) {
      expect(broken).toMatchObject({ status: 'rejected' });
      expect(
        isDatabaseUnavailable((broken as PromiseRejectedResult).reason),
        String((broken as PromiseRejectedResult).reason),
      ).toBe(true);
    }
    await admin.end();
    await dataSource.destroy();
  });
});

describe('the start', () => {
  it('waits for a database that takes connections and does not answer yet', async () => {
    const database = new URL(await createDatabase());
    const proxy = await startProxy('127.0.0.1', Number(database.port));
    database.port = String(proxy.port);
    proxy.silence();
    await migrateDatabase(database.href, {
      withQueue: false,
      report: (line) => {
        if (line.startsWith('Waiting for the database')) proxy.mend();
      },
    });
    proxy.close();
  });

  it('may be of several copies at once on an empty database', async () => {
    const admin = new pg.Client({ connectionString: inject('postgresUrl') });
    await admin.connect();
    await admin.query('CREATE DATABASE several_copies');
    await admin.end();
    const settings = { DATABASE_URL: databaseUrl(inject('postgresUrl'), 'several_copies') };
    const services = await Promise.all([1, 2, 3].map(() => startService(settings)));
    const { id } = await services[0]!.api.create();
    expect((await services[2]!.api.triaged(id)).triage.state).toBe('suggested');
    await Promise.all(services.map(({ stop }) => stop()));
  });

  it('names every setting that makes no sense, and shows no value', async () => {
    const start = startProcess(
      'main.js',
      {
        PORT: 'http',
        DATABASE_URL: 'mysql://root:hunter2@db',
        GEMINI_BASE_URL: 'nowhere:hunter2',
        TRIAGE_SWEEP_SECONDS: '0',
        LOG_LEVEL: 'loud',
        CORS_ORIGINS: '*,hunter2',
      },
      /ready at/,
    );
    const error = await start.catch((refused: Error) => refused);
    const { message } = error as Error;
    expect(message).toContain('ended with 1');
    for (const name of [
      'PORT',
      'DATABASE_URL',
      'GEMINI_BASE_URL',
      'TRIAGE_SWEEP_SECONDS',
      'LOG_LEVEL',
      'CORS_ORIGINS',
    ]) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain('    at ');
  });

  it('of a worker of its own needs engines that it can share', async () => {
    const error = await startWorker({}).catch((refused: Error) => refused);
    expect((error as Error).message).toMatch(/DATABASE_URL[\s\S]*REDIS_URL/);
  });
});
