import { createHmac } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '../src/app/application.js';
import { parseSettings } from '../src/config/settings.js';
import { Api, type Person, type Problem, type Ticket } from './support/api.ts';
import { uploaded } from './support/attachments.ts';
import { eventually } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import { ACCOUNTS, createDatabase, startService, type Service } from './support/service.ts';

let service: Service;
let anybody: Api;
let requester: Person;
let otherRequester: Person;
let agent: Person;
beforeAll(async () => {
  service = await startService();
  anybody = new Api(service.url);
  requester = await service.api.person('requester', 'Ada');
  otherRequester = await service.api.person('requester', 'Bob');
  agent = await service.api.person('agent', 'Grace');
});
afterAll(() => service.stop());

/**
 * Answers by caller: anonymous, the ticket's requester, another requester, an agent, an administrator.
 * `{ticket}` is the requester's ticket, `{user}` is another account, `{token}` and `{session}` are the caller's own.
 */
type Row = [call: string, body: Record<string, unknown> | undefined, ...statuses: number[]];

const TEXT = { title: 'VPN down', description: 'It is down.' };
const TABLE: Row[] = [
  ['POST /api/tickets', TEXT, 401, 201, 201, 201, 201],
  ['POST /api/tickets', { ...TEXT, team_id: 1 }, 401, 403, 403, 201, 201],
  ['GET /api/tickets', undefined, 401, 200, 200, 200, 200],
  ['GET /api/tickets/export.csv', undefined, 401, 403, 403, 200, 200],
  ['GET /api/tickets/export.jsonl', undefined, 401, 403, 403, 200, 200],
  ['GET /api/tickets/stats', undefined, 401, 403, 403, 200, 200],
  ['POST /api/tickets/classify', TEXT, 401, 403, 403, 200, 200],
  ['POST /api/tickets/bulk', { ids: [1], changes: {} }, 401, 403, 403, 200, 200],
  ['GET /api/tickets/bulk', undefined, 401, 403, 403, 200, 200],
  ['POST /api/tickets/bulk/{bulk}/undo', undefined, 401, 403, 403, 404, 404],
  ['GET /api/tickets/{ticket}', undefined, 401, 200, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { title: 'VPN is down' }, 401, 200, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { description: 'Still.' }, 401, 200, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { tags: ['vpn'] }, 401, 200, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { status: 'open' }, 401, 403, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { assignee_id: null }, 401, 403, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { team_id: 1 }, 401, 403, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { category: 'billing' }, 401, 403, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { topic_id: null }, 401, 403, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { priority: 'critical' }, 401, 403, 404, 200, 200],
  ['PATCH /api/tickets/{ticket}', { requester: { email: '{email}' } }, 401, 403, 404, 200, 200],
  ['POST /api/tickets/{ticket}/reopen', undefined, 401, 422, 404, 422, 422],
  ['POST /api/tickets/{ticket}/read', undefined, 401, 403, 403, 200, 200],
  ['POST /api/tickets/{ticket}/unread', undefined, 401, 403, 403, 200, 200],
  ['POST /api/tickets/{ticket}/triage/accept', undefined, 401, 403, 403, 409, 409],
  ['POST /api/tickets/{ticket}/triage/undo', undefined, 401, 403, 403, 409, 409],
  ['POST /api/tickets/{ticket}/triage/retry', undefined, 401, 403, 403, 409, 409],
  ['GET /api/tickets/{ticket}/history', undefined, 401, 200, 404, 200, 200],
  ['GET /api/tickets/{ticket}/messages', undefined, 401, 200, 404, 200, 200],
  ['POST /api/tickets/{ticket}/messages', { body: 'Hello.' }, 401, 201, 404, 201, 201],
  ['POST /api/tickets/{ticket}/messages', { body: 'Psst.', visibility: 'internal' }, 401, 403, 404, 201, 201],
  ['POST /api/tickets/{ticket}/messages/{message}/undo', undefined, 401, 403, 403, 200, 200],
  ['POST /api/tickets/{ticket}/messages/{message}/resend', undefined, 401, 403, 403, 404, 404],
  ['POST /api/attachments?name=a.txt', { text: 'Hello.' }, 401, 201, 201, 201, 201],
  ['GET /api/attachments/{attachment}', undefined, 401, 200, 404, 200, 200],
  ['GET /api/attachments/{attachment}/thumbnail', undefined, 401, 404, 404, 404, 404],
  ['DELETE /api/attachments/{attachment}', undefined, 401, 409, 404, 409, 409],
  ['GET /api/attachments/{noteFile}', undefined, 401, 404, 404, 200, 200],
  ['GET /api/tickets/{ticket}/attachments', undefined, 401, 200, 404, 200, 200],
  ['GET /api/drafts', undefined, 401, 200, 200, 200, 200],
  ['PUT /api/tickets/{ticket}/draft', { body: 'Hello', visibility: 'public' }, 401, 200, 404, 200, 200],
  ['PUT /api/tickets/{ticket}/draft', { body: 'Psst', visibility: 'internal' }, 401, 403, 403, 200, 200],
  ['GET /api/tickets/{ticket}/draft', undefined, 401, 204, 404, 204, 204],
  ['DELETE /api/tickets/{ticket}/draft', undefined, 401, 204, 204, 204, 204],
  ['GET /api/tickets/{ticket}/duplicates', undefined, 401, 403, 403, 200, 200],
  ['PUT /api/tickets/{ticket}/links/{other}', { type: 'relates_to' }, 401, 403, 403, 404, 404],
  ['DELETE /api/tickets/{ticket}/links/{other}', undefined, 401, 403, 403, 404, 404],
  ['POST /api/tickets/{ticket}/merge', { into: 999_999 }, 401, 403, 403, 404, 404],
  ['POST /api/tickets/{ticket}/unmerge', undefined, 401, 403, 403, 409, 409],
  ['POST /api/tickets/{ticket}/split', { message_id: 999_999, title: 'VPN' }, 401, 403, 403, 404, 404],
  ['POST /api/tickets/{ticket}/unsplit', undefined, 401, 403, 403, 409, 409],
  ['PUT /api/tickets/{ticket}/presence', undefined, 401, 403, 403, 200, 200],
  ['DELETE /api/tickets/{ticket}/presence', undefined, 401, 403, 403, 204, 204],
  ['GET /api/tickets/deleted', undefined, 401, 403, 403, 403, 200],
  ['POST /api/tickets/{ticket}/restore', undefined, 401, 403, 403, 403, 200],
  ['DELETE /api/tickets/{deletable}', undefined, 401, 403, 403, 403, 204],
  ['GET /api/agents', undefined, 401, 403, 403, 200, 200],
  ['GET /api/tickets/stats/report', undefined, 401, 403, 403, 200, 200],
  ['GET /api/tickets/stats/queue', undefined, 401, 403, 403, 200, 200],
  ['GET /api/tickets/stats/board', undefined, 401, 403, 403, 200, 200],
  ['GET /api/views', undefined, 401, 403, 403, 200, 200],
  ['GET /api/views/counts', undefined, 401, 403, 403, 200, 200],
  ['POST /api/views', {}, 401, 403, 403, 400, 400],
  ['PATCH /api/views/{view}', { query: {} }, 401, 403, 403, 403, 200],
  ['DELETE /api/views/{view}', undefined, 401, 403, 403, 403, 204],
  ['GET /api/canned-replies', undefined, 401, 403, 403, 200, 200],
  ['POST /api/canned-replies', {}, 401, 403, 403, 400, 400],
  ['PATCH /api/canned-replies/{reply}', { body: 'Hello.' }, 401, 403, 403, 403, 200],
  ['DELETE /api/canned-replies/{reply}', undefined, 401, 403, 403, 403, 204],
  ['GET /api/topics', undefined, 401, 403, 403, 200, 200],
  ['POST /api/topics', {}, 401, 403, 403, 403, 400],
  ['GET /api/topics/{topic}', undefined, 401, 403, 403, 404, 404],
  ['PATCH /api/topics/{topic}', {}, 401, 403, 403, 403, 404],
  ['DELETE /api/topics/{topic}', undefined, 401, 403, 403, 403, 404],
  ['GET /api/topics/quality', undefined, 401, 403, 403, 200, 200],
  ['GET /api/triage/thresholds', undefined, 401, 403, 403, 200, 200],
  ['PUT /api/triage/thresholds/{category}', {}, 401, 403, 403, 403, 400],
  ['GET /api/triage/usage', undefined, 401, 403, 403, 200, 200],
  ['GET /api/triage/decisions.jsonl', undefined, 401, 403, 403, 403, 200],
  ['GET /api/triage/models', undefined, 401, 403, 403, 403, 200],
  ['POST /api/triage/models', undefined, 401, 403, 403, 403, 201],
  ['POST /api/triage/models/replay', {}, 401, 403, 403, 403, 200],
  ['PUT /api/triage/models/active', { insist: true }, 401, 403, 403, 403, 200],
  ['POST /api/triage/models/{model}/approve', undefined, 401, 403, 403, 403, 404],
  ['POST /api/triage/models/{model}/reject', undefined, 401, 403, 403, 403, 404],
  ['GET /api/triage/runs', undefined, 401, 403, 403, 403, 200],
  ['POST /api/triage/runs', { source: 'local' }, 401, 403, 403, 403, 201],
  ['GET /api/triage/runs/{run}', undefined, 401, 403, 403, 403, 200],
  ['GET /api/triage/runs/{run}/tickets', undefined, 401, 403, 403, 403, 200],
  ['PATCH /api/triage/runs/{run}', {}, 401, 403, 403, 403, 400],
  ['POST /api/triage/runs/{run}/apply', undefined, 401, 403, 403, 403, 200],
  ['POST /api/triage/runs/{run}/undo', undefined, 401, 403, 403, 403, 409],
  ['DELETE /api/triage/runs/{run}', undefined, 401, 403, 403, 403, 204],
  ['GET /api/users', undefined, 401, 403, 403, 200, 200],
  ['GET /api/users/{user}', undefined, 401, 403, 403, 200, 200],
  ['POST /api/users', {}, 401, 403, 403, 400, 400],
  ['PATCH /api/users/{user}', {}, 401, 403, 403, 403, 200],
  ['POST /api/users/{user}/password-reset', undefined, 401, 403, 403, 403, 201],
  ['GET /api/users/password-resets', undefined, 401, 403, 403, 403, 200],
  ['DELETE /api/users/{user}/password-reset', undefined, 401, 403, 403, 403, 204],
  ['GET /api/organizations', undefined, 401, 403, 403, 200, 200],
  ['POST /api/organizations', {}, 401, 403, 403, 403, 400],
  ['GET /api/organizations/{organization}', undefined, 401, 403, 403, 200, 200],
  ['PATCH /api/organizations/{organization}', {}, 401, 403, 403, 403, 200],
  ['DELETE /api/organizations/{organization}', undefined, 401, 403, 403, 403, 204],
  ['GET /api/teams', undefined, 401, 403, 403, 200, 200],
  ['POST /api/teams', {}, 401, 403, 403, 403, 400],
  ['GET /api/teams/{team}', undefined, 401, 403, 403, 200, 200],
  ['PATCH /api/teams/{team}', {}, 401, 403, 403, 403, 200],
  ['DELETE /api/teams/{team}', undefined, 401, 403, 403, 403, 204],
  ['GET /api/mailboxes', undefined, 401, 403, 403, 403, 200],
  ['POST /api/mailboxes', {}, 401, 403, 403, 403, 400],
  ['GET /api/mailboxes/{mailbox}', undefined, 401, 403, 403, 403, 200],
  ['PATCH /api/mailboxes/{mailbox}', {}, 401, 403, 403, 403, 200],
  ['DELETE /api/mailboxes/{mailbox}', undefined, 401, 403, 403, 403, 204],
  ['POST /api/mailboxes/{mailbox}/test', {}, 401, 403, 403, 403, 200],
  ['POST /api/mailboxes/{mailbox}/token', undefined, 401, 403, 403, 403, 201],
  ['GET /api/mailboxes/{mailbox}/ledger', undefined, 401, 403, 403, 403, 200],
  ['GET /api/mailboxes/{mailbox}/mails', undefined, 401, 403, 403, 403, 200],
  // With the token of a mailbox only.
  ['POST /api/mail/inbound', {}, 401, 401, 401, 401, 401],
  ['GET /api/quarantine', undefined, 401, 403, 403, 403, 200],
  ['GET /api/quarantine/{quarantined}', undefined, 401, 403, 403, 403, 200],
  ['GET /api/quarantine/{quarantined}/raw', undefined, 401, 403, 403, 403, 200],
  ['POST /api/quarantine/{quarantined}/release', undefined, 401, 403, 403, 403, 204],
  ['DELETE /api/quarantine/{quarantined}', undefined, 401, 403, 403, 403, 204],
  ['GET /api/tokens', undefined, 401, 200, 200, 200, 200],
  ['POST /api/tokens', { name: 'Import', scope: 'write' }, 401, 201, 201, 201, 201],
  ['DELETE /api/tokens/{token}', undefined, 401, 204, 204, 204, 204],
  ['GET /api/auth/me', undefined, 401, 200, 200, 200, 200],
  ['GET /api/auth/sessions', undefined, 401, 200, 200, 200, 200],
  ['DELETE /api/auth/sessions/{session}', undefined, 401, 204, 204, 204, 204],
  ['POST /api/auth/password', {}, 401, 400, 400, 400, 400],
  ['POST /api/auth/confirm', {}, 401, 400, 400, 400, 400],
  ['POST /api/auth/logout', undefined, 401, 204, 204, 204, 204],
  ['POST /api/auth/login', {}, 400, 400, 400, 400, 400],
  ['POST /api/auth/refresh', undefined, 401, 401, 401, 401, 401],
  ['POST /api/auth/password-reset', {}, 400, 400, 400, 400, 400],
  ['GET /api/health/live', undefined, 200, 200, 200, 200, 200],
  ['GET /api/health/ready', undefined, 200, 200, 200, 200, 200],
];

