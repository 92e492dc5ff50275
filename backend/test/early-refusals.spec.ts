import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/engines.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { startPlainProxy } from './support/plain-proxy.ts';
import { startService, type Service } from './support/service.ts';

const TIMES = 20;
const SIX_MEGABYTES = Buffer.alloc(6 * 1024 * 1024, 'x');

let service: Service;
let behindNginx: Nginx;
let behindPlain: Nginx;
let files: string;
beforeAll(async () => {
  service = await startService();
  files = await mkdtemp(join(tmpdir(), 'ticketiq-files-'));
  await writeFile(join(files, 'index.html'), '<title>TicketIQ</title>');
  behindNginx = await startNginx([service.url], files);
  // More than the service takes, and what an operator's own proxy would have at least.
  behindPlain = await startPlainProxy(service.url, 'client_max_body_size 10m;');
});
afterAll(async () => {
  await Promise.all([behindNginx.stop(), behindPlain.stop()]);
  await service.stop();
  await rm(files, { recursive: true });
});

interface Refusal {
  status: number;
  body: string;
}

type Headers = Record<string, string>;
type Client = (url: string, method: string, path: string, headers: Headers, body: Buffer) => Promise<Refusal>;

/** Whether the connection is open for another request is the caller's to try. */
class Connection {
  private constructor(readonly socket: Socket) {}
  private received = Buffer.alloc(0);
  failure: Error | undefined;
  closed = false;

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const connection = new Connection(socket);
    socket.on('error', (error) => (connection.failure = error));
    socket.on('close', () => (connection.closed = true));
    await once(socket, 'connect');
    // Nothing is read before it is asked for.
    socket.pause();
    socket.on('data', (chunk: Buffer) => (connection.received = Buffer.concat([connection.received, chunk])));
    socket.pause();
    return connection;
  }

  async send(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve())),
    );
  }

  async answer(): Promise<Refusal> {
    this.socket.resume();
    return eventually(
      'an answer',
      () => {
        if (this.failure) throw this.failure;
        const end = this.received.indexOf('\r\n\r\n');
        if (end === -1) return undefined;
        const head = this.received.subarray(0, end).toString('latin1');
        if (head.startsWith('HTTP/1.1 100')) {
          this.received = this.received.subarray(end + 4);
          return undefined;
        }
        const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
        const body = this.received.subarray(end + 4, end + 4 + length);
        if (body.length < length) return undefined;
        this.received = this.received.subarray(end + 4 + length);
        return { status: Number(head.split(' ')[1]), body: body.toString() };
      },
      10,
    );
  }
}

function head(method: string, path: string, headers: Headers): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** As Python's urllib and http.client do: the head, all of the body, and only then a look at the answer. */
const sendsBeforeItReads: Client = async (url, method, path, headers, body) => {
  const connection = await Connection.open(url);
  const length = String(body.length);
  await connection.send(head(method, path, { ...headers, 'content-length': length, connection: 'close' }));
  for (let at = 0; at < body.length; at += 65_536) await connection.send(body.subarray(at, at + 65_536));
  const answer = await connection.answer();
  connection.socket.destroy();
  return answer;
};

const sendsInChunks: Client = async (url, method, path, headers, body) => {
  const connection = await Connection.open(url);
  await connection.send(
    head(method, path, { ...headers, 'transfer-encoding': 'chunked', connection: 'close' }),
  );
  for (let at = 0; at < body.length; at += 65_536) {
    const chunk = body.subarray(at, at + 65_536);
    await connection.send(`${chunk.length.toString(16)}\r\n`);
    await connection.send(chunk);
    await connection.send('\r\n');
  }
  await connection.send('0\r\n\r\n');
  const answer = await connection.answer();
  connection.socket.destroy();
  return answer;
};

const fetches: Client = async (url, method, path, headers, body) => {
  const response = await fetch(url + path, { method, headers, body: new Uint8Array(body) });
  return { status: response.status, body: await response.text() };
};

const requests: Client = async (url, method, path, headers, body) => {
  const request = httpRequest(url + path, { method, headers: { ...headers, 'content-length': body.length } });
  const answered = once(request, 'response');
  request.end(body);
  const [response] = (await answered) as [import('node:http').IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode!, body: Buffer.concat(chunks).toString() };
};

const CLIENTS: Record<string, Client> = { sendsBeforeItReads, sendsInChunks, fetches, requests };
const JSON_TYPE = { 'content-type': 'application/json' };

const REFUSALS: [what: string, method: string, path: string, headers: Headers, signedIn: boolean, number][] =
  [
    ['too much', 'POST', '/api/tickets', JSON_TYPE, true, 413],
    ['too much for a sign-in', 'POST', '/api/auth/login', JSON_TYPE, false, 413],
    ['not signed in', 'POST', '/api/tickets', JSON_TYPE, false, 401],
    ['of another type', 'POST', '/api/tickets', { 'content-type': 'text/plain' }, true, 415],
    ['to nowhere', 'POST', '/api/nothing', JSON_TYPE, true, 404],
    ['by a method that is not there', 'PUT', '/api/tickets', JSON_TYPE, true, 405],
    ['to the console', 'POST', '/', JSON_TYPE, false, 404],
    ['to a file', 'PUT', '/assets/logo.svg', { 'content-type': 'image/svg+xml' }, false, 404],
    ['to the metrics', 'POST', '/metrics', { 'content-type': 'text/plain' }, false, 404],
  ];

