import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Api } from './support/api.ts';
import { validatorOf, type Document, type Operation, type Schema } from './support/open-api.ts';
import { startService, type Service } from './support/service.ts';

/** With every change; `FUZZ_REQUESTS=100000 FUZZ_SEED=7 npx vitest …` looks longer, or again. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 1_500);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_124);
const AT_ONCE = 20;

/** As many tickets and people as the ids that are tried, so that most of them are there. */
const IDS = 40;

let service: Service;
let document: Document;
let callers: Record<string, Api>;
beforeAll(async () => {
  service = await startService({ RATE_LIMIT_PER_MINUTE: '10000000', TRUSTED_PROXIES: 'loopback' });
  document = (await service.api.get<Document>('/api/docs-json')).body;
  for (let i = 0; i < IDS; i += 1) {
    const { id } = await service.api.create({
      tags: ['vpn'],
      requester: { name: 'Ada', email: 'ada@example.org' },
    });
    if (i % 3 === 0) await service.api.message(id, 'Hello.', i % 2 ? 'public' : 'internal');
  }
  await renewCallers();
}, 60_000);
afterAll(() => service.stop());

/** Replaces accounts that a request of the administrator has deactivated or changed. */
async function renewCallers(): Promise<void> {
  const [requester, agent, admin] = [
    await service.api.person('requester'),
    await service.api.person('agent'),
    await service.api.person('admin'),
  ];
  const token = await admin.api.call<{ token: string }>('POST', '/api/tokens', {
    name: 'fuzz',
    scope: 'write',
  });
  callers = {
    nobody: new Api(service.url),
    requester: requester.api,
    agent: agent.api,
    admin: admin.api,
    token: new Api(service.url, token.body.token),
  };
}

interface Request {
  caller: string;
  operation: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

/** Invalid values. */
const JUNK: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    2 ** 53,
    '',
    ' ',
    '\0',
    '\ud800',
    'null',
    '%',
    [],
    {},
    [[]],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    'x'.repeat(30_000),
    "'; DROP TABLE tickets; --",
    '<script>alert(1)</script>',
    '../../etc/passwd',
  ),
);

/** Mostly what the schema asks for, now and then something else at any depth. */
function valueOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const good = goodValueOf(schema, depth);
  return fc.oneof({ weight: 14, arbitrary: good }, { weight: 1, arbitrary: JUNK });
}

function goodValueOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const resolved = schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;
  const either = [...(resolved.anyOf ?? []), ...(resolved.oneOf ?? [])];
  if (either.length > 0) return fc.oneof(...either.map((each) => goodValueOf(each, depth)));
  if (resolved.allOf) return goodValueOf(resolved.allOf[0]!, depth);
  if (resolved.enum) return fc.constantFrom(...resolved.enum);
  const type = [resolved.type].flat().find((each) => each !== 'null');
  switch (type) {
    case 'integer':
    case 'number':
      return fc.integer({ min: resolved.minimum ?? 1, max: Math.min(resolved.maximum ?? IDS, 10_000) });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueOf(resolved.items ?? {}, depth + 1), { maxLength: 4 });
    case 'object': {
      const properties = Object.entries(resolved.properties ?? {}).filter(([name]) => !SPARED.has(name));
      const fields = Object.fromEntries(properties.map(([name, each]) => [name, valueOf(each, depth + 1)]));
      const object = fc.record(fields, { requiredKeys: resolved.required ?? [] });
      const extra = fc.tuple(object, fc.string({ maxLength: 12 }), JUNK).map(([base, key, value]) => ({
        ...base,
        [key]: value,
      }));
      return fc.oneof({ weight: 12, arbitrary: object }, { weight: 1, arbitrary: extra });
    }
    default:
      return textOf(resolved);
  }
}

/** A sign-out everywhere would end the very session that asks. */
const SPARED = new Set(['everywhere']);

function textOf({ format, example, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time' || format === 'date') {
    const dates = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    return dates.map((date) => date.toISOString().slice(0, format === 'date' ? 10 : undefined));
  }
  const text = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) });
  return typeof example === 'string' ? fc.oneof(fc.constant(example), text) : text;
}

