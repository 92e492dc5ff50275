import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { requireBuilds } from '../../../scripts/parts.mjs';
import { startProxy } from './proxy.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server in which each spec creates its own databases. */
    postgresUrl: string;
  }
}

/** A database that is migrated once and copied for each service that a spec starts. */
export const TEMPLATE = 'ticketiq_template';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A real PostgreSQL for all specs of a run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  requireBuilds(ROOT, ['bundled-model', 'embedded-postgres', 'service']);
  // Programs without vitest use the rest of this file, and can't load the service's sources.
  const { startEmbeddedPostgres } = await import('@ticketiq/embedded-postgres');
  const { migrateDatabase } = await import('../../src/schema/migrate.js');
  const directory = await mkdtemp(join(tmpdir(), 'ticketiq-test-'));
  const postgres = await startEmbeddedPostgres(directory, () => undefined);
  await allowDatabases(directory, postgres.url);
  await disableDurability(directory, postgres.url);
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  await migrateDatabase(databaseUrl(postgres.url, TEMPLATE), { withQueue: true, report: () => undefined });
  await applyAllSuggestions(databaseUrl(postgres.url, TEMPLATE));
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

/** Specs expect suggestions to be applied at any confidence, unless they set thresholds. */
async function applyAllSuggestions(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'INSERT INTO triage_thresholds (category, apply_at) SELECT unnest(enum_range(NULL::ticket_category)), 0',
  );
  await client.end();
}

/**
 * Allows the service's role to create databases, through the superuser, which has no password and is granted access to
 * this server.
 */
export async function allowDatabases(directory: string, url: string): Promise<void> {
  const admin = await superuserClient(directory, url);
  await admin.query(`ALTER ROLE ${new URL(url).username} CREATEDB`);
  await admin.end();
}

/** Nothing of the specs has to survive a crash of this server; those about durability start their own. */
async function disableDurability(directory: string, url: string): Promise<void> {
  const admin = await superuserClient(directory, url);
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await admin.query(`ALTER SYSTEM SET ${setting} = off`);
  await admin.query('SELECT pg_reload_conf()');
  await admin.end();
}

/** A client of the superuser at the embedded server of a test's own data directory. */
export async function superuserClient(directory: string, url: string): Promise<pg.Client> {
  const access = join(directory, 'postgres', 'pg_hba.conf');
  const rule = 'host all ticketiq_superuser 127.0.0.1/32 trust\n';
  const rules = await readFile(access, 'utf8');
  if (!rules.startsWith(rule)) await writeFile(access, rule + rules);
  const [pid] = (await readFile(join(directory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGHUP');
  const superuserUrl = new URL(url);
  superuserUrl.username = 'ticketiq_superuser';
  superuserUrl.password = '';
  return eventually('the superuser is let in', async () => {
    const client = new pg.Client({ connectionString: superuserUrl.href });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  });
}

export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface RedisServer {
  url: string;
  client: Redis;
  /** Kills it as SIGKILL does; `start` starts an empty one at the same address. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

/** A Redis for one spec, which may flush and kill it. */
export async function startRedis(): Promise<RedisServer> {
  const { TEST_REDIS_URL, REDIS_SERVER_PATH = 'redis-server' } = process.env;
  const engine = TEST_REDIS_URL
    ? await givenRedis(new URL(TEST_REDIS_URL))
    : await ownRedis(REDIS_SERVER_PATH);
  const client = new Redis(engine.url, { maxRetriesPerRequest: null, retryStrategy: () => 100 });
  client.on('error', () => undefined);
  const start = async (): Promise<void> => {
    engine.start();
    await client.flushall();
  };
  await start();
  return {
    url: engine.url,
    client,
    kill: engine.kill,
    start,
    stop: async () => {
      client.disconnect();
      await engine.kill();
      engine.close();
    },
  };
}

interface RedisEngine {
  url: string;
  start: () => void;
  kill: () => Promise<void>;
  close: () => void;
}

async function ownRedis(program: string): Promise<RedisEngine> {
  const port = await freePort();
  let server: ChildProcess | undefined;
  return {
    url: `redis://127.0.0.1:${port}`,
    start: () => {
      server = spawn(program, [
        '--port',
        `${port}`,
        '--save',
        '',
        '--appendonly',
        'no',
        '--bind',
        '127.0.0.1',
      ]);
    },
    kill: async () => {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
    close: () => undefined,
  };
}

/** An existing server must not be killed: a proxy in front of it cuts the connections, and it is flushed. */
async function givenRedis({ hostname, port, username, password }: URL): Promise<RedisEngine> {
  const proxy = await startProxy(hostname, Number(port || 6379));
  const url = new URL(`redis://127.0.0.1:${proxy.port}`);
  Object.assign(url, { username, password });
  return {
    url: url.href,
    start: proxy.mend,
    kill: () => Promise.resolve(proxy.cut()),
    close: proxy.close,
  };
}

/** Polls until the check returns a truthy value, and returns it. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | false | undefined | null> | T | false | undefined | null,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  throw new Error(`Not within ${seconds} s: ${what}`, { cause: last });
}
