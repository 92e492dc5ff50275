import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api, type Problem, type Ticket } from './support/api.ts';
import { eventually, startRedis, type RedisServer } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import { logLines, type LogLine } from './support/log-lines.ts';
import {
  ACCOUNTS,
  createDatabase,
  startService,
  startWorker,
  type Service,
  type TestProcess,
} from './support/service.ts';

/** What people write, and what opens doors: each of these goes to the service below. */
const PRIVATE = {
  title: 'Zebra crossing the invoice',
  description: 'My neighbour Mallory reads my letters.',
  name: 'Ada Lovelace',
  email: 'ada.lovelace@example.org',
  message: 'We have told the police.',
  search: 'hippopotamus',
  authorization: 'tiq_verysecretverysecret',
};

describe.each(['PostgreSQL', 'Redis'] as const)('the log over %s', (engine) => {
  let redis: RedisServer | undefined;
  let service: Service;
  let worker: TestProcess | undefined;

  beforeAll(async () => {
    redis = engine === 'Redis' ? await startRedis() : undefined;
    const settings = {
      DATABASE_URL: await createDatabase(),
      LOG_LEVEL: 'info',
      ...(redis && { REDIS_URL: redis.url }),
    };
    service = await startService(settings);
    worker = redis && (await startWorker(settings));
  });
  afterAll(async () => {
    await Promise.all([worker?.stop(), service?.running() && service.stop()]);
    await redis?.stop();
  });

  const line = (of: TestProcess, what: string, matches: (line: LogLine) => boolean): Promise<LogLine> =>
    eventually(what, () => logLines(of.output()).find(matches), 10);
  const answered = (requestId: string): Promise<LogLine> =>
    line(
      service,
      `${requestId} is answered`,
      ({ msg, requestId: id }) => msg === 'Request completed' && id === requestId,
    );

  it('tells of each request once, by its route, and never by its address', async () => {
    const { id } = await service.api.createSettled();
    const headers = { 'x-request-id': 'one-line' };
    await service.api.get(`/api/tickets/${id}`, { headers });
    expect(await answered('one-line')).toMatchObject({
      level: 30,
      method: 'GET',
      route: '/api/tickets/:id',
      id,
      userId: service.admin.id,
      status: 200,
      durationMs: expect.any(Number) as number,
    });
    await service.api.get(`/api/tickets?search=${PRIVATE.search}`, {
      headers: { 'x-request-id': 'a-search' },
    });
    expect(await answered('a-search')).toMatchObject({ route: '/api/tickets', status: 200 });
    await service.api.get('/api/no-such-thing', { headers: { 'x-request-id': 'nowhere' } });
    expect(await answered('nowhere')).toMatchObject({ route: 'unmatched', status: 404 });
    expect(logLines(service.output()).filter(({ requestId }) => requestId === 'one-line')).toHaveLength(1);
  });

  it('tells of a request that could not be read', async () => {
    const headers = { 'x-request-id': 'bad-json' };
    await service.api.call('POST', '/api/tickets', undefined, { headers, raw: '{"title":' });
    expect(await answered('bad-json')).toMatchObject({ route: '/api/tickets', status: 400 });
  });

  it('tells of an event stream when it is over', async () => {
    const client = await EventClient.connect(service.api);
    client.close();
    await line(
      service,
      'the stream is over',
      ({ route, abandoned }) => route === '/api/events' && !!abandoned,
    );
  });

  it('keeps quiet about the console’s files and what machines ask', async () => {
    for (const path of ['/', '/api/health/live', '/api/health/ready']) await service.api.get(path);
    await service.api.get('/api/tickets', { headers: { 'x-request-id': 'after-them' } });
    await answered('after-them');
    const routes = logLines(service.output()).map(({ route }) => route);
    expect(routes).not.toContain('/*');
    expect(routes.filter((route) => String(route).startsWith('/api/health'))).toEqual([]);
  });

  it('has the request’s id on the line of the triage that it caused', async () => {
    const { id } = await service.api.create({}, { headers: { 'x-request-id': 'from-afar:1' } });
    const triaged = await line(
      worker ?? service,
      'the triage is told of',
      ({ msg, ticketId }) => msg === 'Triaged' && ticketId === id,
    );
    expect(triaged).toMatchObject({
      level: 30,
      requestId: 'from-afar:1',
      source: 'local',
      degradedReason: 'not_configured',
      latencyMs: expect.any(Number) as number,
      applied: true,
    });
    expect((await answered('from-afar:1')).status).toBe(201);
  });

  it('has an id of its own for a request that brings none, in both lines, however slowly its body comes', async () => {
    // So many bytes come in several pieces, the last of them long after the head.
    const raw = `{"title": "VPN down", ${' '.repeat(900_000)} "description": "It is down."}`;
    const { headers, body } = await service.api.call<Ticket>('POST', '/api/tickets', undefined, { raw });
    const requestId = headers.get('x-request-id')!;
    await answered(requestId);
    const triaged = await line(worker ?? service, 'it is triaged', ({ ticketId }) => ticketId === body.id);
    expect(triaged.requestId).toBe(requestId);
  });

  it('never holds what people wrote, also not when the database refuses it', async () => {
    const { title, description, name, email } = PRIVATE;
    const headers = {
      authorization: `Bearer ${PRIVATE.authorization}`,
      cookie: `session=${PRIVATE.authorization}`,
    };
    const fields = { title, description, requester: { name, email } };
    const { id } = await service.api.create(fields);
    await service.api.get(`/api/tickets?search=${PRIVATE.search}`);
    await service.api.get(`/api/tickets?search=${PRIVATE.search}`, { headers });
    await service.api.call('POST', `/api/tickets/${id}/messages`, {
      body: PRIVATE.message,
      visibility: 'public',
    });
    await service.api.call('POST', '/api/tickets/classify', { title, description });
    await service.api.triaged(id);

    // As by a migration that went wrong: its error carries the whole row, and the query its parameters.
    await service.query(
      `ALTER TABLE tickets ADD CONSTRAINT ck_mistake CHECK (title <> '${title}') NOT VALID`,
    );
    const { status, body } = await service.api.call<Problem>('POST', '/api/tickets', fields, {
      headers: { 'x-request-id': 'refused' },
    });
    await service.query('ALTER TABLE tickets DROP CONSTRAINT ck_mistake');
    expect([status, body.code]).toEqual([500, 'server.error']);
    const error = await line(
      service,
      'the error',
      ({ level, requestId }) => level === 50 && requestId === 'refused',
    );
    expect(error.err).toMatchObject({
      type: 'QueryFailedError',
      code: '23514',
      constraint: 'ck_mistake',
      table: 'tickets',
      stack: expect.stringContaining('TicketsService') as string,
    });
    await answered('refused');

    const printed = service.output() + (worker?.output() ?? '');
    for (const [what, text] of Object.entries({ ...PRIVATE, token: service.api.bearer! })) {
      expect(printed.includes(text), what).toBe(false);
    }
  });
});

