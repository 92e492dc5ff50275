import { afterAll, beforeAll, expect, it } from 'vitest';
import { fault, FIELD_FAULT_CODES, faultMessage, type FieldFaultCode } from '../src/common/field-faults.js';
import type { Problem } from './support/api.ts';
import type { Document, Operation, Schema } from './support/open-api.ts';
import { startService, type Service } from './support/service.ts';

/** Faults that only a file of tickets can have; import.spec has them. */
const OF_IMPORTS: FieldFaultCode[] = ['future_time', 'before_1970', 'earlier_than', 'suggestion_incomplete'];
/** account-security.spec and accounts.spec have them: one needs a hundred tokens, the others a password. */
const ELSEWHERE: FieldFaultCode[] = ['too_many_tokens', 'password_incorrect', 'password_personal'];

const MAILBOX = { name: 'Taken', address: 'taken@example.org', team_id: 1 };

const WRONG: unknown[] = [
  ...[null, true, 7, -1, 1.5, 3e9, '', ' ', 'x', '\0', '\ud800', 'a\nb', 'x'.repeat(30_000), {}, []],
  ...['1111111111', 'password123', [7], [''], Array.from({ length: 600 }, (_, i) => i + 1)],
  ...[Array.from({ length: 25 }, (_, i) => `t${i}`), '{{nobody}}', '2020-01-01', '2099-01-01T00:00:00Z'],
];

let service: Service;
let document: Document;
const seen = new Set<string>();
beforeAll(async () => {
  service = await startService({ RATE_LIMIT_PER_MINUTE: '10000000' });
  document = (await service.api.get<Document>('/api/docs-json')).body;
  await service.api.createSettled();
});
afterAll(() => service.stop());

/** Each fault has a code of the contract and the parameters of its message. */
function expectCoded({ status, body, text }: { status: number; body: Problem; text: string }): Problem {
  for (const { field, code, params, message } of body?.errors ?? []) {
    expect(FIELD_FAULT_CODES, text).toContain(code);
    expect([field, message], text).toEqual([expect.any(String), faultMessage(code, params)]);
    expect(message, text).not.toContain('undefined');
    seen.add(code);
  }
  if (status === 400) expect(body.errors, text).not.toEqual([]);
  return body;
}

function operations(): [method: string, path: string, operation: Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      method.toUpperCase(),
      path.replace('{category}', 'billing').replace(/\{\w+\}/g, '1'),
      operation,
    ]),
  );
}

/** The way to each field, through the objects within the body. */
function fieldsOf(schema: Schema, depth = 0): string[][] {
  const resolved = schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;
  const inner = resolved.allOf?.[0];
  if (inner) return fieldsOf(inner, depth);
  if (depth > 2) return [];
  return Object.entries(resolved.properties ?? {}).flatMap(([name, each]) => [
    [name],
    ...fieldsOf(each, depth + 1).map((path) => [name, ...path]),
  ]);
}

it('codes the faults of every field of every body', async () => {
  for (const [method, path, { requestBody }] of operations()) {
    const schema = requestBody?.content['application/json']?.schema;
    for (const field of schema ? fieldsOf(schema) : []) {
      for (const wrong of WRONG) {
        const body = field.reduceRight<unknown>((value, key) => ({ [key]: value }), wrong) as object;
        // The unknown field keeps what happens to be valid from being done.
        const answer = await service.api.call<Problem>(method, path, { ...body, nonsense: 1 });
        expectCoded(answer);
      }
    }
  }
}, 300_000);

it('codes the faults of every field of every query', async () => {
  for (const [method, path, { parameters = [] }] of operations()) {
    for (const { name } of parameters.filter((each) => each.in === 'query')) {
      for (const wrong of ['', 'x', '-1', '%00', 'x'.repeat(600), '1'.repeat(9), ','.repeat(200)]) {
        expectCoded(await service.api.call(method, `${path}?${name}=${wrong}&nonsense=1`));
      }
    }
  }
}, 300_000);