/** Routes that check a token of their own, and no session. */
function hasOwnToken(call: string): boolean {
  return call.includes('refresh') || call.includes('mail/inbound');
}
const COLUMNS = ['nobody', 'its requester', 'another requester', 'an agent', 'an administrator'] as const;

describe.each(COLUMNS.map((who, column) => ({ who, column })))('for $who', ({ column }) => {
  it.each(TABLE)('%s %j', async (call, body, ...statuses) => {
    const own = await service.api.createSettled({ requester: { email: requester.email } });
    await service.query(
      `UPDATE tickets SET suggested_category = 'general', suggested_priority = 'medium', triage_source = 'local' WHERE id = $1`,
      [own.id],
    );
    const people = [undefined, requester, otherRequester, agent, service.admin];
    const person = people[column];
    // A session of its own, since some calls end it.
    const api = person ? await anybody.signIn(person) : anybody;
    const path = await filledIn(call.split(' ')[1]!, api, own.id);
    const filled = body && (JSON.parse(JSON.stringify(body).replace('{email}', requester.email)) as object);
    const { status, text, headers } = await eventually(`an answer to ${call}`, async () => {
      const answer = await api.call<Problem | undefined>(call.split(' ')[0]!, path, filled);
      // The service trains models by itself too, one at a time.
      return answer.body?.code !== 'triage_model.learning_under_way' && answer;
    });
    expect(`${status} ${text.slice(0, 300)}`).toMatch(new RegExp(`^${statuses[column]} `));
    if (status >= 400) expect(headers.get('content-type')).toBe('application/problem+json');
    if (status === 401 && !call.includes('refresh')) expect(headers.get('www-authenticate')).toBe('Bearer');
  });
});

