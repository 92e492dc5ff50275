import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fault } from '../src/common/field-faults.js';
import { Api, type Problem } from './support/api.ts';
import type { Document, Operation, Schema } from './support/open-api.ts';
import { startService, type Service } from './support/service.ts';

/** What no request of this file may take, nor one beside it: seconds were needed once, and a slow machine is no fault. */
const MOST_MS = 5_000;
const LARGEST_ANSWER = 64 * 1024;
/** The limit of a body, all but what stands around the shape. */
const MEGABYTE = 1024 * 1024 - 100;

const repeated = (part: string, size = MEGABYTE): string => part.repeat(Math.floor(size / part.length));
const keys = (n: number, name: (i: number) => string): string =>
  `{${Array.from({ length: n }, (_, i) => `${JSON.stringify(name(i))}:1`).join(',')}}`;
const nested = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + '1' + close.repeat(depth);

const SHAPES: Record<string, string | Buffer> = {
  'numbers for names': keys(80_000, (i) => `${i}`),
  'words for names': keys(70_000, (i) => `k${i.toString(36)}`),
  'names of 100 characters': keys(9_000, (i) => `${i}`.padStart(100, 'n')),
  'names that need escapes': keys(20_000, (i) => `\u0001\u2028${i}`),
  'one long name': `{"${repeated('n')}":1}`,
  'long names': keys(100, (i) => `${i}${'n'.repeat(10_000)}`),
  'one name over and over': `{${repeated('"a":1,', MEGABYTE - 20)}"a":1}`,
  'just more fields than allowed': keys(101, (i) => `f${i}`),
  'as many fields as allowed': keys(100, (i) => `f${i}`),
  'objects of as many fields as allowed': `{"a":[${Array.from({ length: 19 }, () => keys(100, (i) => `${i}`)).join(',')}]}`,
  'names of every object': '{"__proto__":1,"constructor":{"prototype":1},"toString":1,"hasOwnProperty":1}',
  'names of every object in a list': `{"a":[${Array.from({ length: 300 }, () => '{"__proto__":1}').join(',')}]}`,
  'open brackets': repeated('['),
  'open objects': repeated('{"a":'),
  'deep lists': `{"a":${nested(100_000, '[', ']')}}`,
  'deep objects': nested(100_000, '{"a":', '}'),
  'as deep as allowed': nested(17, '{"a":', '}'),
  'a list of numbers': `{"a":[${repeated('1,')}1]}`,
  'a list of wrong items': `{"ids":[${repeated('"x",', 900 * 4)}"x"],"tags":[${repeated('{},', 900 * 3)}{}]}`,
  'a list of short texts': `{"tags":[${repeated('"a",')}"a"]}`,
  'a list of empty objects': `{"a":[${repeated('{},')}{}]}`,
  'a list of empty lists': `{"a":[${repeated('[],')}[]]}`,
  'one long text': `{"title":"${repeated('x')}","description":"${''}"}`,
  'one text of escapes': `{"title":"${repeated('\\u0041')}"}`,
  'one text of surrogates': `{"title":"${repeated('\\ud83d\\ude00')}"}`,
  'one text of commas': `{"query":{"assignee":"${repeated('1,')}","status":"${''}"}}`,
  'braces in a text': `{"body":"${repeated('{{')}"}`,
  'placeholders in a text': `{"body":"${repeated('{{x}}', 5000)}","title":"x"}`,
  'white space': `${repeated(' ')}{}`,
  'a number of many digits': `{"limit":${repeated('9')}}`,
  'a number of many places': `{"confidence":0.${repeated('1')}}`,
  'numbers beyond all': '{"a":1e999,"b":-1e999,"c":1e-999,"d":9007199254740993}',
  'bytes that are no UTF-8': Buffer.concat([
    Buffer.from('{"a":"'),
    Buffer.alloc(100_000, 0xff),
    Buffer.from('"}'),
  ]),
  'a half of a surrogate pair': '{"a\\ud800":"\\ud800","title":"\\udc00"}',
  NULs: Buffer.alloc(MEGABYTE),
  'a comma too many': `{"a":1,}`,
  'quotes that do not close': `{"a":"${repeated('\\"')}`,
};