describe.each(Object.entries(CLIENTS))('a client that %s', (_, client) => {
  it.each(REFUSALS)(
    `reads each time why 6 MB were refused: %s`,
    async (_, method, path, headers, signedIn, status) => {
      const sent = { ...headers, ...(signedIn && service.api.authorization) };
      const answers = new Map<number, number>();
      for (let i = 0; i < TIMES; i += 1) {
        const answer = await client(service.url, method, path, sent, SIX_MEGABYTES);
        expect(JSON.parse(answer.body)).toMatchObject({ status });
        answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
      }
      expect([...answers]).toEqual([[status, TIMES]]);
    },
  );

  it('reads it of 20 MB as well', async () => {
    const twenty = Buffer.alloc(20 * 1024 * 1024, 'x');
    const answer = await client(service.url, 'POST', '/api/tickets', JSON_TYPE, twenty);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([401, expect.objectContaining({ status: 401 })]);
  });

  it.each([
    ['the image’s nginx', () => behindNginx.url],
    ['an nginx that lets more through', () => behindPlain.url],
  ])('reads it behind %s, too', async (_, url) => {
    for (let i = 0; i < TIMES; i += 1) {
      const headers = { ...JSON_TYPE, ...service.api.authorization };
      const answer = await client(url(), 'POST', '/api/tickets', headers, SIX_MEGABYTES);
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        413,
        expect.objectContaining({ code: 'input.too_large' }),
      ]);
    }
  });
});

describe('after an early refusal', () => {
  it('the connection serves the next request', async () => {
    const connection = await Connection.open(service.url);
    for (let i = 0; i < 3; i += 1) {
      await connection.send(
        head('POST', '/api/tickets', { ...JSON_TYPE, 'content-length': `${SIX_MEGABYTES.length}` }),
      );
      await connection.send(SIX_MEGABYTES);
      expect((await connection.answer()).status).toBe(401);
    }
    await connection.send(head('GET', '/api/health/live', {}));
    expect((await connection.answer()).status).toBe(200);
    connection.socket.destroy();
  });

  it('requests that were sent behind it are answered in their order', async () => {
    const connection = await Connection.open(service.url);
    const length = { 'content-length': '200000' };
    await connection.send(
      Buffer.concat([
        Buffer.from(head('POST', '/api/tickets', { ...JSON_TYPE, ...length })),
        SIX_MEGABYTES.subarray(0, 200_000),
        Buffer.from(head('GET', '/api/health/live', {})),
        Buffer.from(head('GET', '/api/nothing', {})),
      ]),
    );
    const answers = [await connection.answer(), await connection.answer(), await connection.answer()];
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 404]);
    connection.socket.destroy();
  });

  it('a client that asks whether to send gets its answer', async () => {
    const connection = await Connection.open(service.url);
    const headers = { ...JSON_TYPE, 'content-length': `${SIX_MEGABYTES.length}`, expect: '100-continue' };
    await connection.send(head('POST', '/api/auth/login', headers));
    expect((await connection.answer()).status).toBe(413);
    connection.socket.destroy();
  });

  it('an expectation that nobody knows changes nothing', async () => {
    const connection = await Connection.open(service.url);
    await connection.send(head('GET', '/api/health/live', { expect: 'miracles' }));
    expect((await connection.answer()).status).toBe(200);
    connection.socket.destroy();
  });

  it.each([
    ['closed at once', 'close'],
    ['kept', 'keep-alive'],
  ])('a client that drips on is cut off after 5 s where the connection is to be %s', async (_, wish) => {
    const connection = await Connection.open(service.url);
    const headers = { ...JSON_TYPE, 'content-length': '1000000', connection: wish };
    await connection.send(head('POST', '/api/tickets', headers));
    expect((await connection.answer()).status).toBe(401);
    const since = Date.now();
    while (!connection.closed && Date.now() - since < 20_000) {
      connection.socket.write('x');
      await sleep(100);
    }
    expect(connection.closed).toBe(true);
    expect(Date.now() - since).toBeLessThan(10_000);
  });

  it('no more than 32 MB are read', async () => {
    const connection = await Connection.open(service.url);
    const headers = { ...JSON_TYPE, 'content-length': `${2 ** 32}` };
    await connection.send(head('POST', '/api/tickets', headers));
    expect((await connection.answer()).status).toBe(401);
    let sent = 0;
    const sending = (async () => {
      for (; sent < 1024 * 1024 * 1024; sent += SIX_MEGABYTES.length) await connection.send(SIX_MEGABYTES);
    })();
    await expect(sending).rejects.toThrow(/EPIPE|ECONNRESET|ECANCELED/);
    // What lies in the buffers of the two kernels is sent and not read.
    expect(sent).toBeLessThan(80 * 1024 * 1024);
  });

  it('a head that is too long is refused readably, whatever comes behind it', async () => {
    for (let i = 0; i < TIMES; i += 1) {
      const connection = await Connection.open(service.url);
      const headers = { ...JSON_TYPE, 'x-long': 'x'.repeat(20_000), 'content-length': '6000000' };
      await connection.send(head('POST', '/api/tickets', headers));
      await connection.send(SIX_MEGABYTES);
      expect((await connection.answer()).status).toBe(431);
      connection.socket.destroy();
    }
  });
});