async function filledIn(path: string, api: Api, ticket: number): Promise<string> {
  const replacements: Record<string, () => Promise<string | number>> = {
    ticket: () => Promise.resolve(ticket),
    message: async () => {
      const reply = { body: 'Hello.', undo_seconds: 60 };
      const { body } = await api.call<{ id: number }>('POST', `/api/tickets/${ticket}/messages`, reply);
      return body?.id ?? 1;
    },
    attachment: () => sentFile(ticket, 'public'),
    noteFile: () => sentFile(ticket, 'internal'),
    // None is anybody's.
    bulk: () => Promise.resolve(999_999),
    deletable: () => Promise.resolve(ticket),
    other: () => Promise.resolve(999_999),
    user: () => Promise.resolve(otherRequester.id),
    category: () => Promise.resolve('billing'),
    organization: async () => {
      const [row] = await service.query<{ id: number }>(
        'INSERT INTO organizations (name) VALUES (gen_random_uuid()::text) RETURNING id',
      );
      return row!.id;
    },
    team: async () => {
      const [row] = await service.query<{ id: number }>(
        'INSERT INTO teams (name) VALUES (gen_random_uuid()::text) RETURNING id',
      );
      return row!.id;
    },
    mailbox: async () => {
      const [row] = await service.query<{ id: number }>(
        `INSERT INTO mailboxes (name, address, team_id) VALUES ('x', gen_random_uuid() || '@example.org', 1) RETURNING id`,
      );
      return row!.id;
    },
    quarantined: async () => {
      const [row] = await service.query<{ id: number }>(
        `INSERT INTO inbound_mails (source, sha256, size, raw, state, reason, due_at)
         VALUES ('http', repeat('0', 64), 1, 'x', 'quarantined', 'spam', NULL) RETURNING id`,
      );
      return row!.id;
    },
    run: previewed,
    // None waits.
    model: () => Promise.resolve(999_999),
    topic: () => Promise.resolve(999_999),
    view: () => sharedByAnother('saved_views (owner_id, shared, name, query)', `'{}'`),
    reply: () => sharedByAnother('canned_replies (owner_id, shared, title, body)', `'Hello.'`),
    token: async () => {
      const { body } = await api.call<{ id: number }>('POST', '/api/tokens', { name: 'x', scope: 'read' });
      return body?.id ?? 1;
    },
    session: async () => {
      const { body } = await api.get<{ results?: { id: string; current: boolean }[] }>('/api/auth/sessions');
      return body.results?.find(({ current }) => current)?.id ?? '00000000-0000-0000-0000-000000000000';
    },
  };
  let filled = path;
  for (const [, name] of path.matchAll(/\{(\w+)\}/g))
    filled = filled.replace(`{${name!}}`, String(await replacements[name!]!()));
  return filled;
}