const WRONG: unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e300, 2 ** 31, 2 ** 53, '', ' ', '\0', '\ud800', [], {}, [[]], [null]],
  ...['x'.repeat(500_000), '9'.repeat(1000), '+275760-09-13T00:00:00.000Z', '9999-12-31T23:59:59-14:00'],
  ...[Array.from({ length: 999 }, () => ({})), Array.from({ length: 5000 }, (_, i) => i), { a: { a: {} } }],
];

let service: Service;
let document: Document;
let callers: Record<string, Api>;
/** What a person who only looks whether the service is there has had to wait at most. */
let longestWait = 0;
let probing = true;
let probe: Promise<void>;

beforeAll(async () => {
  service = await startService({ RATE_LIMIT_PER_MINUTE: '10000000', TRUSTED_PROXIES: 'loopback' });
  document = (await service.api.get<Document>('/api/docs-json')).body;
  for (let i = 0; i < 3; i += 1) await service.api.createSettled();
  callers = {
    nobody: new Api(service.url),
    requester: (await service.api.person('requester')).api,
    agent: (await service.api.person('agent')).api,
    admin: (await service.api.person('admin')).api,
  };
  probe = (async () => {
    for (; probing; await sleep(10)) {
      const since = performance.now();
      await fetch(`${service.url}/api/health/live`);
      longestWait = Math.max(longestWait, performance.now() - since);
    }
  })();
}, 60_000);
afterAll(async () => {
  probing = false;
  await probe;
  await service.stop();
});

function operations(): [name: string, operation: Operation][] {
  return (
    Object.entries(document.paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as [string, Operation],
        ),
      )
      // A stream does not end, a sign-out ends the caller's session, and learning takes seconds of its own.
      .filter(([name]) => !/^GET \/api\/events|\/auth\/logout$|^POST \/api\/triage\/models$/.test(name))
  );
}

let sent = 0;

async function expectBounded(
  caller: string,
  name: string,
  what: string,
  {
    search = '',
    body,
    headers,
  }: { search?: string; body?: string | Buffer; headers?: Record<string, string> },
): Promise<number> {
  const [method, path] = name.split(' ') as [string, string];
  sent += 1;
  const since = performance.now();
  const answer = await callers[caller]!.call<Problem>(
    method,
    path.replace(/\{\w+\}/g, '1') + search,
    undefined,
    {
      // From everywhere, or the many sign-ins that fail would soon be all refused.
      headers: { 'x-forwarded-for': `10.${sent % 250}.${Math.floor(sent / 250) % 250}.1`, ...headers },
      ...(body !== undefined && { raw: body }),
    },
  );
  const took = performance.now() - since;
  const told = `${caller}: ${name} with ${what} → ${answer.status} ${answer.text.slice(0, 300)}`;
  expect(answer.status, told).toBeLessThan(500);
  expect(took, told).toBeLessThan(MOST_MS);
  if (answer.status >= 400) {
    expect(answer.text.length, told).toBeLessThan(LARGEST_ANSWER);
    expect(answer.body.errors?.length ?? 0, told).toBeLessThanOrEqual(50);
  }
  return answer.status;
}

/** An admin may call them all, so the others, who are refused most of them, each send a shape to every third one. */
function triesIt(caller: string, shape: string, operation: number): boolean {
  const turn = Object.keys(callers).indexOf(caller) + Object.keys(SHAPES).indexOf(shape);
  return caller === 'admin' || (turn + operation) % 3 === 0;
}

