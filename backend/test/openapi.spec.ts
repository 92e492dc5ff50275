import 'reflect-metadata';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploaded } from './support/attachments.ts';
import { validatorOf, type Document, type Operation, type Schema } from './support/open-api.ts';
import { ADMIN, startService, type Service } from './support/service.ts';

const BACKEND = fileURLToPath(new URL('../', import.meta.url));

let service: Service;
let document: Document;
let operations: [name: string, operation: Operation][];
beforeAll(async () => {
  service = await startService({ ATTACHMENT_MAX_MB: '1' });
  document = (await service.api.get<Document>('/api/docs-json')).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as [string, Operation],
    ),
  );
});
afterAll(() => service.stop());

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it('is the one that is checked in, which the client is generated from', () => {
    // Update with: node backend/dist/cli/write-open-api.js
    expect(JSON.parse(readFileSync(`${BACKEND}openapi.json`, 'utf8'))).toEqual(document);
  });

  it('has every route of every controller', async () => {
    const routes: string[] = [];
    for (const file of globSync(`${BACKEND}src/**/*.controller.ts`)) {
      const module = (await import(/* @vite-ignore */ file)) as Record<string, { prototype: object }>;
      for (const controller of Object.values(module)) routes.push(...routesOf(controller));
    }
    expect(operations.map(([name]) => name).sort()).toEqual(routes.sort());
  });

  it('says of each operation what it does, and what can go wrong, as problem documents', () => {
    for (const [name, { summary, responses }] of operations) {
      expect(summary, name).toBeTruthy();
      for (const [status, { description, content }] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        expect(description, `${name} ${status}`).toBeTruthy();
        expect(content, `${name} ${status}`).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        });
      }
    }
  });

  it('has an example of every value that is sent or answered, and each is a valid one', () => {
    const validator = validatorOf(document);
    for (const [name, { requestBody, responses, parameters = [] }] of operations) {
      for (const parameter of parameters.filter((each) => each.in === 'path')) {
        expect(parameter.schema.example, `${name} ${parameter.name}`).toBeDefined();
      }
      for (const { content = {} } of [requestBody ?? {}, ...Object.values(responses)]) {
        for (const { schema, example } of Object.values(content)) {
          const built = example ?? exampleOf(schema!, name);
          expect(validator(schema!, built), `${name} ${JSON.stringify(built)}`).toBeNull();
        }
      }
    }
  });

  it('is sent once to who has it, and compressed to who reads that', async () => {
    const { headers, text } = await service.api.get('/api/docs-json');
    const etag = headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(headers.get('content-encoding')).toBe('gzip');
    const known = await service.api.get('/api/docs-json', { headers: { 'if-none-match': `"x", W/${etag}` } });
    expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', etag]);
    const plain = await service.api.get('/api/docs-json', {
      headers: { 'accept-encoding': 'identity', 'if-none-match': '"another"' },
    });
    expect([plain.status, plain.headers.get('content-encoding'), plain.text]).toEqual([200, null, text]);
    // Not documented, and slow to produce.
    expect((await service.api.get('/api/docs-yaml')).status).toBe(404);
  });

  it('is shown by Swagger UI, which loads all its parts from here', async () => {
    const { status, text } = await service.api.get('/api/docs');
    expect([status, text.includes('swagger-ui')]).toEqual([200, true]);
    const parts = [...text.matchAll(/(?:src|href)=["']([^"']+)["']/g)].map(([, address]) => address!);
    expect(parts.some((part) => part.endsWith('.js'))).toBe(true);
    for (const part of parts) {
      const url = new URL(part, `${service.url}/api/docs`);
      expect([part, url.origin]).toEqual([part, service.url]);
      expect([part, (await fetch(url)).status]).toEqual([part, 200]);
    }
  });
});