async function sentFile(ticket: number, visibility: string): Promise<number> {
  const { id } = await uploaded(service.api, Buffer.from([0, ticket % 256, visibility.length]), 'file.bin');
  const message = { body: 'See the file.', visibility, attachment_ids: [id] };
  await service.api.call('POST', `/api/tickets/${ticket}/messages`, message);
  return id;
}

async function previewed(): Promise<number> {
  const [row] = await service.query<{ id: number }>(
    `INSERT INTO triage_runs (created_by, source, filter, state, total, up_to)
     VALUES ($1, 'local', '{}', 'previewed', 0, 0) RETURNING id`,
    [service.admin.id],
  );
  return row!.id;
}

/** An entry that belongs to neither the agent nor the administrator, and that both see. */
async function sharedByAnother(columns: string, content: string): Promise<number> {
  const [row] = await service.query<{ id: number }>(
    `INSERT INTO ${columns} VALUES ($1, true, gen_random_uuid(), ${content}) RETURNING id`,
    [otherRequester.id],
  );
  return row!.id;
}

describe('every route of the running application', () => {
  it('states who may call it', async () => {
    const settings = parseSettings({ PORT: '0', LOG_LEVEL: 'silent', ...ACCOUNTS });
    const app = await createApplication({
      ...settings,
      DATABASE_URL: await createDatabase(),
      JWT_SECRET: ACCOUNTS.JWT_SECRET,
    });
    try {
      const fastify = app.getHttpAdapter().getInstance();
      const routes = routesOf(fastify.printRoutes({ commonPrefix: false }));
      expect(routes.length).toBeGreaterThan(60);
      const open: string[] = [];
      for (const [method, path] of routes) {
        const { statusCode } = await fastify.inject({
          method: method as 'GET',
          url: path.replace(/:\w+/g, '1'),
        });
        if (statusCode !== 401) open.push(`${method} ${path}`);
      }
      // Whatever lets a stranger in is meant to; of the metrics, one on this machine.
      const isPublic = /^(GET|HEAD) (\/api\/docs.*|\/api\/health\/\w+|\/metrics|\/?\*)$|^OPTIONS \*$/;
      expect(open.filter((route) => !isPublic.test(route)).sort()).toEqual([
        'POST /api/auth/login',
        'POST /api/auth/password-reset',
      ]);
    } finally {
      await app.close();
    }
  });

  it('is in the table above, and so is no other', async () => {
    const { body } = await service.api.get<{ paths: Record<string, Record<string, unknown>> }>(
      '/api/docs-json',
    );
    const documented = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
    );
    const tested = TABLE.map(([call]) => call.replace(/\?.*/, '').replaceAll(/\{\w+\}/g, '{}'));
    // Followed below: a stream does not end.
    expect(documented.filter((call) => !tested.includes(call))).toEqual(['GET /api/events']);
  });

  it('one that does not state it stops the start', async () => {
    const { default: createFastify } = await import('fastify');
    const { requireDeclaredAccess } = await import('../src/identity/auth/access-control.js');
    const fastify = createFastify();
    requireDeclaredAccess(fastify, { publicPaths: [] });
    expect(() => fastify.get('/api/secret', () => 'x')).toThrow(
      'GET /api/secret does not say who may call it',
    );
  });
});