function requestOf(name: string, operation: Operation): fc.Arbitrary<Request> {
  const [, path] = name.split(' ') as [string, string];
  const parameters = operation.parameters ?? [];
  const named = (place: string): Record<string, fc.Arbitrary<unknown>> =>
    Object.fromEntries(
      parameters.filter((each) => each.in === place).map((each) => [each.name, valueOf(each.schema)]),
    );
  const bodySchema = operation.requestBody?.content['application/json']?.schema;
  return fc
    .record({
      caller: fc.constantFrom('nobody', 'requester', 'agent', 'admin', 'admin', 'token'),
      inPath: fc.record(named('path')),
      query: fc.record(named('query'), { requiredKeys: [] }),
      unknown: fc.oneof({ weight: 20, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.string() }),
      headers: fc.record(named('header'), { requiredKeys: [] }),
      body: bodySchema ? valueOf(bodySchema) : fc.constant(undefined),
    })
    .map(({ caller, inPath, query, unknown, headers, body }) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => written(spare(path, inPath[key])) || '0');
      const search = Object.entries(query)
        .flatMap(([key, value]) => [value].flat().map((each) => `${key}=${written(each)}`))
        .concat(unknown ? `${written(unknown)}=x` : []);
      return {
        caller,
        operation: name,
        path: filled + (search.length > 0 ? `?${search.join('&')}` : ''),
        headers: Object.fromEntries(
          Object.entries(headers).map(([key, value]) => [
            key,
            text(value)
              .replace(/[^\x20-\x7e]/g, '?')
              .slice(0, 300),
          ]),
        ),
        body,
      };
    });
}

/** The administrator who makes the others has to stay one. */
function spare(path: string, id: unknown): unknown {
  return path.startsWith('/api/users/') && Number(id) === service.admin.id ? 0 : id;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function written(value: unknown): string {
  const plain = text(value).slice(0, 3000);
  return plain.isWellFormed() ? encodeURIComponent(plain) : '%ed%a0%80';
}

it(`answers ${REQUESTS} requests of any kind as its document says, and none with a 5xx`, async () => {
  const validate = validatorOf(document);
  const operations = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as [string, Operation],
      ),
    )
    // A stream does not end, and a sign-out ends the caller's session.
    // Learning has nothing to read of the request, and takes seconds.
    .filter(
      ([name]) => !['GET /api/events', 'POST /api/auth/logout', 'POST /api/triage/models'].includes(name),
    );
  const byName = new Map(operations);
  const answered = new Map<number, number>();
  let sent = 0;

  const check = async ({ caller, operation: name, path, headers, body }: Request): Promise<void> => {
    const [method] = name.split(' ') as [string];
    // From everywhere, or the many sign-ins that fail would soon be all refused.
    const from = { 'x-forwarded-for': `10.${sent % 250}.${Math.floor(sent / 250) % 250}.1` };
    const answer = await callers[caller]!.call(method, path, body, { headers: { ...headers, ...from } });
    const what = `${caller}: ${method} ${path.slice(0, 200)} ${JSON.stringify(body)?.slice(0, 500) ?? ''} → ${answer.status} ${answer.text.slice(0, 500)}`;
    answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
    expect(answer.status, what).toBeLessThan(500);
    expect(answer.headers.get('x-request-id'), what).toBeTruthy();
    const documented = byName.get(name)!.responses[answer.status];
    // An id with a slash in it is another address, and too long a one is none.
    if (!documented && [404, 405, 414, 431].includes(answer.status)) return;
    expect(documented, `is not documented: ${what}`).toBeDefined();
    const type = answer.headers.get('content-type')?.split(';')[0];
    const content = documented!.content ?? {};
    expect(type, what).toBe(Object.keys(content)[0]);
    const schema = type !== undefined && /[/+]json$/.test(type) && content[type]?.schema;
    if (schema) expect(validate(schema, answer.body), what).toBeNull();
  };

  const anyRequest = fc.oneof(...operations.map(([name, operation]) => requestOf(name, operation)));
  await fc.assert(
    fc
      .asyncProperty(fc.array(anyRequest, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (requests) => {
        await Promise.all(requests.map(check));
        sent += requests.length;
      })
      .beforeEach(async () => {
        if (sent % 1000 === 0) await renewCallers();
      }),
    { numRuns: Math.ceil(REQUESTS / AT_ONCE), seed: SEED, endOnFailure: true },
  );

  console.log(
    `Answered: ${[...answered]
      .sort()
      .map(([status, n]) => `${n} × ${status}`)
      .join(', ')}`,
  );
  // It got past the door, and it was refused in every way.
  for (const status of [200, 201, 204, 400, 401, 403, 404, 409, 422])
    expect(answered.get(status), `${status}`).toBeGreaterThan(0);
  expect(service.running()).toBe(true);
}, 600_000);