it.each<[FieldFaultCode, string, string, unknown?, object?]>([
  ['required', 'POST', '/api/tickets', {}],
  ['not_json', 'POST', '/api/tickets', undefined, { raw: '{' }],
  ['not_utf8', 'POST', '/api/tickets', undefined, { raw: new Uint8Array([0xff]) }],
  ['not_object', 'POST', '/api/tickets', []],
  ['too_deep', 'POST', '/api/tickets', undefined, { raw: `{"a":${'['.repeat(30)}${']'.repeat(30)}}` }],
  ['too_many_values', 'POST', '/api/tickets', { a: Array.from({ length: 2500 }, () => 1) }],
  [
    'too_many_fields',
    'POST',
    '/api/tickets',
    Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, 1])),
  ],
  ['unknown_field', 'GET', '/api/auth/me?nonsense=1'],
  ['not_integer', 'GET', '/api/tickets/x'],
  ['cursor_invalid', 'GET', '/api/tickets?cursor=x'],
  ['not_date', 'GET', '/api/tickets/stats?from=x'],
  ['later_than', 'GET', '/api/tickets/stats?from=2026-02-01&to=2026-01-01'],
  ['range_too_long', 'GET', '/api/tickets/stats?from=2020-01-01&to=2026-01-01'],
  ['assignee_filter_invalid', 'GET', '/api/tickets?assignee=x'],
  ['assignee_unknown', 'PATCH', '/api/tickets/1', { assignee_id: 4711 }],
  ['file_empty', 'POST', '/api/attachments', undefined, { raw: '' }],
  ['file_name_invalid', 'POST', '/api/attachments?name=..', undefined, { raw: 'x' }],
  ['file_required', 'POST', '/api/attachments', undefined, formOf(0)],
  ['one_file_only', 'POST', '/api/attachments', undefined, formOf(2)],
  ['form_invalid', 'POST', '/api/attachments', undefined, { ...formOf(1), raw: '--x\r\n' }],
  ['attachment_unknown', 'POST', '/api/tickets', { title: 'x', description: 'x', attachment_ids: [4711] }],
  ['etag_invalid', 'PATCH', '/api/tickets/1', { title: 'x' }, { headers: { 'if-match': 'x' } }],
  [
    'idempotency_key_invalid',
    'POST',
    '/api/tickets',
    { title: 'x', description: 'x' },
    { headers: { 'idempotency-key': 'x y' } },
  ],
  ['past_time', 'POST', '/api/tokens', { name: 'x', scope: 'read', expires_at: '2020-01-01' }],
  ['too_far_ahead', 'POST', '/api/tokens', { name: 'x', scope: 'read', expires_at: '2099-01-01' }],
  ['lower_than', 'PUT', '/api/triage/thresholds/billing', { apply_at: 0.5, settle_at: 0.4 }],
  ['source_not_configured', 'POST', '/api/triage/runs', { source: 'openai' }],
  ['not_one_of', 'PUT', '/api/triage/thresholds/nothing', { apply_at: 0.5 }],
  ['email_taken', 'POST', '/api/users', { name: 'x', email: 'taken@example.org', role: 'agent' }],
  ['organization_unknown', 'PATCH', '/api/users/1', { organization_id: 999_999 }],
  ['domain_invalid', 'POST', '/api/organizations', { name: 'x', domains: ['example'] }],
  ['domain_public', 'POST', '/api/organizations', { name: 'x', domains: ['gmail.com'] }],
  ['domain_taken', 'POST', '/api/organizations', { name: 'x', domains: ['taken.example'] }],
  ['host_invalid', 'POST', '/api/mailboxes', { ...MAILBOX, imap_host: 'imap.example.org:993' }],
  ['address_taken', 'POST', '/api/mailboxes', MAILBOX],
  ['member_unknown', 'POST', '/api/teams', { name: 'x', member_ids: [999_999] }],
  ['team_last_open', 'PATCH', '/api/teams/1', { confidential: true }],
  ['topic_unknown', 'POST', '/api/tickets', { title: 'x', description: 'x', topic_id: 999_999 }],
  [
    'topic_category_mismatch',
    'POST',
    '/api/tickets',
    { title: 'x', description: 'x', topic_id: 1, category: 'technical' },
  ],
  ['team_unknown', 'POST', '/api/tickets', { title: 'x', description: 'x', team_id: 999_999 }],
  ['name_taken', 'POST', '/api/views', { name: 'Taken', query: {} }],
  ['reset_link_invalid', 'POST', '/api/auth/password-reset', { token: 'x', password: 'a better horse' }],
  [
    'password_common',
    'POST',
    '/api/users',
    { name: 'x', email: 'x@example.org', role: 'agent', password: 'password123' },
  ],
])('codes %s', async (code, method, path, body, options) => {
  const send = () => service.api.call<Problem>(method, path, body, options);
  if (code === 'domain_taken')
    await service.api.call('POST', '/api/organizations', { name: 'Taken', domains: ['taken.example'] });
  if (code === 'topic_category_mismatch')
    await service.api.call('POST', '/api/topics', { name: 'Refund', category: 'billing' });
  if (code === 'email_taken' || code === 'name_taken' || code === 'address_taken') {
    await send();
  }
  expect(expectCoded(await send()).errors?.map((each) => each.code)).toContain(code);
});

it('has met every code', () => {
  const others = [...OF_IMPORTS, ...ELSEWHERE];
  expect(FIELD_FAULT_CODES.filter((code) => !seen.has(code) && !others.includes(code))).toEqual([]);
});

it('tells the faults and parameters of a ticket that a bulk change leaves as it is', async () => {
  const ticket = await service.api.createSettled();
  const answer = await service.api.call<{ failed: unknown[] }>('POST', '/api/tickets/bulk', {
    ids: [ticket.id],
    changes: { status: 'closed' },
  });
  expect(answer.body.failed).toEqual([
    expect.objectContaining({
      code: 'ticket.status_move_forbidden',
      params: { from: 'open', to: 'closed', allowed: ['in_progress', 'waiting', 'resolved'] },
    }),
  ]);
});

it('has no message without its parameters', () => {
  expect(fault('too_long', { max: 3 })).toEqual({
    code: 'too_long',
    params: { max: 3 },
    message: 'Use at most 3 characters.',
  });
});

function formOf(files: number): { raw: string; headers: Record<string, string> } {
  const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n';
  return {
    raw: `${part.repeat(files)}--x--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  };
}