describe.each(['nobody', 'requester', 'agent', 'admin'])('%s sends', (caller) => {
  it.each(Object.entries(SHAPES))('%s to operations', async (what, body) => {
    for (const [i, [name, { requestBody }]] of operations().entries()) {
      if (name.startsWith('GET ') || (!requestBody && caller !== 'admin') || !triesIt(caller, what, i))
        continue;
      await expectBounded(caller, name, what, { body });
    }
    expect(longestWait).toBeLessThan(MOST_MS);
  });

  it('wrong values in every field of every operation', async () => {
    for (const [name, { requestBody }] of operations()) {
      const schema = requestBody?.content['application/json']?.schema;
      if (!schema || (caller !== 'admin' && !name.includes('/tickets'))) continue;
      for (const [path, wrong] of fieldsOf(schema).flatMap((each) =>
        WRONG.map((value) => [each, value] as const),
      )) {
        const body = JSON.stringify(path.reduceRight<unknown>((value, key) => ({ [key]: value }), wrong));
        await expectBounded(caller, name, `${path.join('.')}: ${JSON.stringify(wrong)?.slice(0, 50)}`, {
          body,
        });
      }
    }
    expect(longestWait).toBeLessThan(MOST_MS);
  });

  const LONG = 14_000;
  it.each(
    Object.entries({
      'many fields': Array.from({ length: 2500 }, (_, i) => `f${i}`).join('&'),
      'numbers for fields': Array.from({ length: 2500 }, (_, i) => `${i}=`).join('&'),
      'a field with one long name': `${'n'.repeat(LONG)}=1`,
      'names that grow when they are written out': `${'%01'.repeat(LONG / 3)}=1`,
      'one value over and over': repeated('status=open&', LONG),
      'a list of many values': `status=${repeated('open,', LONG)}`,
      'a list of many numbers': `assignee=${Array.from({ length: 2000 }, (_, i) => i + 1).join(',')}`,
      'a list of tags': `tag=${repeated(',', LONG)}`,
      'many of one field': repeated('a=1&', LONG),
      brackets: repeated('a[b]=1&', LONG),
      ampersands: '&'.repeat(LONG),
      'equals signs': '='.repeat(LONG),
      'percent signs': '%'.repeat(LONG),
      'names of every object': '__proto__=1&constructor=2&toString=3&__proto__[a]=1',
      'a long search': `search=${repeated('%22', LONG)}`,
      'a long cursor': `cursor=${'A'.repeat(LONG)}`,
      'a long number': `limit=${'9'.repeat(LONG)}`,
    }),
  )('%s in the query of every operation', async (what, search) => {
    for (const [name] of operations()) {
      // What is exported or read without a filter is another test's.
      if (/^DELETE|export|decisions/.test(name) && caller === 'admin') continue;
      await expectBounded(caller, name, what, { search: `?${search}` });
    }
    expect(longestWait).toBeLessThan(MOST_MS);
  });

  it.each(
    Object.entries<Record<string, string>>({
      'many cookies': { cookie: repeated('a=1; ', LONG) },
      'a long cookie': { cookie: `ticketiq_access=${'x'.repeat(LONG)}` },
      'a list of entity tags': { 'if-none-match': repeated('"1",', LONG) },
      'open entity tags': { 'if-none-match': repeated('W/"', LONG), 'if-match': '"1"' },
      'a version of many digits': { 'if-match': `"${'9'.repeat(LONG)}"` },
      'a list of addresses': { 'x-forwarded-for': repeated('127.0.0.1, ', LONG) },
      'a list of languages': { 'accept-language': repeated('a;q=0.1,', LONG) },
      'a list of encodings': { 'accept-encoding': repeated('a;q=0.1,', LONG) },
      'a long key': { 'idempotency-key': 'k'.repeat(LONG) },
      'a long event id': { 'last-event-id': `${'9'.repeat(LONG)}-0` },
      'a type with many parameters': { 'content-type': `application/json${repeated('; a=1', LONG)}` },
      'a long type': { 'content-type': `application/${'j'.repeat(LONG)}` },
      'many ranges': { range: `bytes=${repeated('0-0,', LONG)}` },
    }),
  )('%s in the head to every operation', async (what, headers) => {
    for (const [name] of operations()) {
      if (name.startsWith('DELETE') && caller === 'admin') continue;
      await expectBounded(caller, name, what, {
        headers,
        ...(!name.startsWith('GET ') && { body: '{"nonsense":1}' }),
      });
    }
    expect(longestWait).toBeLessThan(MOST_MS);
  });
});