/** Fastify prints a tree, in which a line is its parents' and its own part of the path with the methods. */
function routesOf(tree: string): [method: string, path: string][] {
  const parts: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^(?<indent>.*?)[├└]── (?<part>\S+)(?: \((?<methods>[A-Z, ]+)\))?$/u.exec(line)?.groups;
    if (!found) return [];
    const depth = found.indent!.length / 4;
    parts.splice(depth, Infinity, found.part!);
    return (found.methods?.split(', ') ?? []).map((method): [string, string] => [method, parts.join('')]);
  });
}

describe('a token that is not good', () => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (secret: string, header: object, claims: object, hash = 'sha256'): string => {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
  };
  let claims: Record<string, unknown>;
  beforeAll(async () => {
    const { bearer } = await anybody.signIn(service.admin);
    claims = JSON.parse(Buffer.from(bearer!.split('.')[1]!, 'base64url').toString()) as Record<
      string,
      unknown
    >;
  });
  const good = { alg: 'HS256', typ: 'JWT' };
  const cases: [string, () => Promise<string> | string][] = [
    ['expired', () => sign(ACCOUNTS.JWT_SECRET, good, { ...claims, exp: 1_700_000_000 })],
    ['signed by somebody else', () => sign('some other secret that is just as long', good, claims)],
    ['that says alg: none', () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`],
    ['that says alg: none and is signed', () => sign(ACCOUNTS.JWT_SECRET, { alg: 'none' }, claims)],
    ['under another algorithm', () => sign(ACCOUNTS.JWT_SECRET, { alg: 'HS512' }, claims, 'sha512')],
    ['of another issuer', () => sign(ACCOUNTS.JWT_SECRET, good, { ...claims, iss: 'somebody' })],
    ['without a session', () => sign(ACCOUNTS.JWT_SECRET, good, { ...claims, sid: undefined })],
    [
      'of no session',
      () => sign(ACCOUNTS.JWT_SECRET, good, { ...claims, sid: '00000000-0000-4000-8000-000000000000' }),
    ],
    ['whose session is no id', () => sign(ACCOUNTS.JWT_SECRET, good, { ...claims, sid: "'; --" })],
    ['that is cut off', () => service.api.bearer!.slice(0, -2)],
    ['that is nothing like one', () => 'x'],
    ['of an API that nobody gave', () => `tiq_${'x'.repeat(43)}`],
    [
      'whose session was signed out',
      async () => {
        const api = await anybody.signIn(agent);
        expect((await api.call('POST', '/api/auth/logout')).status).toBe(204);
        return api.bearer!;
      },
    ],
    [
      'of the API that was revoked',
      async () => {
        const { body } = await agent.api.call<{ id: number; token: string }>('POST', '/api/tokens', {
          name: 'x',
          scope: 'read',
        });
        expect((await new Api(service.url, body.token).get('/api/auth/me')).status).toBe(200);
        await agent.api.call('DELETE', `/api/tokens/${body.id}`);
        return body.token;
      },
    ],
    [
      'of the API that has expired',
      async () => {
        const { body } = await agent.api.call<{ id: number; token: string }>('POST', '/api/tokens', {
          name: 'x',
          scope: 'read',
        });
        await service.query(`UPDATE api_tokens SET expires_at = now() WHERE id = $1`, [body.id]);
        return body.token;
      },
    ],
    [
      'of somebody who was made inactive',
      async () => {
        const gone = await service.api.person('admin', 'Gone');
        await service.api.call('PATCH', `/api/users/${gone.id}`, { active: false });
        return gone.api.bearer!;
      },
    ],
    [
      'of somebody who is inactive, whose session is still there',
      async () => {
        const gone = await service.api.person('admin', 'Gone');
        await service.query(`UPDATE users SET active = false WHERE id = $1`, [gone.id]);
        return gone.api.bearer!;
      },
    ],
  ];

  it.each(cases)('one %s is refused on every route that is not public', async (_, make) => {
    const stranger = new Api(service.url, await make());
    for (const [call, body] of TABLE.filter(([, , status]) => status === 401)) {
      if (hasOwnToken(call)) continue;
      const [method, path] = call.split(' ') as [string, string];
      const { status, text } = await stranger.call<Problem>(method, path.replace(/\{\w+\}/, '1'), body);
      expect(`${call}: ${status} ${text}`).toMatch(/: 401 .*"auth.required"/);
    }
    await expect(EventClient.connect(stranger)).rejects.toThrow('401');
  });
});

describe('an API token', () => {
  const tokenOf = async (api: Api, scope: string): Promise<Api> => {
    const { status, body, text } = await api.call<{ token: string }>('POST', '/api/tokens', {
      name: 'Import',
      scope,
    });
    expect(`${status} ${text}`).toMatch(/^201 /);
    return new Api(service.url, body.token);
  };

  it('may do what its owner may', async () => {
    const token = await tokenOf(requester.api, 'write');
    const { id, requester: own } = await token.create();
    expect(own).toEqual({ id: requester.id, name: 'Ada', email: requester.email, can_read: true });
    expect((await token.get('/api/tickets/stats')).status).toBe(403);
    expect((await (await tokenOf(otherRequester.api, 'write')).get(`/api/tickets/${id}`)).status).toBe(404);
  });

  it('of the scope read only reads', async () => {
    const token = await tokenOf(service.api, 'read');
    expect((await token.get('/api/tickets')).status).toBe(200);
    for (const [call, body] of TABLE.filter(
      ([call, , status]) => status === 401 && !call.startsWith('GET'),
    )) {
      if (hasOwnToken(call)) continue;
      const [method, path] = call.split(' ') as [string, string];
      expect([call, (await token.call(method, path.replace(/\{\w+\}/, '1'), body)).status]).toEqual([
        call,
        403,
      ]);
    }
  });

  it('does not make itself more lasting or more powerful', async () => {
    const token = await tokenOf(service.api, 'write');
    for (const [method, path, body] of [
      ['POST', '/api/tokens', { name: 'x', scope: 'write' }],
      ['GET', '/api/tokens', undefined],
      [
        'POST',
        '/api/auth/password',
        { current_password: service.admin.password, new_password: 'another one' },
      ],
      ['GET', '/api/auth/sessions', undefined],
      ['POST', `/api/users/${requester.id}/password-reset`, undefined],
    ] as const) {
      expect([path, (await token.call(method, path, body)).status]).toEqual([path, 403]);
    }
  });

  it('is stored as a digest only, and shown once', async () => {
    const { bearer } = await tokenOf(agent.api, 'read');
    const [row] = await service.query<{ row: string }>(
      `SELECT string_agg(t::text, ' ') AS row FROM api_tokens t`,
    );
    expect(row!.row).not.toContain(bearer);
    expect((await agent.api.get('/api/tokens')).text).not.toContain(bearer);
  });
});

/** Their lookups go to PostgreSQL together. */
describe('many who ask at the same moment', () => {
  it('are each taken for who they are, and see what is theirs', async () => {
    const { body } = await agent.api.call<{ token: string }>('POST', '/api/tokens', {
      name: 'crowd',
      scope: 'read',
    });
    const { id } = await requester.api.createSettled();
    const gone = await requester.api.createSettled();
    await service.api.call('DELETE', `/api/tickets/${gone.id}`);
    const crowd: [Api, name: string | undefined, mayRead: number][] = [
      [requester.api, 'Ada', 200],
      [otherRequester.api, 'Bob', 404],
      [agent.api, 'Grace', 200],
      [new Api(service.url, body.token), 'Grace', 200],
      [service.api, 'Administrator', 200],
      [new Api(service.url, `tiq_${'x'.repeat(43)}`), undefined, 401],
      [anybody, undefined, 401],
    ];
    const asked = Array.from({ length: 10 }, () => crowd).flat();
    const answers = await Promise.all(
      asked.map(async ([api]) => {
        const [me, ticket, deleted] = await Promise.all([
          api.get<{ name?: string }>('/api/auth/me'),
          api.get<{ id?: number }>(`/api/tickets/${id}`),
          api.get(`/api/tickets/${gone.id}`),
        ]);
        return [me.body.name, ticket.status, ticket.body.id, deleted.status];
      }),
    );
    expect(answers).toEqual(
      asked.map(([, name, mayRead]) => [name, mayRead, mayRead === 200 ? id : undefined, name ? 404 : 401]),
    );
  });
});

describe("a requester's view", () => {
  beforeAll(async () => {
    requester = await service.api.person('requester', 'Ada');
    otherRequester = await service.api.person('requester', 'Bob');
  });

  it('has their own tickets and nothing of the others, in every list, search and stream', async () => {
    const mine = await requester.api.create({ title: 'Mine, with the word zanzibar' });
    await agent.api.triaged(mine.id);
    const theirs = await otherRequester.api.create({ title: 'Theirs, with the word zanzibar' });
    await agent.api.message(mine.id, 'An internal zanzibar', 'internal');
    await agent.api.message(mine.id, 'A public one');

    const list = await requester.api.list('search=zanzibar');
    expect(list.results.map(({ id }) => id)).toEqual([mine.id]);
    expect(list.total).toEqual({ value: 1, relation: 'eq' });
    expect((await requester.api.list('limit=100')).results.map(({ id }) => id)).not.toContain(theirs.id);
    for (const query of [
      'assignee=none',
      'tag=vpn',
      'sort=-priority',
      'status=open',
      'triage_state=pending,suggested',
    ]) {
      const { results } = await requester.api.list(`limit=100&${query}`);
      expect(results.every(({ requester: own }) => own?.email === requester.email)).toBe(true);
    }
    const whole = await requester.api.list('limit=100');
    expect(whole.total.value).toBe(whole.results.length);

    const messages = await requester.api.get(`/api/tickets/${mine.id}/messages`);
    expect(messages.text).toContain('A public one');
    expect(messages.text).not.toContain('internal');
    const history = await requester.api.get(`/api/tickets/${mine.id}/history`);
    expect(history.text).toContain('"message":[null,"public"]');
    expect(history.text).not.toContain('internal');
  });

  it('hears of their own tickets, not of internal notes, others or figures; agents hear of all', async () => {
    const [own, all] = [await EventClient.connect(requester.api), await EventClient.connect(agent.api)];
    const theirs = await otherRequester.api.createSettled();
    const mine = await requester.api.createSettled();
    await own.next('ticket.triaged', mine.id);
    await agent.api.message(mine.id, 'A note', 'internal');
    await agent.api.call('PUT', `/api/tickets/${mine.id}/presence`);
    await agent.api.message(mine.id, 'A reply');
    await own.next('ticket.updated', mine.id);
    await all.next('stats.changed');
    expect(own.events.map(({ name, data }) => [name, data.id, data.version])).toEqual([
      ['ticket.created', mine.id, 1],
      ['ticket.triaged', mine.id, 2],
      ['ticket.updated', mine.id, 3],
    ]);
    const heard = all.events.map(({ name, data }) => `${name} ${String(data.id)}`);
    expect(heard).toEqual(
      expect.arrayContaining([
        `ticket.created ${theirs.id}`,
        `ticket.updated ${mine.id}`,
        `ticket.viewers ${mine.id}`,
      ]),
    );
    // What was missed is no other than what would have been heard.
    const resumed = await EventClient.connect(requester.api, own.events[0]!.id);
    await resumed.next('ticket.updated', mine.id);
    expect(resumed.events).toHaveLength(2);
    [own, all, resumed].forEach((client) => client.close());
  });

  it('tells nothing of internal notes: not the version, not the time, not the order', async () => {
    const ada = await service.api.person('requester', 'Ada');
    // Filed by an agent, so that triage has no part in it.
    const first = await agent.api.createSettled({ requester: { email: ada.email } });
    const second = await agent.api.createSettled({ requester: { email: ada.email } });
    const seen = await ada.api.get<Ticket>(`/api/tickets/${first.id}`);
    const etag = seen.headers.get('etag')!;
    await agent.api.message(first.id, 'A note', 'internal');
    await agent.api.message(first.id, 'Another', 'internal');
    const unchanged = await ada.api.get(`/api/tickets/${first.id}`, { headers: { 'if-none-match': etag } });
    expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, etag]);
    expect(await ada.api.ticket(first.id)).toEqual(seen.body);
    const order = async (api: Api): Promise<number[]> => {
      const { results, next_cursor } = await api.list('sort=-updated_at&limit=1');
      const rest = await api.list(`sort=-updated_at&limit=1&cursor=${next_cursor}`);
      return [...results, ...rest.results].map(({ id }) => id);
    };
    expect(await order(ada.api)).toEqual([second.id, first.id]);
    expect(await order(agent.api)).toEqual([first.id, second.id]);
    const known = await agent.api.ticket(first.id);
    expect(known.version).toBe(3);
    expect(Date.parse(known.updated_at)).toBeGreaterThan(Date.parse(seen.body.updated_at));

    // What they know is good for a change, and what is public counts on from there.
    const patch = (changes: object, version: string): Promise<{ status: number }> =>
      ada.api.call('PATCH', `/api/tickets/${first.id}`, changes, { headers: { 'if-match': version } });
    expect((await patch({ title: 'Changed' }, etag)).status).toBe(200);
    expect((await patch({ title: 'Changed again' }, etag)).status).toBe(412);
    const changed = await ada.api.ticket(first.id);
    expect([changed.version, changed.updated_at]).toEqual([2, (await agent.api.ticket(first.id)).updated_at]);
    expect(await order(ada.api)).toEqual([first.id, second.id]);
  });

  it('does not wait for a lock of somebody else’s ticket, nor takes it', async () => {
    const { id } = await agent.api.createSettled({ requester: { email: otherRequester.email } });
    const other = new pg.Client({ connectionString: service.databaseUrl });
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT FROM tickets WHERE id = $1 FOR UPDATE', [id]);
    const attempts = Promise.all([
      requester.api.call('PATCH', `/api/tickets/${id}`, { title: 'Mine' }),
      requester.api.call('POST', `/api/tickets/${id}/reopen`),
      requester.api.call('POST', `/api/tickets/${id}/messages`, { body: 'Hello' }),
    ]);
    const waited = eventually('somebody waits for the lock', async () => {
      const waiting = await service.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    }).then(() => 'waits for the lock');
    waited.catch(() => undefined);
    const statuses = attempts.then((answers) => answers.map(({ status }) => status));
    expect(await Promise.race([statuses, waited])).toEqual([404, 404, 404]);
    await other.query('ROLLBACK');
    await other.end();
  });

  it('files for themselves alone, replies, and reopens what was solved', async () => {
    const refused = await requester.api.call('POST', '/api/tickets', {
      ...TEXT,
      requester: { email: otherRequester.email },
    });
    expect(refused.status).toBe(403);
    const { id, requester: own } = await requester.api.create();
    expect(own).toEqual({ id: requester.id, name: 'Ada', email: requester.email, can_read: true });
    await requester.api.message(id, 'Anybody there?');
    expect((await agent.api.ticket(id)).first_response_at).toBeNull();
    await agent.api.patch(id, { status: 'resolved' });
    const { status, body } = await requester.api.call<{ status: string }>(
      'POST',
      `/api/tickets/${id}/reopen`,
    );
    expect([status, body.status]).toEqual([200, 'open']);
    const history = await agent.api.get<{ results: { actor: object; changes: object }[] }>(
      `/api/tickets/${id}/history`,
    );
    // Triage may have its say after it.
    expect(history.body.results).toContainEqual(
      expect.objectContaining({
        actor: { type: 'user', id: requester.id, name: 'Ada' },
        changes: { status: ['resolved', 'open'] },
      }),
    );
  });

  it('gets a ticket that an agent files for them, and loses one that becomes somebody else’s', async () => {
    const { id } = await agent.api.createSettled({ requester: { email: requester.email.toUpperCase() } });
    expect((await requester.api.get(`/api/tickets/${id}`)).status).toBe(200);
    await agent.api.patch(id, { requester: { email: otherRequester.email } });
    expect((await requester.api.get(`/api/tickets/${id}`)).status).toBe(404);
    expect((await otherRequester.api.get(`/api/tickets/${id}`)).status).toBe(200);
  });

  it('does not share idempotency keys with others', async () => {
    const options = { headers: { 'idempotency-key': 'the-same' } };
    const mine = await requester.api.create(TEXT, options);
    const theirs = await otherRequester.api.create(TEXT, options);
    expect(theirs.id).not.toBe(mine.id);
    expect((await requester.api.create(TEXT, options)).id).toBe(mine.id);
  });
});
