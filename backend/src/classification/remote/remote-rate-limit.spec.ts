import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Redis } from 'ioredis';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { remoteRateLimit } from './remote-rate-limit.js';

const settings = { TRIAGE_REQUESTS_PER_MINUTE: 5 };
const clients: Redis[] = [];
const servers: Server[] = [];

function connect(url: string, options: object = {}): Redis {
  const client = new Redis(url, { enableOfflineQueue: false, retryStrategy: () => 20, ...options });
  client.on('error', () => {});
  clients.push(client);
  return client;
}

/** Number of requests that the limiter accepts. */
async function granted(limiter: RateLimiterAbstract, requests: number, key = 'gemini'): Promise<number> {
  let passed = 0;
  for (let i = 0; i < requests; i++) {
    try {
      await limiter.consume(key);
      passed++;
    } catch (denial) {
      if (!(denial instanceof RateLimiterRes)) throw denial;
    }
  }
  return passed;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
  for (const server of servers.splice(0)) server.close();
});

describe('rate limit without Redis', () => {
  it('allows the configured number of requests', async () => {
    expect(await granted(remoteRateLimit(settings), 8)).toBe(5);
  });
});

describe('rate limit with Redis', () => {
  let server: ChildProcess | undefined;
  let url = process.env['TEST_REDIS_URL'] ?? '';

  beforeAll(async () => {
    if (url) return;
    const port = await freePort();
    server = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      {
        stdio: 'ignore',
      },
    );
    await new Promise((resolve, reject) => server?.once('spawn', resolve).once('error', reject));
    url = `redis://127.0.0.1:${port}`;
  });
  afterAll(() => void server?.kill());

  it('is shared by all processes', async () => {
    const key = randomUUID();
    const one = remoteRateLimit(settings, await ready(connect(url)));
    const other = remoteRateLimit(settings, await ready(connect(url)));
    expect(await granted(one, 3, key)).toBe(3);
    expect(await granted(other, 8, key)).toBe(2);
    expect(await granted(one, 8, key)).toBe(0);
  });
});

describe('rate limit while Redis is unreachable', () => {
  it('applies per process, and queues no commands for Redis', async () => {
    const client = connect(`redis://127.0.0.1:${await freePort()}`, { enableOfflineQueue: true });
    const commands = vi.spyOn(client, 'sendCommand');
    expect(await granted(remoteRateLimit(settings, client), 8)).toBe(5);
    expect(commands).not.toHaveBeenCalled();
  });

  it('applies if Redis is connected but does not respond', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}));
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const client = await ready(
      connect(`redis://127.0.0.1:${port}`, { enableReadyCheck: false, disableClientInfo: true }),
    );
    const late = new Promise((resolve) => setTimeout(resolve, 2000, 'stalled').unref());
    expect(await Promise.race([granted(remoteRateLimit(settings, client), 1), late])).toBe(1);
  });
});

async function ready(client: Redis): Promise<Redis> {
  if (client.status !== 'ready') await new Promise((resolve) => client.once('ready', resolve));
  return client;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
