import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultMessage } from '../src/common/field-faults.js';
import type { Problem, Ticket } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

let service: Service;
let ticket: Ticket;
beforeAll(async () => {
  service = await startService();
  ticket = await service.api.createSettled({ title: 'The one ticket' });
});
afterAll(async () => {
  await service.stop();
});

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** As little as possible between the test and the wire: a test chooses its own content type, or none. */
async function send(
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Answer> {
  const response = await fetch(service.url + path, {
    method,
    headers: { ...service.api.authorization, ...(body !== undefined && headers) },
    // Bytes have no content type of their own, text would get one.
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Refused in the contract's words, with every fault named and nothing of the inside shown. */
function expectProblem({ status, headers, text }: Answer, expected: number, fields?: string[]): Problem {
  expect([status, text]).toEqual([expected, expect.anything()]);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(headers.get('x-request-id')).toBeTruthy();
  const problem = JSON.parse(text) as Problem;
  expect(problem).toMatchObject({
    type: 'about:blank',
    title: expect.any(String) as string,
    status: expected,
    detail: expect.stringMatching(/\w/) as string,
    instance: expect.stringMatching(/^\//) as string,
  });
  expect(text).not.toMatch(
    /<html|<!doctype|SELECT |INSERT |UPDATE |QueryFailed|node_modules|\.js:\d|\\n +at /i,
  );
  if (fields) expect(problem.errors?.map(({ field }) => field).sort()).toEqual(fields.toSorted());
  for (const { code, params, message } of problem.errors ?? [])
    expect(message).toBe(faultMessage(code, params));
  return problem;
}

/** What the tables hold, so that a refused request can be seen to have left no trace. */
async function contents(): Promise<unknown> {
  const [row] = await service.query(
    `SELECT (SELECT count(*) FROM tickets) AS tickets, (SELECT count(*) FROM ticket_history) AS history,
       (SELECT count(*) FROM ticket_messages) AS messages, (SELECT count(*) FROM idempotency_keys) AS keys,
       (SELECT json_agg(t ORDER BY id) FROM tickets t) AS rows`,
  );
  return row;
}

const WRITES: [method: string, path: string][] = [
  ['POST', '/api/tickets'],
  ['PATCH', '/api/tickets/1'],
  ['POST', '/api/tickets/bulk'],
  ['POST', '/api/tickets/classify'],
  ['POST', '/api/tickets/1/messages'],
];

describe('refused, and nothing is written:', () => {
  let before: unknown;
  beforeEach(async () => (before = await contents()));
  afterAll(async () => expect(await contents()).toEqual(before));

  describe.each(WRITES)('%s %s', (method, path) => {
    const json = { 'content-type': 'application/json' };
    const nested = (depth: number): string => `{"title":${'['.repeat(depth)}${']'.repeat(depth)}}`;

    it.each<[string, string | Uint8Array<ArrayBuffer>, number, string[]?, Record<string, string>?]>([
      ['text that is no JSON', 'title=VPN', 400, ['body']],
      ['half a JSON', '{"title":"VPN', 400, ['body']],
      ['JSON with something behind it', '{} {}', 400, ['body']],
      ['a list', '[]', 400, ['body']],
      ['a list of one', '[{"title":"VPN"}]', 400, ['body']],
      ['null', 'null', 400, ['body']],
      ['a number', '42', 400, ['body']],
      ['a string', '"VPN"', 400, ['body']],
      ['nesting that would end a recursion', nested(50_000), 400, ['body']],
      ['nesting deeper than any body of the api', nested(40), 400, ['body']],
      [
        'bytes that are no UTF-8',
        new Uint8Array(Buffer.from('{"title":"\xff\xfe"}', 'latin1')),
        400,
        ['body'],
      ],
      ['half a UTF-8 character', new Uint8Array(Buffer.from('{"title":"\xc3"}', 'latin1')), 400, ['body']],
      ['__proto__', '{"__proto__":{"admin":true}}', 400, ['__proto__']],
      ['__proto__ further in', '{"requester":{"__proto__":1}}', 400, ['__proto__']],
      ['constructor', '{"constructor":{"prototype":{}}}', 400, ['constructor']],
      ['more than a megabyte', `{"title":"${'x'.repeat(1_100_000)}"}`, 413],
      ['another type of content', '{}', 415, undefined, { 'content-type': 'text/plain' }],
      ['a form', 'title=VPN', 415, undefined, { 'content-type': 'application/x-www-form-urlencoded' }],
      ['parts', '--x--', 415, undefined, { 'content-type': 'multipart/form-data; boundary=x' }],
      ['XML', '<title/>', 415, undefined, { 'content-type': 'application/xml' }],
      ['a type that is none', '{}', 415, undefined, { 'content-type': 'json' }],
      ['no type of content', '{"title":"VPN"}', 415, undefined, {}],
      ['an unknown field', '{"nonsense":1}', 400],
    ])('%s', async (what, body, status, fields, headers = json) => {
      const problem = expectProblem(await send(method, path, body, headers), status, fields);
      if (what === 'an unknown field')
        expect(problem.errors?.map(({ field }) => field)).toContain('nonsense');
    });

    it('no body at all', async () => {
      // A change of nothing is no fault.
      const expected = method === 'PATCH' ? 200 : 400;
      for (const body of [undefined, '']) expect((await send(method, path, body)).status).toBe(expected);
    });

    it('more than a megabyte in chunks, which say no length before', async () => {
      const chunks = ['{"title":"', ...Array.from({ length: 24 }, () => 'x'.repeat(65_536)), '"}'];
      // The server may hang up before it has taken all, which a client sees as an answer or as a broken connection.
      const answer = await send(method, path, new Blob(chunks).stream()).catch(() => undefined);
      if (answer) expectProblem(answer, 413);
    });
  });

  const valid = { title: 'VPN', description: 'Down' };
  const text = (n: number): string => 'x'.repeat(n);

  const faulty: [method: string, path: string, body: object, fields: string[]][] = [
    ['POST', '/api/tickets', {}, ['title', 'description']],
    ['POST', '/api/tickets', { title: '', description: '' }, ['title', 'description']],
    ['POST', '/api/tickets', { title: ' \t\n', description: '  ' }, ['title', 'description']],
    ['POST', '/api/tickets', { title: null, description: null }, ['title', 'description']],
    ['POST', '/api/tickets', { title: 1, description: true }, ['title', 'description']],
    ['POST', '/api/tickets', { title: {}, description: [] }, ['title', 'description']],
    ['POST', '/api/tickets', { title: ['a'], description: { a: 1 } }, ['title', 'description']],
    ['POST', '/api/tickets', { title: text(201), description: text(20_001) }, ['title', 'description']],
    ['POST', '/api/tickets', { title: '😀'.repeat(201), description: 'x' }, ['title']],
    ['POST', '/api/tickets', { title: 'a\0b', description: '\0' }, ['title', 'description']],
    ['POST', '/api/tickets', { title: 'a\ud800', description: '\udc00b' }, ['title', 'description']],
    [
      'POST',
      '/api/tickets',
      { ...valid, tags: ['a\0'], requester: { name: '\0' } },
      ['requester.name', 'tags'],
    ],
    [
      'POST',
      '/api/tickets',
      { ...valid, tags: ['\ud800'], requester: { name: '\udfff' } },
      ['requester.name', 'tags'],
    ],
    ['POST', '/api/tickets', { ...valid, category: 'Billing' }, ['category']],
    ['POST', '/api/tickets', { ...valid, category: null, priority: null }, ['category', 'priority']],
    ['POST', '/api/tickets', { ...valid, category: ['billing'], priority: 3 }, ['category', 'priority']],
    ['POST', '/api/tickets', { ...valid, priority: 'toString' }, ['priority']],
    ['POST', '/api/tickets', { ...valid, tags: 'vpn' }, ['tags']],
    ['POST', '/api/tickets', { ...valid, tags: null }, ['tags']],
    ['POST', '/api/tickets', { ...valid, tags: { 0: 'vpn' } }, ['tags']],
    ['POST', '/api/tickets', { ...valid, tags: [1, null, ['a'], {}] }, ['tags']],
    ['POST', '/api/tickets', { ...valid, tags: [''] }, ['tags']],
    ['POST', '/api/tickets', { ...valid, tags: [text(51)] }, ['tags']],
    ['POST', '/api/tickets', { ...valid, tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }, ['tags']],
    ['POST', '/api/tickets', { ...valid, requester: 'Ada' }, ['requester']],
    ['POST', '/api/tickets', { ...valid, requester: ['Ada'] }, ['requester']],
    [
      'POST',
      '/api/tickets',
      { ...valid, requester: { name: '', email: 'ada' } },
      ['requester.email', 'requester.name'],
    ],
    [
      'POST',
      '/api/tickets',
      { ...valid, requester: { name: 1, email: {} } },
      ['requester.email', 'requester.name'],
    ],
    ['POST', '/api/tickets', { ...valid, requester: { email: `a@${text(300)}.org` } }, ['requester.email']],
    ['POST', '/api/tickets', { ...valid, id: 7, status: 'closed', version: 9 }, ['id', 'status', 'version']],
    [
      'POST',
      '/api/tickets',
      {
        title: '',
        description: 5,
        category: 'x',
        priority: 'y',
        requester: { name: 1, email: 'no', phone: '1' },
        tags: [1],
        extra: 1,
      },
      [
        'category',
        'description',
        'extra',
        'priority',
        'requester.email',
        'requester.name',
        'requester.phone',
        'tags',
        'title',
      ],
    ],
    [
      'PATCH',
      '/api/tickets/1',
      { title: '', description: ' ', status: 'done' },
      ['title', 'description', 'status'],
    ],
    [
      'PATCH',
      '/api/tickets/1',
      { title: null, description: null, status: null },
      ['title', 'description', 'status'],
    ],
    ['PATCH', '/api/tickets/1', { priority: 1, category: {}, tags: 'x' }, ['priority', 'category', 'tags']],
    ['PATCH', '/api/tickets/1', { assignee_id: 0 }, ['assignee_id']],
    ['PATCH', '/api/tickets/1', { assignee_id: -1 }, ['assignee_id']],
    ['PATCH', '/api/tickets/1', { assignee_id: 1.5 }, ['assignee_id']],
    ['PATCH', '/api/tickets/1', { assignee_id: '1' }, ['assignee_id']],
    ['PATCH', '/api/tickets/1', { assignee_id: [1] }, ['assignee_id']],
    ['PATCH', '/api/tickets/1', { assignee_id: 2_147_483_648 }, ['assignee_id']],
    ['PATCH', '/api/tickets/1', { assignee_id: 2 ** 70 }, ['assignee_id']],
    ['PATCH', '/api/tickets/1', { assignee_id: 2_147_483_647 }, ['assignee_id']],
    [
      'PATCH',
      '/api/tickets/1',
      { requester: { email: 'no' }, created_at: '2026-01-01' },
      ['created_at', 'requester.email'],
    ],
    ['POST', '/api/tickets/bulk', {}, ['ids', 'changes']],
    ['POST', '/api/tickets/bulk', { ids: [], changes: {} }, ['ids']],
    ['POST', '/api/tickets/bulk', { ids: 1, changes: 1 }, ['ids', 'changes']],
    ['POST', '/api/tickets/bulk', { ids: ['1'], changes: [] }, ['ids', 'changes']],
    ['POST', '/api/tickets/bulk', { ids: [1, null], changes: null }, ['ids', 'changes']],
    ['POST', '/api/tickets/bulk', { ids: [1, 2 ** 63], changes: {} }, ['ids']],
    ['POST', '/api/tickets/bulk', { ids: [1, 0], changes: {} }, ['ids']],
    [
      'POST',
      '/api/tickets/bulk',
      { ids: Array.from({ length: 501 }, (_, i) => i + 1), changes: {} },
      ['ids'],
    ],
    [
      'POST',
      '/api/tickets/bulk',
      { ids: [1], changes: { status: 'x', nonsense: 1 } },
      ['changes.nonsense', 'changes.status'],
    ],
    ['POST', '/api/tickets/bulk', { ids: [1], changes: { assignee_id: 4711, title: 'x' } }, ['assignee_id']],
    ['POST', '/api/tickets/1/messages', { body: '', visibility: 'secret' }, ['body', 'visibility']],
    ['POST', '/api/tickets/1/messages', { body: text(20_001), visibility: null }, ['body', 'visibility']],
    ['POST', '/api/tickets/1/messages', { body: 'a\0b', author_id: 1 }, ['author_id', 'body']],
    ['POST', '/api/tickets/classify', { title: 1 }, ['description', 'title']],
    ['POST', '/api/tickets/classify', { description: '\ud800', title: '\0' }, ['description', 'title']],
    ['POST', '/api/tickets/classify', { description: text(20_001), model: 'x' }, ['description', 'model']],
  ];
  it.each(
    faulty.map(
      ([method, path, body, fields]) =>
        [method, path, JSON.stringify(body).slice(0, 80), body, fields] as const,
    ),
  )('%s %s %s', async (method, path, _, body, fields) => {
    expectProblem(await send(method, path, JSON.stringify(body)), 400, fields);
  });

  const INVISIBLE = [
    ...['\u200b', '\u2060', '\u00ad', '\u3164', '\u2800', '\u202e', '\ufeff\u200d', '\u115f\u1160', '\uffa0'],
    ...['\u0007', '\u001b\b', '\u0085', '\u2066\u2069', '\u180e \u034f', '\u{e0041}', '\u0301', '\u00a0\n\t'],
  ];
  const NOT_ONE_LINE = [
    ...['a\nb', 'a\r\nb', 'a\tb', 'a\u0007', '\u001b[31mred', 'a\bb', 'a\u007fb', 'a\u009bb', 'a\u0085b'],
    ...['a\u2028b', 'a\u2029b', '\u202egnp.exe', 'a\u2066b\u2069', '\u202ba\u202c'],
  ];
  const person = { email: 'new@example.org', role: 'agent' };
  type Field = [method: string, path: string, field: string, body: (text: string) => object];
  const LINES: Field[] = [
    ['POST', '/api/tickets', 'title', (title) => ({ ...valid, title })],
    ['PATCH', '/api/tickets/1', 'title', (title) => ({ title })],
    ['POST', '/api/tickets', 'tags', (tag) => ({ ...valid, tags: ['ok', tag] })],
    ['PATCH', '/api/tickets/1', 'tags', (tag) => ({ tags: [tag] })],
    ['POST', '/api/tickets/bulk', 'changes.tags', (tag) => ({ ids: [1], changes: { tags: [tag] } })],
    ['POST', '/api/tickets', 'requester.name', (name) => ({ ...valid, requester: { name } })],
    ['POST', '/api/views', 'name', (name) => ({ name, query: {} })],
    ['POST', '/api/views', 'query.tag', (tag) => ({ name: 'x', query: { tag: [tag] } })],
    ['POST', '/api/canned-replies', 'title', (title) => ({ title, body: 'x' })],
    ['POST', '/api/tokens', 'name', (name) => ({ name, scope: 'read' })],
    ['POST', '/api/users', 'name', (name) => ({ ...person, name })],
  ];
  const TEXTS: Field[] = [
    ['POST', '/api/tickets', 'description', (description) => ({ ...valid, description })],
    ['PATCH', '/api/tickets/1', 'description', (description) => ({ description })],
    ['POST', '/api/tickets/1/messages', 'body', (body) => ({ body })],
    ['POST', '/api/canned-replies', 'body', (body) => ({ title: 'x', body })],
    ['POST', '/api/tickets/classify', 'description', (description) => ({ description })],
  ];
  it.each([...LINES, ...TEXTS])('%s %s with nothing to see in %s', async (method, path, field, body) => {
    for (const text of INVISIBLE) {
      const problem = expectProblem(await send(method, path, JSON.stringify(body(text))), 400, [field]);
      expect(problem.errors![0]!.code).toBe('blank');
    }
  });
  it.each(LINES)('%s %s with more than a line in %s', async (method, path, field, body) => {
    for (const text of NOT_ONE_LINE) {
      const problem = expectProblem(await send(method, path, JSON.stringify(body(text))), 400, [field]);
      expect(problem.errors![0]!.code).toBe('not_one_line');
    }
  });
  it.each(['/api/tickets', '/api/tickets/export.csv'])('GET %s by a tag that none can be', async (path) => {
    for (const tag of [...NOT_ONE_LINE, '\u200b'])
      expectProblem(await send('GET', `${path}?tag=${encodeURIComponent(tag)}`), 400, ['tag']);
  });

  it.each([
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/history'],
    ['GET', '/messages'],
    ['POST', '/restore'],
    ['POST', '/triage/accept'],
    ['POST', '/triage/retry'],
  ])('%s /api/tickets/{id}%s with an id that is none', async (method, rest) => {
    for (const id of ['abc', '1.5', '-1', '1e3', '0x1', '%20', '1%202', '%00', '%EF%BC%91', "1'--"]) {
      expectProblem(await send(method, `/api/tickets/${id}${rest}`), 400, ['id']);
    }
    for (const id of ['0', '4711', '2147483648', '9223372036854775808', '9'.repeat(100)]) {
      expectProblem(await send(method, `/api/tickets/${id}${rest}`), 404);
    }
  });

  it.each<[query: string, fields: string[]]>([
    ['status=done', ['status']],
    ['status=', ['status']],
    ['status=open,', ['status']],
    ['status=open&status=done', ['status']],
    ['status[]=open', ['status[]']],
    ['status[gt]=open', ['status[gt]']],
    ['priority=1', ['priority']],
    ['category=Billing', ['category']],
    ['triage_state=done', ['triage_state']],
    ['assignee=0', ['assignee']],
    ['assignee=you', ['assignee']],
    ['assignee=99999999999999999999', ['assignee']],
    ['tag=', ['tag']],
    ['tag=a%00b', ['tag']],
    [`tag=${Array.from({ length: 21 }, (_, i) => i).join(',')}`, ['tag']],
    ['search=', ['search']],
    ['search=%20%20', ['search']],
    ['search=%00', ['search']],
    [`search=${text(201)}`, ['search']],
    ['search=a&search=b', ['search']],
    ['created_after=yesterday', ['created_after']],
    ['created_after=2026-02-30', ['created_after']],
    ['created_after=2026-02-30T00:00:00Z', ['created_after']],
    ['created_after=2026-01-01T25:00', ['created_after']],
    ['created_after=0000-01-01', ['created_after']],
    ['created_before=%2B275760-09-13', ['created_before']],
    ['created_before=1764000000', ['created_before']],
    ['created_before=2026-01-01&created_before=2026-01-02', ['created_before']],
    ['sort=id', ['sort']],
    ['sort=-created_at&sort=created_at', ['sort']],
    ['sort=constructor', ['sort']],
    ['limit=-1', ['limit']],
    ['limit=Infinity', ['limit']],
    ['limit=1&limit=2', ['limit']],
    ['limit=', ['limit']],
    ['page=2', ['page']],
    ['__proto__=1', ['__proto__']],
    ['constructor=1&toString=2', ['constructor', 'toString']],
    [
      'status=a&priority=b&category=c&triage_state=d&assignee=e&created_after=f&sort=g&limit=h&nonsense=i',
      [
        'assignee',
        'category',
        'created_after',
        'limit',
        'nonsense',
        'priority',
        'sort',
        'status',
        'triage_state',
      ],
    ],
  ])('GET /api/tickets?%s', async (query, fields) => {
    expectProblem(await send('GET', `/api/tickets?${query}`), 400, fields);
    if (!/limit|sort=-|page|proto|construct/.test(query)) {
      expectProblem(await send('GET', `/api/tickets/export.csv?${query}`), 400, fields);
      expectProblem(await send('GET', `/api/tickets/export.jsonl?${query}`), 400, fields);
    }
  });

  it.each([
    'GET /api/tickets/1?x=1',
    'GET /api/health/live?x=1',
    'POST /api/tickets/1/restore?x=1',
    'DELETE /api/tickets/1?x=1',
    'GET /api/tickets/1/history?x=1',
    'GET /api/events?x=1',
    'GET /api/auth/me?x=1',
  ])('%s, which takes no such field', async (request) => {
    const [method, path] = request.split(' ') as [string, string];
    expectProblem(await send(method, path), 400, ['x']);
  });

  const cursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');
  const time = '2026-01-01T00:00:00.000Z';
  it.each<[string, string]>([
    ['random bytes', Buffer.from([0, 255, 7, 128, 3]).toString('base64url')],
    ['no base64', '%7B%7D!'],
    ['too long', text(501)],
    ['of another sort', cursor(['created_at', time, 1])],
    ['of a sort that is none', cursor(['constructor', time, 1])],
    ['null', cursor(null)],
    ['an object', cursor({ 0: '-created_at' })],
    ['too short', cursor(['-created_at', time])],
    ['too long a place', cursor(['-created_at', time, 1, 1])],
    ['with a day that is none', cursor(['-created_at', '2026-02-30T00:00:00.000Z', 1])],
    ['with a year that is none', cursor(['-created_at', '0000-01-01T00:00:00.000Z', 1])],
    ['with a time that is none', cursor(['-created_at', `${time}'; --`, 1])],
    ['with an id beyond all', cursor(['-created_at', time, 2 ** 60])],
    ['with an id that is text', cursor(['-created_at', time, '1'])],
    ['with an id that is broken', cursor(['-created_at', time, 1.5])],
    ['with objects for values', cursor(['-created_at', { a: 1 }, [1]])],
  ])('a cursor: %s', async (_, value) => {
    expectProblem(await send('GET', `/api/tickets?cursor=${value}`), 400, ['cursor']);
  });

  it.each(['0', '-1', 'x', '1.5', '1e3', '0x10', ' 1', '9'.repeat(30), '{}'])(
    'a cursor of a history or conversation that says %j',
    async (place) => {
      const value = Buffer.from(place).toString('base64url');
      for (const list of ['history', 'messages']) {
        expectProblem(await send('GET', `/api/tickets/1/${list}?cursor=${value}`), 400, ['cursor']);
      }
    },
  );

  it.each<[string, string, string, number]>([
    ['PATCH', 'if-match', 'abc', 400],
    ['PATCH', 'if-match', '1', 400],
    ['PATCH', 'if-match', 'W/"1"', 412],
    ['PATCH', 'if-match', '"7", "8"', 412],
    ['PATCH', 'if-match', '"-1"', 412],
    ['PATCH', 'if-match', `${'"7",'.repeat(1000)} 1`, 400],
    ['PATCH', 'if-match', '"7"', 412],
    ['PATCH', 'if-match', '"99999999999999999999"', 412],
    ['POST', 'idempotency-key', 'two words', 400],
    ['POST', 'idempotency-key', text(256), 400],
    ['POST', 'idempotency-key', 'sch\u00fcssel', 400],
  ])('%s with %s: %s', async (method, header, value, status) => {
    const path = method === 'POST' ? '/api/tickets' : '/api/tickets/1';
    const body = JSON.stringify(method === 'POST' ? valid : { title: 'x' });
    const headers = { 'content-type': 'application/json', [header]: value };
    const problem = expectProblem(await send(method, path, body, headers), status);
    if (status === 400) expect(problem.errors?.[0]?.field.toLowerCase()).toBe(header);
  });

  it.each([
    ['PUT', '/api/tickets', 'GET, HEAD, POST'],
    ['DELETE', '/api/tickets', 'GET, HEAD, POST'],
    ['PUT', '/api/tickets/1', 'DELETE, GET, HEAD, PATCH'],
    ['POST', '/api/tickets/1', 'DELETE, GET, HEAD, PATCH'],
    ['POST', '/api/tickets/1/history', 'GET, HEAD'],
    ['PATCH', '/api/tickets/1/messages/', 'GET, HEAD, POST'],
    ['GET', '/api/tickets/1/restore', 'POST'],
    ['POST', '/api/health/live', 'GET, HEAD'],
    ['DELETE', '/api/events', 'GET, HEAD'],
  ])('%s %s with 405', async (method, path, allow) => {
    const answer = await send(method, path);
    expectProblem(answer, 405);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/tickets/1/nothing',
    '/api/tickets/1/history/2',
    '/api//tickets',
    '/API/tickets',
    '/api/../package.json',
    '/api/docs/../../package.json',
    '/api/docs/%2e%2e%2fpackage.json',
    '/.env',
    '/nothing.js',
  ])('GET %s with 404', async (path) => {
    expectProblem(await send('GET', path), 404);
  });

  it.each(['/api/tickets/%', '/api/tickets/%zz', '/api/tickets/%ff', '/api/%c0%ae'])(
    'GET %s, which is badly encoded',
    async (path) => {
      expectProblem(await send('GET', path), 400);
    },
  );

  it('a path longer than any', async () => {
    expectProblem(await send('GET', `/api/tickets/${text(600)}`), 400);
  });

  it('a body that the status or the method has no use for, where it is broken', async () => {
    expectProblem(await send('DELETE', '/api/tickets/4711', '{"'), 400, ['body']);
    expectProblem(await send('POST', '/api/tickets/1/restore', '['), 400, ['body']);
  });
});

/** Sends bytes as they are, and gives all that comes back until the connection ends. */
async function exchange(bytes: string | Buffer): Promise<string> {
  const socket = connect({ port: Number(new URL(service.url).port), host: '127.0.0.1' });
  socket.setTimeout(10_000, () => socket.destroy(new Error('The service did not end the connection.')));
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  // Signed in, so that it is the request that is refused and not the stranger.
  const head = `Host: localhost\r\nAuthorization: Bearer ${service.api.bearer}\r\n`;
  socket.write(typeof bytes === 'string' ? bytes.replace('Host: localhost\r\n', head) : bytes);
  await once(socket, 'close');
  return answer;
}

describe('what is no request', () => {
  it.each<[string, string | Buffer, number]>([
    ['words', 'hello there\r\n\r\n', 400],
    ['the greeting of TLS', Buffer.from('16030100a5010000a10303', 'hex'), 400],
    ['a method that is none', 'BREW /api/tickets HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['a header without a name', 'GET /api/tickets HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n', 400],
    [
      'headers beyond measure',
      `GET /api/tickets HTTP/1.1\r\nHost: localhost\r\nX-A: ${'x'.repeat(100_000)}\r\n\r\n`,
      431,
    ],
    [
      'an address beyond measure',
      `GET /api/tickets?search=${'x'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      431,
    ],
    [
      'a length that is none',
      'POST /api/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: ten\r\n\r\n',
      400,
    ],
    [
      'two lengths at odds',
      'POST /api/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    [
      'a chunk without a size',
      'POST /api/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
    [
      'a body that says it is larger than any',
      'POST /api/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n{',
      413,
    ],
  ])('%s', async (_, bytes, status) => {
    const answer = await exchange(bytes);
    expect(answer.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(answer.toLowerCase()).toContain('x-request-id: ');
    const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Problem;
    expect(problem).toMatchObject({ status, detail: expect.any(String) as string });
  });

  it('is told from a request that has no host', async () => {
    expect(await exchange('GET /api/tickets HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });
});

describe('a request that breaks off', () => {
  const whole = JSON.stringify({
    title: 'Half',
    description: 'Sent half',
    category: 'general',
    priority: 'low',
  });
  const head = 'POST /api/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

  it.each([
    ['within its headers', head],
    ['before its body', `${head}Content-Length: ${whole.length}\r\n\r\n`],
    ['within its body', `${head}Content-Length: ${whole.length}\r\n\r\n${whole.slice(0, 20)}`],
    ['one byte before its end', `${head}Content-Length: ${whole.length}\r\n\r\n${whole.slice(0, -1)}`],
    [
      'where the JSON is whole and the body is not',
      `${head}Content-Length: ${whole.length + 1}\r\n\r\n${whole}`,
    ],
    [
      'before its last chunk',
      `${head}Transfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n${whole}\r\n`,
    ],
  ])('%s writes nothing', async (_, bytes) => {
    const before = await contents();
    for (const end of ['destroy', 'end'] as const) {
      const socket = connect({ port: Number(new URL(service.url).port), host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.resume();
      await once(socket, 'connect');
      const head = `Host: localhost\r\nAuthorization: Bearer ${service.api.bearer}\r\n`;
      await new Promise((sent) => socket.write(bytes.replace('Host: localhost\r\n', head), sent));
      await sleep(100);
      socket[end]();
      await sleep(100);
      socket.destroy();
    }
    expect(await contents()).toEqual(before);
  });
});

describe('a comma', () => {
  it.each([
    [['vpn, printer'], ['vpn', 'printer']],
    [
      [' VPN ,Printer,', 'vpn', 'floor 2'],
      ['vpn', 'printer', 'floor 2'],
    ],
    [[',,a,,'], ['a']],
  ])('separates the tags of %j', async (given, tags) => {
    const { id } = await service.api.createSettled({ tags: given });
    expect((await service.api.ticket(id)).tags).toEqual(tags);
    const found = await service.api.list(`tag=${encodeURIComponent(tags.join(','))}`);
    expect(found.results.map((each) => each.id)).toContain(id);
    expect((await service.api.patch(id, { tags: ['none'] })).tags).toEqual(['none']);
    expect((await service.api.patch(id, { tags: given })).tags).toEqual(tags);
    expect(
      (await service.api.call('POST', '/api/tickets/bulk', { ids: [id], changes: { tags: given } })).status,
    ).toBe(200);
    expect((await service.api.ticket(id)).tags).toEqual(tags);
  });

  it('in the tags of a view separates two', async () => {
    const view = await service.api.call<{ query: object }>('POST', '/api/views', {
      name: 'Two',
      query: { tag: ['vpn, printer'] },
    });
    expect(view.body.query).toEqual({ tag: ['vpn', 'printer'] });
  });

  it.each([
    [[','], 'blank'],
    [[' , ,'], 'blank'],
    [[`a,${'b'.repeat(51)}`], 'too_long'],
    [[Array.from({ length: 21 }, (_, i) => `t${i}`).join()], 'too_many_tags'],
    [
      [
        Array.from({ length: 200_000 }, (_, i) => i.toString(36))
          .join()
          .slice(0, 900_000),
      ],
      'too_many_tags',
    ],
  ])('is no way round the rules of a list of tags', async (tags, code) => {
    const body = JSON.stringify({ title: 'x', description: 'x', tags });
    const problem = expectProblem(await send('POST', '/api/tickets', body), 400, ['tags']);
    expect(problem.errors![0]!.code).toBe(code);
  });
});

describe('a time', () => {
  it.each([
    ...[
      'T05:00:00+02',
      'T05:00:00+0200',
      ' 05:00:00+02',
      'T05:00:00.000+0200',
      ' 5:00+02:00',
      ' 03:00:00 UTC',
    ],
  ])('is read in a query and a body where it ends in %s', async (time) => {
    const query = encodeURIComponent(`2026-11-24${time}`);
    const { status } = await service.api.get(`/api/tickets?created_after=${query}&created_before=${query}`);
    expect(status).toBe(200);
    const day = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
    const token = await service.api.call<{ expires_at: string }>('POST', '/api/tokens', {
      name: time,
      scope: 'read',
      expires_at: day + time,
    });
    expect([token.status, token.body.expires_at]).toEqual([201, `${day}T03:00:00.000Z`]);
  });
});

describe('accepted, and given back unchanged:', () => {
  it.each<[string, Record<string, unknown>]>([
    ['right-to-left text', { title: 'الطابعة لا تعمل', description: '\u202bהמדפסת\u202c לא עובדת \u200f' }],
    ['emoji', { title: '🖨️🔥', description: '👩‍👩‍👧‍👦 and 🏳️‍🌈', tags: ['🔥'] }],
    ['as many characters as are allowed', { title: '😀'.repeat(200), description: 'é'.repeat(20_000) }],
    ['letters made of several', { title: 'e\u0301', description: 'Z\u0351\u036b\u0343' }],
    [
      'controls other than NUL in a text',
      { title: 'A log', description: 'line\r\nline\ttab\u2028\u001b[31mred\u0007\u007f' },
    ],
    [
      'what joins, breaks and turns letters in a line',
      {
        title: 'می\u200cخواهم \u200fב\u200e 👩\u200d👧 soft\u00adhyphen',
        description: 'x',
        tags: ['❤\ufe0f'],
      },
    ],
    ['what looks like SQL', { title: "'; DROP TABLE tickets; --", description: '$1 $$ \\' }],
    [
      'what looks like markup',
      { title: '<script>alert(1)</script>', description: '{{constructor}} ${1} %s' },
    ],
  ])('%s', async (_, fields) => {
    const { id } = await service.api.createSettled(fields);
    expect(await service.api.ticket(id)).toMatchObject(fields);
  });

  it.each([
    ['a content type with a charset', 'application/json; charset=utf-8'],
    ['a content type in capitals', 'Application/JSON'],
  ])('%s', async (_, type) => {
    const { status } = await send('PATCH', '/api/tickets/1', '{}', { 'content-type': type });
    expect(status).toBe(200);
  });

  it.each(['a b', '\u00fc', 'x'.repeat(129), '{"a":1}'])('an X-Request-Id that is none: %s', async (id) => {
    const { status, headers } = await service.api.get('/api/tickets/1', { headers: { 'x-request-id': id } });
    expect([status, headers.get('x-request-id')]).toEqual([200, expect.stringMatching(/^[\w-]{36}$/)]);
  });

  it('an X-Request-Id that is one', async () => {
    const { headers } = await service.api.get('/api/nothing', { headers: { 'x-request-id': 'trace:42' } });
    expect(headers.get('x-request-id')).toBe('trace:42');
  });

  it.each(['nonsense', '"x"', ',,', ''])('an If-None-Match that matches nothing: %s', async (value) => {
    const { status } = await service.api.get('/api/tickets/1', { headers: { 'if-none-match': value } });
    expect(status).toBe(200);
  });
});

describe('whatever is sent', () => {
  interface Operation {
    method: string;
    path: string;
    fields: string[];
  }

  async function operations(): Promise<Operation[]> {
    const { body } = await service.api.get<{
      paths: Record<string, Record<string, { parameters?: { name: string }[] }>>;
    }>('/api/docs-json');
    return (
      Object.entries(body.paths)
        .flatMap(([path, methods]) =>
          Object.entries(methods).map(([method, { parameters = [] }]) => ({
            method: method.toUpperCase(),
            path,
            fields: parameters.map(({ name }) => name),
          })),
        )
        // A stream of events does not end by itself.
        .filter(({ path }) => path !== '/api/events')
    );
  }

  const words = [
    'open',
    'low',
    'billing',
    'none',
    'me',
    '1',
    '-priority',
    '%00',
    '%F0%9F%94%A5',
    '%zz',
    "'",
    '2026-01-01',
    '-"a" or b:*',
  ];
  const field = fc.constantFrom(
    'title',
    'description',
    'status',
    'priority',
    'category',
    'tags',
    'requester',
    'assignee_id',
    'ids',
    'changes',
    'body',
    'visibility',
    'x',
  );
  const value = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom<unknown>(
        'VPN',
        'open',
        'low',
        'billing',
        'public',
        1,
        [1],
        ['a'],
        null,
        {},
        { title: 'x' },
      ),
    },
    { weight: 2, arbitrary: fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  );
  const body = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.dictionary(field, value, { maxKeys: 5 }).map((fields) => JSON.stringify(fields)),
    },
    { weight: 2, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  );

  it('is never answered with a 5xx, nor left without an answer', { timeout: 90_000 }, async () => {
    // Looking at a ticket makes a version of it, and no history, whose rows are counted below.
    const known = (await operations()).filter(({ path }) => !/\/(un)?read$/.test(path));
    expect(known.length).toBeGreaterThan(15);
    const request = fc.constantFrom(...known).chain((operation) =>
      fc.record({
        operation: fc.constant(operation),
        id: fc.oneof({ weight: 4, arbitrary: fc.constant('1') }, fc.webSegment(), fc.nat().map(String)),
        query: fc.array(
          fc.tuple(
            fc.constantFrom('x', ...operation.fields),
            fc.oneof(fc.constantFrom(...words), fc.webQueryParameters()),
          ),
          { maxLength: 4 },
        ),
        body,
      }),
    );
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(request, async ({ operation: { method, path }, id, query, body }) => {
        const address = `${path.replace('{id}', id)}?${query.map((pair) => pair.join('=')).join('&')}`;
        const hasBody = ['POST', 'PATCH', 'PUT'].includes(method);
        const answer = await send(method, address, hasBody ? body : undefined);
        statuses.add(answer.status);
        expect(answer.status, answer.text).toBeLessThan(500);
        if (answer.status >= 400) expectProblem(answer, answer.status);
      }),
      { seed: 20261124, numRuns: 500, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
    );
    // It was not all refused at the door.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
  });
});

describe('after all of it', () => {
  it('the service answers, and nothing is half-written', async () => {
    expect((await service.api.get('/api/health/ready')).status).toBe(200);
    expect(ticket.id).toBe(1);
    // Every version of a ticket has its row in the history, and every key its answer.
    expect(
      await service.query(
        `SELECT t.id, t.version, count(h.id) FROM tickets t LEFT JOIN ticket_history h ON h.ticket_id = t.id
         GROUP BY t.id HAVING count(h.id) <> t.version`,
      ),
    ).toEqual([]);
    expect(await service.query(`SELECT key FROM idempotency_keys WHERE answer IS NULL`)).toEqual([]);
  });

  it('its log holds no error', () => {
    const lines = service
      .output()
      .split('\n')
      .filter((line) => /"level":(40|50|60)|Error/.test(line));
    expect(lines).toEqual([]);
  });
});