/** Each way to a field, through the objects within the body. */
function fieldsOf(schema: Schema, depth = 0): string[][] {
  const resolved = schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;
  const inner = resolved.allOf?.[0] ?? resolved.anyOf?.[0] ?? resolved.oneOf?.[0];
  if (inner) return fieldsOf(inner, depth);
  if (depth > 2) return [];
  return Object.entries(resolved.properties ?? {}).flatMap(([name, each]) => [
    [name],
    ...fieldsOf(each, depth + 1).map((path) => [name, ...path]),
  ]);
}

describe('a refusal', () => {
  const login = (body: string): Promise<{ status: number; body: Problem; text: string }> =>
    callers.nobody!.call<Problem>('POST', '/api/auth/login', undefined, { raw: body });
  const file = (body: object): Promise<{ status: number; body: Problem; text: string }> =>
    service.api.call<Problem>('POST', '/api/tickets', body);

  it('of a sign-in’s body says that it is too large', async () => {
    const { status, body } = await login(keys(70_000, (i) => `${i}`));
    expect([status, body.code]).toEqual([413, 'input.too_large']);
  });

  it('names the unknown fields, the first 50 of them, and shortens their names', async () => {
    const few = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`unknown${i}`, 1]));
    const { body } = await file({ title: 'x', description: 'x', ...few });
    expect(body.errors?.map(({ field }) => field).sort()).toEqual(Object.keys(few).sort());
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`unknown${i}`, 1]));
    const named = (await file({ title: 'x', description: 'x', ...many })).body;
    expect([named.errors?.length, named.detail.endsWith(' And 40 more.')]).toEqual([50, true]);
    const { text, body: long } = await file({ title: 'x', description: 'x', ['n'.repeat(500_000)]: 1 });
    expect(long.errors).toEqual([{ field: `${'n'.repeat(99)}…`, ...fault('unknown_field') }]);
    expect(text.length).toBeLessThan(1000);
  });

  it('names the list or the object that has too much', async () => {
    const bulk = (ids: unknown[]): Promise<{ body: Problem }> =>
      service.api.call<Problem>('POST', '/api/tickets/bulk', { ids, changes: {} });
    expect((await bulk(Array.from({ length: 501 }, (_, i) => i + 1))).body.errors).toEqual([
      { field: 'ids', ...fault('too_many_items', { max: 500 }) },
    ]);
    expect((await bulk(Array.from({ length: 1001 }, (_, i) => i + 1))).body.errors).toEqual([
      { field: 'ids', ...fault('too_many_items', { max: 1000 }) },
    ]);
    const requester = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, 1]));
    expect((await file({ title: 'x', description: 'x', requester })).body.errors).toEqual([
      { field: 'requester', ...fault('too_many_fields', { max: 100 }) },
    ]);
    expect(
      (await service.api.get<Problem>(`/api/tickets?${repeated('a&', 300)}${keys2(101)}`)).body.errors,
    ).toEqual([{ field: 'query', ...fault('too_many_fields', { max: 100 }) }]);
  });

  it('is no answer to the largest bodies that the contract allows', async () => {
    const ids = Array.from({ length: 500 }, (_, i) => i + 1);
    const tags = Array.from({ length: 20 }, (_, i) => `${i}${'t'.repeat(40)}`);
    const changes = {
      tags,
      requester: { name: 'x'.repeat(200), email: null },
      description: '😀'.repeat(20_000),
    };
    const bulk = await service.api.call('POST', '/api/tickets/bulk', { ids, changes });
    expect(bulk.status).toBe(200);
    const filed = await file({ title: '😀'.repeat(200), ...changes });
    expect(filed.status).toBe(201);
    const password = `${'\\u00e4\\u00f6\\u00fc\\u00df'.repeat(50)}`;
    expect((await login(`{"email":"ada@example.org","password":"${password}"}`)).status).toBe(401);
  });

  it('does not wait for the body of a request to nowhere', async () => {
    const request = httpRequest(`${service.url}/api/nothing`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '1000' },
    });
    const status = await new Promise((resolve, reject) => {
      request.on('response', (response) => resolve(response.statusCode));
      request.on('error', reject);
      request.write('{');
    });
    expect(status).toBe(404);
    request.destroy();
  });
});