describe('what the api answers', () => {
  it('is what the document says, for every answer that it mentions', async () => {
    const { id } = await service.api.create({ requester: { name: 'Ada' }, tags: ['vpn'] });
    await service.api.triaged(id);
    const suggested = (await service.api.triaged((await service.api.create()).id)).id;
    const settled = await service.api.createSettled();
    const resolved = await service.api.createSettled();
    for (const status of ['resolved', 'closed']) await service.api.patch(resolved.id, { status });
    const idOf = async (path: string, body: object): Promise<number> => {
      const answer = await service.api.call<{ id: number; undo_id: number }>('POST', path, body);
      return answer.body.undo_id ?? answer.body.id;
    };
    const messages = `/api/tickets/${settled.id}/messages`;
    const pending = await idOf(messages, { body: 'Wait.', undo_seconds: 60 });
    const delivered = await idOf(messages, { body: 'Done.' });
    const mailed = { id: settled.id, message: await idOf(messages, { body: 'By mail.' }) };
    await service.query(
      `WITH mail AS (INSERT INTO outgoing_mails (message_id, header_id) VALUES ($1, 'known@example.org'))
       INSERT INTO message_recipients (message_id, address, kind, delivery, detail)
       VALUES ($1, 'ada@example.org', 'to', 'failed', '550 5.1.1 No such user')`,
      [mailed.message],
    );
    const bulk = await idOf('/api/tickets/bulk', { ids: [settled.id], changes: { tags: ['x'] } });
    const note = await idOf(messages, { body: 'Ask networks.', visibility: 'internal' });
    const merged = [(await service.api.createSettled()).id, (await service.api.createSettled()).id] as const;
    const organization = await idOf('/api/organizations', { name: 'Known' });
    const mailbox = await idOf('/api/mailboxes', { name: 'Known', address: 'known@example.org', team_id: 1 });
    const unreachable = await idOf('/api/mailboxes', {
      ...{ name: 'Unreachable', address: 'unreachable@example.org', team_id: 1, active: false },
      ...{ imap_host: '127.0.0.1', imap_port: 1, imap_user: 'x', smtp_host: '127.0.0.1', smtp_port: 1 },
    });
    const mailboxInput = { name: 'Support', address: 'support@example.org', team_id: 1 };
    const mail = { 'content-type': 'message/rfc822' };
    const tooLargeMail = { x: 'x'.repeat(26 * 1024 * 1024) };
    const tokenPath = `/api/mailboxes/${mailbox}/token`;
    const inboundToken = (await service.api.call<{ token: string }>('POST', tokenPath)).body.token;
    const quarantined = await service.query<{ id: number }>(
      `INSERT INTO inbound_mails (mailbox_id, source, sha256, size, raw, state, reason, due_at)
       SELECT $1, 'http', repeat('0', 64), 1, 'x', 'quarantined', 'spam', NULL FROM generate_series(1, 2) RETURNING id`,
      [mailbox],
    );
    const unusedTeam = await idOf('/api/teams', { name: 'Unused' });
    const pointer = (await service.api.createSettled()).id;
    await idOf(`/api/tickets/${pointer}/merge`, { into: (await service.api.createSettled()).id });
    const splitOff = await idOf(`/api/tickets/${settled.id}/split`, {
      message_id: delivered,
      title: 'Printer',
    });
    const input = { title: 'VPN down', description: 'My internet is down.' };
    const large = { ...input, x: 'x'.repeat(1_200_000) };
    const draft = { body: 'Hello', visibility: 'public' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const key = { 'idempotency-key': 'documented' };
    await service.api.create({}, { headers: key });

    const me = (await service.api.get<{ id: number }>('/api/auth/me')).body.id;
    const run = async (state: string): Promise<number> => {
      const [row] = await service.query<{ id: number }>(
        `INSERT INTO triage_runs (created_by, source, filter, state, paused, total, up_to)
         VALUES ($1, 'local', '{}', $2, $2 = 'undoing', 0, 0) RETURNING id`,
        [me, state],
      );
      return row!.id;
    };
    const runs = {
      previewed: await run('previewed'),
      held: await run('undoing'),
      done: await run('done'),
      undone: await run('undone'),
    };
    const person = { name: 'Ada', email: 'ada@example.org', role: 'requester' };

    const [sent, unsent, scanning, thumbnailed] = [
      await uploaded(service.api, Buffer.from([7, 1]), 'sent.bin'),
      await uploaded(service.api, Buffer.from([7, 2]), 'unsent.bin'),
      await uploaded(service.api, Buffer.from([7, 3]), 'scanning.bin'),
      await uploaded(service.api, Buffer.from([7, 4]), 'thumbnailed.bin'),
    ];
    await service.api.call('POST', messages, { body: 'See the file.', attachment_ids: [sent.id] });
    await service.query(`UPDATE blobs SET state = 'scanning' WHERE sha256 = $1`, [scanning.sha256]);
    await service.query(`UPDATE blobs SET thumbnail = '\\x00' WHERE sha256 = $1`, [thumbnailed.sha256]);

    type Call = [
      operation: string,
      status: number,
      path: string | number,
      body?: unknown,
      headers?: Record<string, string>,
    ];
    const calls: Call[] = [
      ['GET /api/auth/me', 200, ''],
      ['GET /api/auth/sessions', 200, ''],
      ['DELETE /api/auth/sessions/{id}', 404, 'x'],
      ['POST /api/auth/login', 200, '', ADMIN],
      ['POST /api/auth/login', 400, '', {}],
      ['POST /api/auth/login', 401, '', { ...ADMIN, password: 'wrong' }],
      ['POST /api/auth/login', 413, '', large],
      ['POST /api/auth/login', 415, '', ADMIN, form],
      ['POST /api/auth/password', 400, '', { current_password: 'wrong', new_password: 'a better horse' }],
      ['POST /api/auth/password', 413, '', large],
      ['POST /api/auth/password', 415, '', {}, form],
      ['POST /api/auth/confirm', 204, '', { current_password: ADMIN.password }],
      ['POST /api/auth/confirm', 400, '', { current_password: 'wrong' }],
      ['POST /api/auth/confirm', 413, '', large],
      ['POST /api/auth/confirm', 415, '', {}, form],
      ['POST /api/auth/password-reset', 400, '', { token: 'x', password: 'a better horse' }],
      ['POST /api/auth/password-reset', 413, '', large],
      ['POST /api/auth/password-reset', 415, '', {}, form],
      ['POST /api/tokens', 201, '', { name: 'Import', scope: 'read' }],
      ['POST /api/tokens', 400, '', {}],
      ['POST /api/tokens', 413, '', large],
      ['POST /api/tokens', 415, '', {}, form],
      ['GET /api/tokens', 200, ''],
      ['DELETE /api/tokens/{id}', 204, 1],
      ['DELETE /api/tokens/{id}', 400, 'x'],
      ['DELETE /api/tokens/{id}', 404, 4711],
      ['GET /api/tickets/deleted', 200, ''],
      ['GET /api/users', 200, ''],
      ['GET /api/users', 400, '?limit=0'],
      ['POST /api/users', 201, '', person],
      ['POST /api/users', 400, '', {}],
      ['POST /api/users', 409, '', person],
      ['POST /api/users', 413, '', large],
      ['POST /api/users', 415, '', person, form],
      ['GET /api/users/{id}', 200, me],
      ['GET /api/users/{id}', 400, 'x'],
      ['GET /api/users/{id}', 404, 4711],
      ['PATCH /api/users/{id}', 200, me, { name: 'Grace' }],
      ['PATCH /api/users/{id}', 400, me, { role: 'x' }],
      ['PATCH /api/users/{id}', 404, 4711, {}],
      ['PATCH /api/users/{id}', 409, me, { active: false }],
      ['PATCH /api/users/{id}', 413, me, large],
      ['PATCH /api/users/{id}', 415, me, {}, form],
      ['POST /api/users/{id}/password-reset', 201, me],
      ['POST /api/users/{id}/password-reset', 400, 'x'],
      ['POST /api/users/{id}/password-reset', 404, 4711],
      ['GET /api/users/password-resets', 200, ''],
      ['DELETE /api/users/{id}/password-reset', 204, me],
      ['DELETE /api/users/{id}/password-reset', 400, 'x'],
      ['DELETE /api/users/{id}/password-reset', 404, 4711],
      ['GET /api/agents', 200, ''],
      ['POST /api/views', 201, '', { name: 'Mine', query: { assignee: ['me'] }, shared: true }],
      ['POST /api/views', 201, '', { name: 'Other', query: {} }],
      ['POST /api/views', 400, '', {}],
      ['POST /api/views', 409, '', { name: 'Mine', query: {} }],
      ['POST /api/views', 413, '', large],
      ['POST /api/views', 415, '', {}, form],
      ['GET /api/views', 200, ''],
      ['GET /api/views/counts', 200, ''],
      ['PATCH /api/views/{id}', 200, 1, { query: { tag: ['vpn'] } }],
      ['PATCH /api/views/{id}', 400, 1, { name: '' }],
      ['PATCH /api/views/{id}', 404, 4711, {}],
      ['PATCH /api/views/{id}', 409, 1, { name: 'Other' }],
      ['PATCH /api/views/{id}', 413, 1, large],
      ['PATCH /api/views/{id}', 415, 1, {}, form],
      ['DELETE /api/views/{id}', 204, 1],
      ['DELETE /api/views/{id}', 400, 'x'],
      ['DELETE /api/views/{id}', 404, 4711],
      [
        'POST /api/canned-replies',
        201,
        '',
        { title: 'Hello', body: 'Hello {{requester.name}}.', shared: true },
      ],
      ['POST /api/canned-replies', 201, '', { title: 'Bye', body: 'Bye.' }],
      ['POST /api/canned-replies', 400, '', { title: 'Hello', body: '{{x}}' }],
      ['POST /api/canned-replies', 409, '', { title: 'Hello', body: 'Hello.' }],
      ['POST /api/canned-replies', 413, '', large],
      ['POST /api/canned-replies', 415, '', {}, form],
      ['GET /api/canned-replies', 200, ''],
      ['PATCH /api/canned-replies/{id}', 200, 1, { body: 'Good day.' }],
      ['PATCH /api/canned-replies/{id}', 400, 1, { title: '' }],
      ['PATCH /api/canned-replies/{id}', 404, 4711, {}],
      ['PATCH /api/canned-replies/{id}', 409, 1, { title: 'Bye' }],
      ['PATCH /api/canned-replies/{id}', 413, 1, large],
      ['PATCH /api/canned-replies/{id}', 415, 1, {}, form],
      ['DELETE /api/canned-replies/{id}', 204, 1],
      ['DELETE /api/canned-replies/{id}', 400, 'x'],
      ['DELETE /api/canned-replies/{id}', 404, 4711],
      ['POST /api/topics', 201, '', { name: 'VPN', category: 'technical' }],
      ['POST /api/topics', 201, '', { name: 'Refund', category: 'billing' }],
      ['POST /api/topics', 400, '', { name: 'Printer' }],
      ['POST /api/topics', 409, '', { name: 'vpn', category: 'general' }],
      ['POST /api/topics', 413, '', large],
      ['POST /api/topics', 415, '', {}, form],
      ['GET /api/topics', 200, ''],
      ['GET /api/topics/quality', 200, ''],
      ['GET /api/topics/{id}', 200, 1],
      ['GET /api/topics/{id}', 400, 'x'],
      ['GET /api/topics/{id}', 404, 4711],
      ['PATCH /api/topics/{id}', 200, 1, { description: 'Connecting from home.' }],
      ['PATCH /api/topics/{id}', 400, 1, { name: '' }],
      ['PATCH /api/topics/{id}', 404, 4711, {}],
      ['PATCH /api/topics/{id}', 409, 1, { name: 'Refund' }],
      ['PATCH /api/topics/{id}', 413, 1, large],
      ['PATCH /api/topics/{id}', 415, 1, {}, form],
      ['POST /api/tickets', 201, '', { title: 'VPN', description: 'Down.', topic_id: 2 }],
      ['DELETE /api/topics/{id}', 204, 1],
      ['DELETE /api/topics/{id}', 400, 'x'],
      ['DELETE /api/topics/{id}', 404, 4711],
      ['DELETE /api/topics/{id}', 409, 2],
      ['GET /api/tickets/{id}/draft', 204, id],
      ['PUT /api/tickets/{id}/draft', 200, id, draft],
      ['PUT /api/tickets/{id}/draft', 400, id, {}],
      ['PUT /api/tickets/{id}/draft', 404, 4711, draft],
      ['PUT /api/tickets/{id}/draft', 412, id, { ...draft, body: 'Other', replaces: null }],
      ['PUT /api/tickets/{id}/draft', 413, id, large],
      ['PUT /api/tickets/{id}/draft', 415, id, {}, form],
      ['GET /api/drafts', 200, ''],
      ['GET /api/tickets/{id}/draft', 200, id],
      ['GET /api/tickets/{id}/draft', 400, 'x'],
      ['GET /api/tickets/{id}/draft', 404, 4711],
      ['DELETE /api/tickets/{id}/draft', 204, id],
      ['DELETE /api/tickets/{id}/draft', 400, 'x'],
      ['PUT /api/tickets/{id}/presence', 200, id, { editing: true }],
      ['PUT /api/tickets/{id}/presence', 400, 'x'],
      ['PUT /api/tickets/{id}/presence', 404, 4711],
      ['PUT /api/tickets/{id}/presence', 413, id, large],
      ['PUT /api/tickets/{id}/presence', 415, id, {}, form],
      ['DELETE /api/tickets/{id}/presence', 204, id],
      ['DELETE /api/tickets/{id}/presence', 400, 'x'],
      ['GET /api/health/live', 200, ''],
      ['GET /api/health/ready', 200, ''],
      ['POST /api/tickets', 201, '', input],
      ['POST /api/tickets', 400, '', {}],
      ['POST /api/tickets', 409, '', input, key],
      ['POST /api/tickets', 413, '', large],
      ['POST /api/tickets', 415, '', input, form],
      ['GET /api/tickets', 200, '?limit=2'],
      ['GET /api/tickets', 200, '?search=vpn'],
      ['GET /api/tickets', 400, '?limit=0&status=x'],
      ['GET /api/tickets/export.csv', 200, ''],
      ['GET /api/tickets/export.csv', 400, '?status=x'],
      ['GET /api/tickets/export.jsonl', 200, ''],
      ['GET /api/tickets/export.jsonl', 400, '?status=x'],
      ['POST /api/tickets/classify', 200, '', input],
      ['POST /api/tickets/classify', 400, '', {}],
      ['POST /api/tickets/classify', 413, '', large],
      ['POST /api/tickets/classify', 415, '', input, form],
      ['GET /api/tickets/{id}', 200, id],
      ['GET /api/tickets/{id}', 304, id, undefined, { 'if-none-match': '*' }],
      ['GET /api/tickets/{id}', 400, 'x'],
      ['GET /api/tickets/{id}', 404, 4711],
      ['POST /api/tickets/{id}/triage/retry', 200, id],
      ['POST /api/tickets/{id}/triage/retry', 400, 'x'],
      ['POST /api/tickets/{id}/triage/retry', 404, 4711],
      ['POST /api/tickets/{id}/triage/retry', 409, settled.id],
      ['POST /api/tickets/{id}/triage/accept', 200, suggested],
      ...['read', 'unread'].flatMap((mark): Call[] => [
        [`POST /api/tickets/{id}/${mark}`, 200, id],
        [`POST /api/tickets/{id}/${mark}`, 400, 'x'],
        [`POST /api/tickets/{id}/${mark}`, 404, 4711],
      ]),
      ['PUT /api/tickets/{id}/links/{other}', 200, `${merged[0]} ${merged[1]}`, { type: 'relates_to' }],
      ['PUT /api/tickets/{id}/links/{other}', 400, `${merged[0]} ${merged[1]}`, { type: 'x' }],
      ['PUT /api/tickets/{id}/links/{other}', 404, `${merged[0]} 4711`, { type: 'relates_to' }],
      ['PUT /api/tickets/{id}/links/{other}', 413, `${merged[0]} ${merged[1]}`, large],
      ['PUT /api/tickets/{id}/links/{other}', 415, `${merged[0]} ${merged[1]}`, {}, form],
      ['PUT /api/tickets/{id}/links/{other}', 422, `${merged[0]} ${merged[0]}`, { type: 'causes' }],
      ['DELETE /api/tickets/{id}/links/{other}', 200, `${merged[0]} ${merged[1]}`],
      ['DELETE /api/tickets/{id}/links/{other}', 400, `${merged[0]} x`],
      ['DELETE /api/tickets/{id}/links/{other}', 404, `${merged[0]} 4711`],
      ['DELETE /api/tickets/{id}/links/{other}', 422, `${merged[0]} ${merged[0]}`],
      ['GET /api/tickets/{id}/duplicates', 200, merged[0]],
      ['GET /api/tickets/{id}/duplicates', 400, 'x'],
      ['GET /api/tickets/{id}/duplicates', 404, 4711],
      ['POST /api/tickets/{id}/merge', 200, merged[0], { into: merged[1] }],
      ['POST /api/tickets/{id}/merge', 400, merged[0], {}],
      ['POST /api/tickets/{id}/merge', 404, 4711, { into: merged[1] }],
      ['POST /api/tickets/{id}/merge', 409, merged[0], { into: merged[1] }],
      ['POST /api/tickets/{id}/merge', 413, merged[0], large],
      ['POST /api/tickets/{id}/merge', 415, merged[0], {}, form],
      ['POST /api/tickets/{id}/merge', 422, merged[1], { into: merged[1] }],
      ['PUT /api/tickets/{id}/links/{other}', 409, `${merged[0]} ${merged[1]}`, { type: 'relates_to' }],
      ['DELETE /api/tickets/{id}/links/{other}', 409, `${merged[0]} ${merged[1]}`],
      ['POST /api/tickets/{id}/unmerge', 200, merged[0]],
      ['POST /api/tickets/{id}/unmerge', 400, 'x'],
      ['POST /api/tickets/{id}/unmerge', 404, 4711],
      ['POST /api/tickets/{id}/unmerge', 409, merged[0]],
      ['POST /api/tickets/{id}/split', 201, settled.id, { message_id: delivered, title: 'Printer offline' }],
      ['POST /api/tickets/{id}/split', 400, settled.id, {}],
      ['POST /api/tickets/{id}/split', 404, settled.id, { message_id: 4711, title: 'Printer offline' }],
      ['POST /api/tickets/{id}/split', 409, pointer, { message_id: 4711, title: 'Printer offline' }],
      ['POST /api/tickets/{id}/split', 413, settled.id, large],
      ['POST /api/tickets/{id}/split', 415, settled.id, {}, form],
      ['POST /api/tickets/{id}/split', 422, settled.id, { message_id: note, title: 'Printer offline' }],
      ['POST /api/tickets/{id}/unsplit', 200, splitOff],
      ['POST /api/tickets/{id}/unsplit', 400, 'x'],
      ['POST /api/tickets/{id}/unsplit', 404, 4711],
      ['POST /api/tickets/{id}/unsplit', 409, settled.id],
      ['GET /api/organizations', 200, ''],
      ['POST /api/organizations', 201, '', { name: 'Engines', domains: ['example.org'] }],
      ['POST /api/organizations', 409, '', { name: 'Engines' }],
      ['POST /api/organizations', 413, '', large],
      ['POST /api/organizations', 415, '', {}, form],
      ['GET /api/organizations/{id}', 200, organization],
      ['GET /api/organizations/{id}', 404, 4711],
      ['PATCH /api/organizations/{id}', 200, organization, { shares_tickets: true }],
      ['PATCH /api/organizations/{id}', 404, 4711, { name: 'x' }],
      ['PATCH /api/organizations/{id}', 409, organization, { domains: ['example.org'] }],
      ['PATCH /api/organizations/{id}', 413, organization, large],
      ['PATCH /api/organizations/{id}', 415, organization, {}, form],
      ['DELETE /api/organizations/{id}', 204, organization],
      ['DELETE /api/organizations/{id}', 404, 4711],
      ['GET /api/mailboxes', 200, ''],
      ['POST /api/mailboxes', 201, '', mailboxInput],
      ['POST /api/mailboxes', 409, '', mailboxInput],
      ['POST /api/mailboxes', 413, '', large],
      ['POST /api/mailboxes', 415, '', {}, form],
      ['POST /api/mailboxes', 422, '', { ...mailboxInput, address: 'x@example.org', smtp_password: 'x' }],
      ['GET /api/mailboxes/{id}', 200, mailbox],
      ['GET /api/mailboxes/{id}', 404, 4711],
      ['PATCH /api/mailboxes/{id}', 200, mailbox, { from_name: 'Support' }],
      ['PATCH /api/mailboxes/{id}', 404, 4711, {}],
      ['PATCH /api/mailboxes/{id}', 409, mailbox, { address: mailboxInput.address }],
      ['PATCH /api/mailboxes/{id}', 413, mailbox, large],
      ['PATCH /api/mailboxes/{id}', 415, mailbox, {}, form],
      ['PATCH /api/mailboxes/{id}', 422, mailbox, { smtp_password: 'x' }],
      ['POST /api/mailboxes/{id}/test', 200, unreachable, {}],
      ['POST /api/mailboxes/{id}/test', 404, 4711, {}],
      ['POST /api/mailboxes/{id}/test', 413, mailbox, large],
      ['POST /api/mailboxes/{id}/test', 415, mailbox, {}, form],
      ['POST /api/mailboxes/{id}/token', 201, unreachable],
      ['POST /api/mailboxes/{id}/token', 404, 4711],
      ['POST /api/mail/inbound', 202, '', {}, { ...mail, authorization: `Bearer ${inboundToken}` }],
      ['POST /api/mail/inbound', 401, '', {}, mail],
      ['POST /api/mail/inbound', 413, '', tooLargeMail, { ...mail, authorization: `Bearer ${inboundToken}` }],
      ['POST /api/mail/inbound', 415, '', {}, { authorization: `Bearer ${inboundToken}` }],
      ['GET /api/mailboxes/{id}/ledger', 200, mailbox],
      ['GET /api/mailboxes/{id}/ledger', 404, 4711],
      ['GET /api/mailboxes/{id}/mails', 200, mailbox],
      ['GET /api/mailboxes/{id}/mails', 404, 4711],
      ['GET /api/quarantine', 200, ''],
      ['GET /api/quarantine/{id}', 200, quarantined[0]!.id],
      ['GET /api/quarantine/{id}', 404, 4711],
      ['GET /api/quarantine/{id}/raw', 200, quarantined[0]!.id],
      ['GET /api/quarantine/{id}/raw', 404, 4711],
      ['POST /api/quarantine/{id}/release', 204, quarantined[0]!.id],
      ['POST /api/quarantine/{id}/release', 404, 4711],
      ['DELETE /api/mailboxes/{id}', 409, mailbox],
      ['DELETE /api/quarantine/{id}', 204, quarantined[1]!.id],
      ['DELETE /api/quarantine/{id}', 404, 4711],
      ['DELETE /api/mailboxes/{id}', 204, unreachable],
      ['DELETE /api/mailboxes/{id}', 404, 4711],
      ['GET /api/teams', 200, ''],
      ['POST /api/teams', 201, '', { name: 'Billing' }],
      ['POST /api/teams', 409, '', { name: 'Billing' }],
      ['POST /api/teams', 413, '', large],
      ['POST /api/teams', 415, '', {}, form],
      ['GET /api/teams/{id}', 200, 1],
      ['GET /api/teams/{id}', 404, 4711],
      ['PATCH /api/teams/{id}', 200, 1, { name: 'Support' }],
      ['PATCH /api/teams/{id}', 404, 4711, { name: 'x' }],
      ['PATCH /api/teams/{id}', 409, 1, { name: 'Billing' }],
      ['PATCH /api/teams/{id}', 413, 1, large],
      ['PATCH /api/teams/{id}', 415, 1, {}, form],
      ['DELETE /api/teams/{id}', 204, unusedTeam],
      ['DELETE /api/teams/{id}', 404, 4711],
      ['DELETE /api/teams/{id}', 409, 1],
      ['GET /api/tickets/bulk', 200, ''],
      ['POST /api/tickets/bulk/{id}/undo', 200, bulk],
      ['POST /api/tickets/bulk/{id}/undo', 400, 'x'],
      ['POST /api/tickets/bulk/{id}/undo', 404, 4711],
      ['POST /api/tickets/bulk/{id}/undo', 409, bulk],
      ['POST /api/tickets/{id}/messages/{message}/undo', 200, `${settled.id} ${pending}`],
      ['POST /api/tickets/{id}/messages/{message}/undo', 400, `${settled.id} x`],
      ['POST /api/tickets/{id}/messages/{message}/undo', 404, `${settled.id} 4711`],
      ['POST /api/tickets/{id}/messages/{message}/undo', 409, `${settled.id} ${delivered}`],
      ['POST /api/tickets/{id}/messages/{message}/resend', 200, `${mailed.id} ${mailed.message}`],
      ['POST /api/tickets/{id}/messages/{message}/resend', 400, `${settled.id} x`],
      ['POST /api/tickets/{id}/messages/{message}/resend', 404, `${settled.id} 4711`],
      ['POST /api/tickets/{id}/messages/{message}/resend', 409, `${settled.id} ${delivered}`],
      ['POST /api/tickets/{id}/messages', 422, resolved.id, { body: 'Done.', resolve: true }],
      ['POST /api/tickets/{id}/triage/accept', 400, 'x'],
      ['POST /api/tickets/{id}/triage/accept', 404, 4711],
      ['POST /api/tickets/{id}/triage/accept', 409, settled.id],
      ['POST /api/tickets/{id}/triage/undo', 200, suggested],
      ['POST /api/tickets/{id}/triage/undo', 400, 'x'],
      ['POST /api/tickets/{id}/triage/undo', 404, 4711],
      ['POST /api/tickets/{id}/triage/undo', 409, settled.id],
      ['PATCH /api/tickets/{id}', 200, id, { assignee_id: me, status: 'resolved' }],
      ['PATCH /api/tickets/{id}', 400, id, { status: 'x' }],
      ['PATCH /api/tickets/{id}', 404, 4711, {}],
      ['PATCH /api/tickets/{id}', 412, id, {}, { 'if-match': '"99"' }],
      ['PATCH /api/tickets/{id}', 413, id, large],
      ['PATCH /api/tickets/{id}', 415, id, {}, form],
      ['PATCH /api/tickets/{id}', 422, id, { status: 'in_progress' }],
      ['POST /api/tickets/{id}/reopen', 200, id],
      ['POST /api/tickets/{id}/reopen', 400, 'x'],
      ['POST /api/tickets/{id}/reopen', 404, 4711],
      ['POST /api/tickets/{id}/reopen', 422, id],
      ['PATCH /api/tickets/{id}', 200, id, { status: 'resolved' }],
      ['POST /api/tickets/{id}/messages', 201, id, { body: 'Done.' }],
      ['POST /api/tickets/{id}/messages', 400, id, {}],
      ['POST /api/tickets/{id}/messages', 404, 4711, { body: 'Done.' }],
      ['POST /api/tickets/{id}/messages', 409, id, { body: 'Done.' }, key],
      ['POST /api/tickets/{id}/messages', 413, id, large],
      ['POST /api/tickets/{id}/messages', 415, id, {}, form],
      ['POST /api/attachments', 201, '?name=file.json', {}],
      ['POST /api/attachments', 400, '?name=..', {}],
      ['POST /api/attachments', 413, '?name=large.json', large],
      ['GET /api/attachments/{id}', 200, sent.id],
      ['GET /api/attachments/{id}', 206, sent.id, undefined, { range: 'bytes=0-0' }],
      ['GET /api/attachments/{id}', 304, sent.id, undefined, { 'if-none-match': `"${sent.sha256}"` }],
      ['GET /api/attachments/{id}', 400, 'x'],
      ['GET /api/attachments/{id}', 404, 4711],
      ['GET /api/attachments/{id}', 409, scanning.id],
      ['GET /api/attachments/{id}', 416, sent.id, undefined, { range: 'bytes=5-' }],
      ['GET /api/attachments/{id}/thumbnail', 200, thumbnailed.id],
      ['GET /api/attachments/{id}/thumbnail', 404, sent.id],
      ['GET /api/attachments/{id}/thumbnail', 409, scanning.id],
      ['DELETE /api/attachments/{id}', 204, unsent.id],
      ['DELETE /api/attachments/{id}', 404, unsent.id],
      ['DELETE /api/attachments/{id}', 409, sent.id],
      ['GET /api/tickets/{id}/attachments', 200, id],
      ['GET /api/tickets/{id}/attachments', 404, 4711],
      ['GET /api/tickets/{id}/messages', 200, id],
      ['GET /api/tickets/{id}/messages', 400, 'x'],
      ['GET /api/tickets/{id}/messages', 404, 4711],
      ['GET /api/tickets/{id}/history', 200, id],
      ['GET /api/tickets/{id}/history', 400, 'x'],
      ['GET /api/tickets/{id}/history', 404, 4711],
      ['POST /api/tickets/bulk', 200, '', { ids: [id, 4711], changes: { status: 'closed' } }],
      ['POST /api/tickets/bulk', 400, '', {}],
      ['POST /api/tickets/bulk', 413, '', large],
      ['POST /api/tickets/bulk', 415, '', {}, form],
      ['GET /api/tickets/stats', 200, ''],
      ['GET /api/tickets/stats', 400, '?from=x'],
      ['GET /api/tickets/stats/report', 200, ''],
      ['GET /api/tickets/stats/report', 400, '?from=x'],
      ['GET /api/tickets/stats/queue', 200, ''],
      ['GET /api/tickets/stats/board', 200, '?lanes=assignee'],
      ['GET /api/tickets/stats/board', 400, '?lanes=x'],
      ['GET /api/triage/thresholds', 200, ''],
      ['PUT /api/triage/thresholds/{category}', 200, 'billing', { apply_at: 0 }],
      ['PUT /api/triage/thresholds/{category}', 400, 'x', { apply_at: 0 }],
      ['PUT /api/triage/thresholds/{category}', 413, 'billing', large],
      ['PUT /api/triage/thresholds/{category}', 415, 'billing', {}, form],
      ['GET /api/triage/usage', 200, ''],
      ['GET /api/triage/usage', 400, '?from=x'],
      ['GET /api/triage/decisions.jsonl', 200, ''],
      ['GET /api/triage/models', 200, ''],
      ['POST /api/triage/models', 409, ''],
      ['POST /api/triage/models/replay', 200, '', {}],
      ['POST /api/triage/models/replay', 400, '', { id: 'x' }],
      ['POST /api/triage/models/replay', 404, '', { id: 4711 }],
      ['POST /api/triage/models/replay', 413, '', large],
      ['POST /api/triage/models/replay', 415, '', {}, form],
      ['PUT /api/triage/models/active', 200, '', {}],
      ['PUT /api/triage/models/active', 400, '', { id: 'x' }],
      ['PUT /api/triage/models/active', 404, '', { id: 4711 }],
      ['PUT /api/triage/models/active', 413, '', large],
      ['PUT /api/triage/models/active', 415, '', {}, form],
      ['POST /api/triage/runs', 201, '', { source: 'local' }],
      ['POST /api/triage/runs', 400, '', {}],
      ['POST /api/triage/runs', 409, '', { source: 'openai' }],
      ['POST /api/triage/runs', 413, '', large],
      ['POST /api/triage/runs', 415, '', {}, form],
      ['GET /api/triage/runs', 200, ''],
      ['GET /api/triage/runs/{id}', 200, runs.previewed],
      ['GET /api/triage/runs/{id}', 400, 'x'],
      ['GET /api/triage/runs/{id}', 404, 4711],
      ['GET /api/triage/runs/{id}/tickets', 200, runs.previewed],
      ['GET /api/triage/runs/{id}/tickets', 404, 4711],
      ['PATCH /api/triage/runs/{id}', 200, runs.held, { paused: true }],
      ['PATCH /api/triage/runs/{id}', 400, runs.held, {}],
      ['PATCH /api/triage/runs/{id}', 404, 4711, { paused: true }],
      ['PATCH /api/triage/runs/{id}', 409, runs.previewed, { paused: true }],
      ['PATCH /api/triage/runs/{id}', 413, runs.held, large],
      ['PATCH /api/triage/runs/{id}', 415, runs.held, {}, form],
      ['POST /api/triage/runs/{id}/apply', 409, runs.done],
      ['POST /api/triage/runs/{id}/apply', 404, 4711],
      ['POST /api/triage/runs/{id}/apply', 200, runs.previewed],
      ['POST /api/triage/runs/{id}/undo', 409, runs.held],
      ['POST /api/triage/runs/{id}/undo', 404, 4711],
      ['POST /api/triage/runs/{id}/undo', 200, runs.done],
      ['DELETE /api/triage/runs/{id}', 409, runs.held],
      ['DELETE /api/triage/runs/{id}', 404, 4711],
      ['DELETE /api/triage/runs/{id}', 204, runs.undone],
      ['DELETE /api/tickets/{id}', 204, id],
      ['DELETE /api/tickets/{id}', 400, 'x'],
      ['DELETE /api/tickets/{id}', 404, 4711],
      ['POST /api/tickets/{id}/restore', 200, id],
      ['POST /api/tickets/{id}/restore', 400, 'x'],
      ['POST /api/tickets/{id}/restore', 404, 4711],
    ];

    // Whatever the address, a field that it does not know is refused.
    for (const [name] of operations) {
      calls.push([
        `${name}?x=1`,
        400,
        name.includes('{id}') ? id : name.includes('{category}') ? 'billing' : '',
      ]);
    }
    // Last, since it ends the session.
    const last: Call[] = [
      ['POST /api/auth/logout', 400, '', { everywhere: 'x' }],
      ['POST /api/auth/logout', 413, '', large],
      ['POST /api/auth/logout', 415, '', {}, form],
      ['POST /api/auth/logout', 204, ''],
      ['POST /api/auth/refresh', 401, ''],
    ];

    const validator = validatorOf(document);
    const byName = new Map(operations);
    const seen = new Set<string>();
    for (const [call, status, rest, body, headers] of [...calls, ...last]) {
      const [name] = call.split('?') as [string];
      const [method, path] = call.split(' ') as [string, string];
      const ids = String(rest).split(' ');
      const address = path.includes('{') ? path.replace(/\{\w+\}/g, () => ids.shift()!) : path + rest;
      const answer = await service.api.call(method, address, body, { headers });
      expect([name, answer.status]).toEqual([name, status]);
      seen.add(`${name} ${status}`);
      const documented = byName.get(name)?.responses[status];
      expect(documented, `${name} ${status}`).toBeDefined();
      const type = answer.headers.get('content-type')?.split(';')[0];
      expect([name, status, type]).toEqual([name, status, Object.keys(documented!.content ?? {})[0]]);
      const schema = type && documented!.content?.[type]?.schema;
      if (schema && /[/+]json$/.test(type)) {
        expect(validator(schema, answer.body), `${name} ${answer.text}`).toBeNull();
      }
    }
    const mentioned = operations.flatMap(([name, { responses }]) =>
      Object.keys(responses).map((status) => `${name} ${status}`),
    );
    // An unreachable engine, missing permissions, rate limits, the stream that does not end, and what takes many decisions
    // of a team, are tested elsewhere.
    expect(mentioned.filter((each) => !/ (401|403|429|503)$/.test(each) && !seen.has(each))).toEqual([
      'POST /api/auth/refresh 200',
      'POST /api/auth/password 204',
      'POST /api/auth/password-reset 204',
      'DELETE /api/auth/sessions/{id} 204',
      'POST /api/triage/models 201',
      'POST /api/triage/models 202',
      'PUT /api/triage/models/active 409',
      'POST /api/triage/models/{id}/approve 200',
      'POST /api/triage/models/{id}/approve 404',
      'POST /api/triage/models/{id}/approve 409',
      'POST /api/triage/models/{id}/reject 200',
      'POST /api/triage/models/{id}/reject 404',
      'POST /api/triage/models/{id}/reject 409',
      'GET /api/events 200',
    ]);
  });
});

function routesOf(controller: { prototype: object }): string[] {
  const base = Reflect.getMetadata(PATH_METADATA, controller) as string | undefined;
  if (base === undefined) return [];
  const prototype = controller.prototype as Record<string, object>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = Reflect.getMetadata(METHOD_METADATA, prototype[name]!) as RequestMethod | undefined;
    if (method === undefined) return [];
    const path = Reflect.getMetadata(PATH_METADATA, prototype[name]!) as string;
    const address = `/api/${base}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    return [`${RequestMethod[method]} ${address.replace(/:(\w+)/g, '{$1}')}`];
  });
}

/** As Swagger UI makes one from the examples of the fields. */
function exampleOf(schema: Schema, where: string): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1)!;
    return exampleOf(document.components.schemas[name]!, name);
  }
  const [either] = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (either) return exampleOf(either, where);
  if (schema.enum) return schema.enum[0];
  if (schema.items) return [exampleOf(schema.items, where)];
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        exampleOf(property, `${where}.${name}`),
      ]),
    );
  }
  throw new Error(`${where} has no example`);
}