it('tells of the person who is signed in by their id alone', async () => {
  const service = await startService({ LOG_LEVEL: 'info' });
  await service.api.get('/api/auth/me', { headers: { 'x-request-id': 'who' } });
  const { body } = await service.api.get<{ id: number; name: string; email: string }>('/api/auth/me');
  const line = await eventually('the line', () =>
    logLines(service.output()).find(({ requestId }) => requestId === 'who'),
  );
  expect(line.userId).toBe(body.id);
  expect(JSON.stringify(line)).not.toContain(body.name);
  await service.stop();
});

it('tells of a setting by its former name', async () => {
  const service = await startService({ GEMINI_REQUESTS_PER_MINUTE: '100' });
  await service.stop();
  expect(logLines(service.output()).filter(({ context }) => context === 'Settings')).toMatchObject([
    { msg: 'GEMINI_REQUESTS_PER_MINUTE is deprecated; set TRIAGE_REQUESTS_PER_MINUTE instead.' },
  ]);
});

it('never holds what opens doors, at whatever level', async () => {
  const service = await startService({
    LOG_LEVEL: 'trace',
    GEMINI_API_KEY: 'AIza-very-secret',
    METRICS_TOKEN: 'metrics-very-secret',
  });
  const person = await service.api.person('agent', 'Mallory Nightingale');
  const stranger = new Api(service.url);
  const signedIn = await stranger.call('POST', '/api/auth/login', {
    email: person.email,
    password: person.password,
  });
  const cookies = signedIn.headers.getSetCookie().map((cookie) => /=([^;]*)/.exec(cookie)![1]!);
  await stranger.call('POST', '/api/auth/refresh', undefined, {
    headers: { cookie: `ticketiq_refresh=${cookies.find((cookie) => cookie.includes('.'))!}` },
  });
  await stranger.call('POST', '/api/auth/login', { email: person.email, password: 'a wrong password' });
  const { body: token } = await person.api.call<{ token: string }>('POST', '/api/tokens', {
    name: 'x',
    scope: 'read',
  });
  await new Api(service.url, token.token).get('/api/tickets');
  const { body: link } = await service.api.call<{ path: string }>(
    'POST',
    `/api/users/${person.id}/password-reset`,
  );
  const reset = link.path.split('#')[1]!;
  await stranger.call('POST', '/api/auth/password-reset', { token: reset, password: 'an even better one' });
  await service.api.call('POST', '/api/users', {
    name: 'x',
    email: person.email,
    role: 'agent',
    password: 'of a twin of hers',
  });
  await service.stop();
  const printed = service.output();
  expect(printed).toContain('Signed in');
  for (const secret of [
    ...cookies,
    ...Object.values(ACCOUNTS),
    service.api.bearer!,
    person.api.bearer!,
    person.password,
    person.email,
    person.name,
    'a wrong password',
    token.token,
    reset,
    'an even better one',
    'of a twin of hers',
    'AIza-very-secret',
    'metrics-very-secret',
    '$argon2id',
    new URL(service.databaseUrl).password || 'no password here',
  ]) {
    expect(printed.includes(secret), secret).toBe(false);
  }
});

it('leaves out what opens doors should somebody log a request as it is', () => {
  const logging = `
    import { NestFactory } from '@nestjs/core';
    import { Logger } from 'nestjs-pino';
    import { LoggingModule } from './dist/logging/logging.module.js';
    const app = await NestFactory.createApplicationContext(LoggingModule.forRoot({ LOG_LEVEL: 'info' }), { logger: false });
    const headers = { authorization: 'open-1', cookie: 'open-2', 'set-cookie': ['open-3'], accept: 'harmless' };
    for (const line of [headers, { headers }, { req: { headers } }]) app.get(Logger).log(line, 'Somebody');`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', logging], {
    encoding: 'utf8',
  });
  expect(printed.match(/harmless/g)).toHaveLength(3);
  expect(printed).not.toMatch(/open-\d/);
});