function keys2(n: number): string {
  return Array.from({ length: n }, (_, i) => `k${i}=1`).join('&');
}

describe('a value that the database can not hold or compare', () => {
  const cursor = (...place: unknown[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');
  const years = ['+275760-09-13T00:00:00.000Z', '-000001-01-01T00:00:00.000Z', '+010000-01-01T00:00:00.000Z'];

  it.each(years)('is refused by name in a cursor: %s', async (time) => {
    for (const place of [
      ['-created_at', time, 1],
      ['created_at', time, 1],
      ['-updated_at', time, 1],
      ['-priority', 'high', time, 1],
    ]) {
      const { status, body } = await service.api.get<Problem>(
        `/api/tickets?sort=${String(place[0])}&cursor=${cursor(...place)}`,
      );
      expect([status, body.errors?.map(({ field }) => field)]).toEqual([400, ['cursor']]);
    }
  });

  it.each(['9999-12-31T23:59:59-14:00', '9999-12-31T23:00:00-23:59'])(
    'is refused in a filter: %s',
    async (time) => {
      const query = `created_after=${encodeURIComponent(time)}`;
      for (const path of ['/api/tickets', '/api/tickets/export.csv']) {
        const { status, body } = await service.api.get<Problem>(`${path}?${query}`);
        expect([status, body.errors?.map(({ field }) => field)]).toEqual([400, ['created_after']]);
      }
      const run = { source: 'local', filter: { created_after: time } };
      const { status, body } = await service.api.call<Problem>('POST', '/api/triage/runs', run);
      expect([status, body.errors?.map(({ field }) => field)]).toEqual([400, ['filter.created_after']]);
    },
  );

  it('is no fault where the last day or the first one is meant', async () => {
    for (const time of ['9999-12-31T23:59:59Z', '1900-01-01T00:00:00%2B14:00', '1900-01-01']) {
      expect((await service.api.get(`/api/tickets?created_before=${time}`)).status).toBe(200);
    }
    for (const range of ['from=9999-12-31&to=9999-12-31', 'to=1900-01-01', 'from=1900-01-01&to=1900-12-31']) {
      for (const path of ['/api/tickets/stats', '/api/tickets/stats/report', '/api/triage/usage'])
        expect([path, (await service.api.get(`${path}?${range}`)).status]).toEqual([path, 200]);
    }
  });

  it('is the end of a list where a cursor’s id is beyond all', async () => {
    const run = await service.api.call<{ id: number }>('POST', '/api/triage/runs', { source: 'local' });
    expect(run.status).toBe(201);
    for (const id of ['2147483648', '9007199254740991']) {
      const place = Buffer.from(id).toString('base64url');
      for (const path of [
        `/api/triage/runs/${run.body.id}/tickets`,
        '/api/users',
        '/api/tickets/1/history',
        '/api/tickets/1/messages',
      ]) {
        expect([path, (await service.api.get(`${path}?cursor=${place}`)).status]).toEqual([path, 200]);
      }
    }
  });
});
