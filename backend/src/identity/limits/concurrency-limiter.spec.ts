import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../users/caller.js';
import { COSTS } from './cost.js';
import { ConcurrencyLimiter } from './concurrency-limiter.js';

let app: FastifyInstance;
let port: number;
/** Requests whose handlers are running, by name, each with a function that completes it. */
let atWork: Map<string, () => void>;

beforeEach(async () => {
  app = fastify({ forceCloseConnections: true, trustProxy: 'loopback' });
  atWork = new Map();
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const id = Number(request.headers.account);
    if (id) request.caller = { id } as Caller;
    done();
  });
  app.setErrorHandler((error: Error, _, reply) => reply.status(429).send({ detail: error.message }));
  new ConcurrencyLimiter().register(app);
  const work = (name: string): Promise<string> =>
    new Promise((resolve) => atWork.set(name, () => resolve(name)));
  app.get<{ Params: { name: string } }>('/api/bulk/:name', { config: { cost: 'bulk' } }, ({ params }) =>
    work(params.name),
  );
  app.get<{ Params: { name: string } }>('/api/open/:name', ({ params }) => work(params.name));
  app.get<{ Params: { name: string } }>('/api/export/:name', { config: { cost: 'export' } }, ({ params }) => {
    const stream = new Readable({ read: () => undefined });
    stream.push('begun');
    atWork.set(params.name, () => stream.push(null));
    return stream;
  });
  app.get<{ Params: { name: string } }>(
    '/api/events/:name',
    { config: { cost: 'uncounted' } },
    ({ params }) => work(params.name),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const end of atWork.values()) end();
  await app.close();
});

/** Sends a request over a connection of its own, which the test can close. */
async function ask(
  path: string,
  account: number,
  from = '127.0.0.1',
): Promise<{ socket: Socket; status: Promise<number> }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\naccount: ${account}\r\nX-Forwarded-For: ${from}\r\n\r\n`,
  );
  const status = new Promise<number>((resolve) =>
    socket.once('data', (chunk) => resolve(Number(/HTTP\/1.1 (\d+)/.exec(chunk.toString())?.[1]))),
  );
  return { socket, status };
}

const isAtWork = (name: string): Promise<void> => vi.waitFor(() => expect(atWork.has(name)).toBe(true));

describe('concurrency limits', () => {
  it('queue requests above the limit of an account and cost class', async () => {
    const first = await ask('/api/bulk/first', 1);
    await isAtWork('first');
    const second = await ask('/api/bulk/second', 1);
    // Other accounts and other cost classes are not affected.
    await ask('/api/bulk/other', 2);
    await ask('/api/events/stream', 1);
    await Promise.all([isAtWork('other'), isAtWork('stream')]);
    expect(atWork.has('second')).toBe(false);
    atWork.get('first')!();
    expect(await first.status).toBe(200);
    await isAtWork('second');
    atWork.get('second')!();
    expect(await second.status).toBe(200);
  });

  it('answer 429 when the queue is full', async () => {
    const { perAccount, waiting } = COSTS.bulk;
    await ask('/api/bulk/first', 1);
    await isAtWork('first');
    const asked = await Promise.all(Array.from({ length: waiting + 3 }, (_, i) => ask(`/api/bulk/${i}`, 1)));
    const statuses: number[] = [];
    for (const { status } of asked) void status.then((code) => statuses.push(code));
    await vi.waitFor(() => expect(statuses).toEqual([429, 429, 429]));
    expect(atWork.size).toBe(perAccount);
  });

  it.each([
    '/%61pi/bulk/',
    '/a%70%69/bulk/',
    '/api/%62ulk/',
    'http://localhost/api/bulk/',
    'https://x/api/bulk/',
  ])('apply to all spellings of a URL: %s', async (url) => {
    await ask('/api/bulk/first', 1);
    await isAtWork('first');
    await ask(`${url}second`, 1);
    await ask('/api/events/stream', 1);
    await isAtWork('stream');
    expect(atWork.has('second')).toBe(false);
    atWork.get('first')!();
    await isAtWork('second');
  });

  it('count anonymous requests by network: the whole /64 of an IPv6 client', async () => {
    const { perAccount } = COSTS.anonymous;
    for (let i = 0; i < perAccount; i += 1)
      await ask(`/api/open/${i}`, 0, `2001:db8:0:7:${i.toString(16)}::1`);
    await vi.waitFor(() => expect(atWork.size).toBe(perAccount));
    await ask('/api/open/late', 0, '2001:db8:0:7:ffff:ffff:ffff:ffff');
    await ask('/api/open/neighbour', 0, '2001:db8:0:8::1');
    await isAtWork('neighbour');
    expect(atWork.has('late')).toBe(false);
    atWork.get('0')!();
    await isAtWork('late');
  });

  it('apply to all accounts together', async () => {
    const { total } = COSTS.bulk;
    for (let account = 1; account <= total; account += 1) await ask(`/api/bulk/of${account}`, account);
    await vi.waitFor(() => expect(atWork.size).toBe(total));
    await ask('/api/bulk/late', 99);
    await ask('/api/events/stream', 99);
    await isAtWork('stream');
    expect(atWork.has('late')).toBe(false);
    atWork.get('of1')!();
    await isAtWork('late');
  });

  it('hold the slot of a disconnected client until its handler ends', async () => {
    const first = await ask('/api/bulk/first', 1);
    await isAtWork('first');
    first.socket.destroy();
    await ask('/api/bulk/second', 1);
    await ask('/api/events/stream', 1);
    await isAtWork('stream');
    expect(atWork.has('second')).toBe(false);
    atWork.get('first')!();
    await isAtWork('second');
  });

  it('do not start a queued request whose client disconnected', async () => {
    await ask('/api/bulk/first', 1);
    await isAtWork('first');
    const impatient = await ask('/api/bulk/impatient', 1);
    await ask('/api/events/stream', 1);
    await isAtWork('stream');
    impatient.socket.destroy();
    await ask('/api/bulk/third', 1);
    await ask('/api/events/another', 1);
    await isAtWork('another');
    atWork.get('first')!();
    await isAtWork('third');
    expect(atWork.has('impatient')).toBe(false);
  });

  it('hold the slot until a streamed response ends', async () => {
    const { perAccount } = COSTS.export;
    const streams = await Promise.all(
      Array.from({ length: perAccount }, (_, i) => ask(`/api/export/${i}`, 1)),
    );
    expect(await Promise.all(streams.map(({ status }) => status))).toEqual([200, 200]);
    await ask('/api/export/next', 1);
    await ask('/api/events/stream', 1);
    await isAtWork('stream');
    expect(atWork.has('next')).toBe(false);
    streams[0]!.socket.destroy();
    await isAtWork('next');
  });
});
