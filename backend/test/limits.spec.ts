import { once } from 'node:events';
import { connect } from 'node:net';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api, type Problem } from './support/api.ts';
import { startRedis, type RedisServer } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import type { Document } from './support/open-api.ts';
import { ADMIN, createDatabase, startService, type Service } from './support/service.ts';

/** From another address of the loopback, as another machine would be. */
function signInFrom(
  address: string,
  service: Service,
  credentials: { email: string; password: string },
  headers: Record<string, string> = {},
): Promise<{ status: number; retryAfter: string | undefined; cookies: string[]; text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${service.url}/api/auth/login`,
      { method: 'POST', localAddress: address, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            retryAfter: response.headers['retry-after'],
            cookies: response.headers['set-cookie'] ?? [],
            text,
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(JSON.stringify({ email: credentials.email, password: credentials.password }));
  });
}

describe.each(['PostgreSQL alone', 'Redis'] as const)('with %s', (engine) => {
  let redis: RedisServer | undefined;
  let service: Service;
  /** A second process, which counts together with the first where there is a Redis. */
  let other: Service;
  beforeAll(async () => {
    redis = engine === 'Redis' ? await startRedis() : undefined;
    const settings = {
      DATABASE_URL: await createDatabase(),
      ...(redis && { REDIS_URL: redis.url }),
      RATE_LIMIT_PER_MINUTE: '60',
    };
    service = await startService(settings);
    other = redis ? await startService(settings) : service;
  });
  afterAll(async () => {
    await Promise.all([service.stop(), other !== service && other.stop()]);
    await redis?.stop();
  });

  it('an account gets so many requests in a minute, whatever it asks and whichever process', async () => {
    const person = await service.api.person('agent');
    const there = new Api(other.url, person.api.bearer);
    const answers = [];
    for (let i = 0; i < 62; i += 1)
      answers.push(await (i % 2 ? there : person.api).get<Problem>('/api/auth/me'));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.slice(0, 59).every(({ status }) => status === 200)).toBe(true);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused[0]!.body.code).toBe('request.too_many');
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    // Not at the cost of the others.
    expect((await service.api.get('/api/auth/me')).status).toBe(200);
  });

  it('an address gets so many however it spells the URL', async () => {
    const get = (path: string): Promise<[number, string | undefined]> =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(service.url);
        request({ hostname, port, path, localAddress: '127.0.0.21' }, (response) => {
          response
            .resume()
            .on('end', () => resolve([response.statusCode!, response.headers['cache-control']]));
        })
          .on('error', reject)
          .end();
      });
    const spellings = ['/%61pi/auth/me', '/a%70i/tickets', 'http://localhost/api/auth/me', '/api/auth/me'];
    const answers = [];
    for (let i = 0; i < 244; i += 1) answers.push(await get(spellings[i % spellings.length]!));
    expect(answers.slice(0, 240).every(([status]) => status === 401)).toBe(true);
    expect(answers.at(-1)![0]).toBe(429);
    expect(answers.every(([, caching]) => caching === 'no-store')).toBe(true);
  });

  it('a guesser of a password is stopped, and nobody else is', async () => {
    const victim = await service.api.person('agent');
    const guess = { ...victim, password: 'a guess' };
    const known = await signInFrom('127.0.0.9', service, victim);
    const device = known.cookies.find((cookie) => cookie.startsWith('ticketiq_device='))!.split(';')[0]!;

    const statuses = [];
    for (let i = 0; i < 10; i += 1) {
      statuses.push((await signInFrom('127.0.0.9', i % 2 ? other : service, guess)).status);
    }
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 401));
    const locked = await signInFrom('127.0.0.9', service, victim);
    expect([locked.status, Number(locked.retryAfter) > 60]).toEqual([429, true]);

    // Elsewhere the owner signs in, and so does the browser that did before, from the very same address.
    expect((await signInFrom('127.0.0.10', service, victim)).status).toBe(200);
    expect((await signInFrom('127.0.0.9', other, victim, { cookie: device })).status).toBe(200);
    // The guesser's address may still try other accounts, and a cookie of another account has no effect.
    expect((await signInFrom('127.0.0.9', service, ADMIN)).status).toBe(200);
    const foreign = await signInFrom('127.0.0.11', service, ADMIN);
    const borrowed = foreign.cookies.find((cookie) => cookie.startsWith('ticketiq_device='))!.split(';')[0]!;
    expect((await signInFrom('127.0.0.9', service, victim, { cookie: borrowed })).status).toBe(429);
  });

  it('many tries at once are all counted', async () => {
    const victim = await service.api.person('agent');
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => signInFrom('127.0.0.12', service, { ...victim, password: 'a guess' })),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
  });

  it('an address that tries account after account is stopped', async () => {
    let stopped = 0;
    for (let i = 0; i < 21 && !stopped; i += 1) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, k) =>
          signInFrom('127.0.0.13', service, { email: `guess${i}.${k}@example.org`, password: 'a guess' }),
        ),
      );
      stopped += answers.filter(({ status }) => status === 429).length;
    }
    expect(stopped).toBeGreaterThan(0);
    expect((await signInFrom('127.0.0.14', service, ADMIN)).status).toBe(200);
  });

  it('an address that is said and not believed does not count', async () => {
    const victim = await service.api.person('agent');
    const answers = [];
    for (let i = 0; i < 12; i += 1) {
      answers.push(
        await signInFrom(
          '127.0.0.15',
          service,
          { ...victim, password: 'a guess' },
          { 'x-forwarded-for': `10.0.0.${i}` },
        ),
      );
    }
    expect(answers.at(-1)!.status).toBe(429);
  });

  if (engine === 'Redis') {
    it('is counted by each process for itself while Redis is away, and nobody waits', async () => {
      await redis!.stop();
      const started = performance.now();
      for (let i = 0; i < 5; i += 1) expect((await service.api.get('/api/auth/me')).status).toBe(200);
      expect(performance.now() - started).toBeLessThan(5000);
    });
  }
});

describe('whoever holds on', () => {
  let service: Service;
  beforeAll(async () => (service = await startService({ TRUSTED_PROXIES: 'loopback' })));
  afterAll(() => service.stop());

  it('to ever more event streams is refused one more', async () => {
    const streams = [];
    for (let i = 0; i < 30; i += 1) streams.push(await EventClient.connect(service.api));
    const refused = await service.api.get<Problem>('/api/events');
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'request.too_many',
      '2',
    ]);
    const somebodyElse = await service.api.person('agent');
    (await EventClient.connect(somebodyElse.api)).close();
    streams.pop()!.close();
    await sleep(200);
    streams.push(await EventClient.connect(service.api));
    streams.forEach((stream) => stream.close());
  });

  it('to a request that never ends is cut off', { timeout: 40_000 }, async () => {
    const socket = connect({ port: Number(new URL(service.url).port), host: '127.0.0.1' });
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write('GET /api/tickets HTTP/1.1\r\nHost: localhost\r\n');
    // A byte now and then, as a slow client sends it.
    const drip = setInterval(() => socket.writable && socket.write('X-A: b\r\n'), 1000);
    const started = performance.now();
    await once(socket, 'close');
    clearInterval(drip);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(answer).toContain('408');
  });

  it('behind a proxy that is trusted is told by the address that the proxy names', async () => {
    const victim = await service.api.person('agent');
    const guess = { ...victim, password: 'a guess' };
    for (let i = 0; i < 10; i += 1)
      await signInFrom('127.0.0.1', service, guess, { 'x-forwarded-for': '10.9.9.9' });
    expect((await signInFrom('127.0.0.1', service, victim, { 'x-forwarded-for': '10.9.9.9' })).status).toBe(
      429,
    );
    const elsewhere = await signInFrom('127.0.0.1', service, victim, {
      'x-forwarded-for': '10.9.9.10',
      'x-forwarded-proto': 'https',
    });
    expect(elsewhere.status).toBe(200);
    // Over https its cookies are for https only.
    expect(elsewhere.cookies.every((cookie) => cookie.includes('; Secure'))).toBe(true);
  });
});

describe('other origins', () => {
  let service: Service;
  beforeAll(async () => (service = await startService({ CORS_ORIGINS: 'https://intranet.example.org' })));
  afterAll(() => service.stop());

  it('are admitted by the settings alone, also where they are refused for another reason', async () => {
    const allowed = await service.api.get('/api/tickets', {
      headers: { origin: 'https://intranet.example.org' },
    });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://intranet.example.org');
    const foreign = await service.api.get('/api/tickets', { headers: { origin: 'https://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    const stranger = await new Api(service.url).get('/api/tickets', {
      headers: { origin: 'https://intranet.example.org' },
    });
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('access-control-allow-origin')).toBe('https://intranet.example.org');
    const preflight = await new Api(service.url).call('OPTIONS', '/api/tickets', undefined, {
      headers: { origin: 'https://intranet.example.org', 'access-control-request-method': 'PATCH' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-credentials')]).toEqual([
      204,
      null,
    ]);
  });

  it('may send every method and header that the api has, and read every header of its answers', async () => {
    const { headers } = await new Api(service.url).call('OPTIONS', '/api/tickets/1', undefined, {
      headers: {
        origin: 'https://intranet.example.org',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,if-match',
      },
    });
    const allowed = (name: string): string[] =>
      headers.get(`access-control-allow-${name}`)!.toLowerCase().split(/ *, */);
    const { paths } = (await service.api.get<Document>('/api/docs-json')).body;
    const origin = { origin: 'https://intranet.example.org' };
    const { headers: exposing } = await new Api(service.url).get('/api/auth/me', { headers: origin });
    const readable = exposing.get('access-control-expose-headers')!.toLowerCase().split(/ *, */);
    for (const operations of Object.values(paths)) {
      for (const [method, { parameters = [], responses }] of Object.entries(operations)) {
        expect(allowed('methods')).toContain(method);
        for (const { name } of parameters.filter((each) => each.in === 'header')) {
          expect(allowed('headers')).toContain(name.toLowerCase());
        }
        for (const { headers: sent = {} } of Object.values(responses)) {
          for (const name of Object.keys(sent)) expect(readable).toContain(name.toLowerCase());
        }
      }
    }
    for (const name of ['authorization', 'content-type', 'x-request-id']) {
      expect(allowed('headers')).toContain(name);
    }
  });

  it.each(['/', '/api/tickets', '/api/health/live', '/api/docs', '/nowhere'])(
    '%s carries the headers that keep a browser safe',
    async (path) => {
      const { headers } = await new Api(service.url).get(path, { headers: { accept: 'text/html' } });
      const policy = headers.get('content-security-policy')!;
      expect(policy).toMatch(
        /default-src 'self'.*script-src 'self';.*object-src 'none'.*frame-ancestors 'none'/,
      );
      expect(/script-src[^;]*/.exec(policy)![0]).not.toMatch(/unsafe|data:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      if (path.startsWith('/api/')) expect(headers.get('cache-control')).toBe('no-store');
    },
  );
});
