import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person, Problem } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

interface Organization {
  id: number;
  name: string;
  notes: string;
  domains: string[];
  shares_tickets: boolean;
}
interface Page {
  results: Organization[];
  next_cursor: string | null;
}

let service: Service;
let agent: Person;
beforeAll(async () => {
  service = await startService();
  agent = await service.api.person('agent', 'Grace');
});
afterAll(() => service.stop());

async function create(fields: Record<string, unknown>): Promise<Organization> {
  const { status, body, text } = await service.api.call<Organization>('POST', '/api/organizations', fields);
  expect(`${status} ${text}`).toMatch(/^201/);
  return body;
}

async function refused(method: string, path: string, body?: unknown): Promise<Problem> {
  const answer = await service.api.call<Problem>(method, path, body);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  return answer.body;
}

describe('organizations', () => {
  it('are created, changed and deleted, and read by agents', async () => {
    const { id } = await create({ name: ' Engines ', domains: ['@Example.ORG', 'münchen.example'] });
    const { body } = await agent.api.get<Organization>(`/api/organizations/${id}`);
    expect(body).toMatchObject({
      ...{ name: 'Engines', notes: '', shares_tickets: false },
      domains: ['example.org', 'xn--mnchen-3ya.example'],
    });
    const changes = { notes: 'Contract', domains: ['example.net'], shares_tickets: true };
    const changed = await service.api.call<Organization>('PATCH', `/api/organizations/${id}`, changes);
    expect(changed.body).toMatchObject({ name: 'Engines', ...changes });
    const emptied = await service.api.call<Organization>('PATCH', `/api/organizations/${id}`, { notes: '' });
    expect(emptied.body).toMatchObject({ notes: '', domains: ['example.net'] });
    expect((await service.api.call('DELETE', `/api/organizations/${id}`)).status).toBe(204);
    expect((await agent.api.get(`/api/organizations/${id}`)).status).toBe(404);
    await create({ name: 'Engines', domains: ['example.net'] });
  });

  it('have names and domains of their own', async () => {
    const { id } = await create({ name: 'Looms', domains: ['looms.example'] });
    expect(await refused('POST', '/api/organizations', { name: 'LOOMS' })).toMatchObject({
      ...{ status: 409, code: 'organization.name_taken', errors: [{ field: 'name' }] },
    });
    const taken = await refused('POST', '/api/organizations', { name: 'Mills', domains: ['LOOMS.example'] });
    expect(taken).toMatchObject({ status: 409, code: 'organization.domain_taken' });
    expect(taken.errors).toMatchObject([{ field: 'domains', code: 'domain_taken' }]);
    // Nothing is half-done.
    const { body } = await agent.api.get<Page>('/api/organizations?search=mills');
    expect(body.results).toEqual([]);
    await service.api.call('PATCH', `/api/organizations/${id}`, { domains: [] });
    await create({ name: 'Mills', domains: ['looms.example'] });
  });

  it.each(['example', 'a b.example', 'x@y@z.example', 'gmail.com', 'GMX.de', '', 4])(
    'do not have %j as a domain',
    async (domain) => {
      const problem = await refused('POST', '/api/organizations', { name: 'Wrong', domains: [domain] });
      expect(problem).toMatchObject({ status: 400, errors: [{ field: 'domains' }] });
    },
  );

  it('are listed by page and found by a part of their name', async () => {
    const names = ['Quill 1', 'Quill 2', 'Quill 100 %'];
    for (const name of names) await create({ name });
    const first = await agent.api.get<Page>('/api/organizations?search=QUILL&limit=2');
    expect(first.body.results.map(({ name }) => name)).toEqual(['Quill 100 %', 'Quill 2']);
    const cursor = first.body.next_cursor!;
    const second = await agent.api.get<Page>(`/api/organizations?search=quill&limit=2&cursor=${cursor}`);
    expect(second.body).toMatchObject({ results: [{ name: 'Quill 1' }], next_cursor: null });
    const percent = await agent.api.get<Page>('/api/organizations?search=%25');
    expect(percent.body.results.map(({ name }) => name)).toEqual(['Quill 100 %']);
  });

  it('filter tickets, which stay when theirs is deleted', async () => {
    const { id } = await create({ name: 'Printers' });
    const ticket = await service.api.createSettled({ title: 'Printer' });
    await service.api.createSettled({ title: 'Another' });
    await service.query('UPDATE tickets SET organization_id = $1 WHERE id = $2', [id, ticket.id]);
    const list = await agent.api.list(`organization=${id}`);
    expect(list.results).toMatchObject([{ id: ticket.id, organization: { id, name: 'Printers' } }]);
    expect(list.total).toEqual({ value: 1, relation: 'eq' });
    expect((await agent.api.get(`/api/tickets/export.csv?organization=${id}`)).text).toContain('Printer');
    const view = { name: 'Of printers', query: { organization: [id] } };
    expect((await agent.api.call('POST', '/api/views', view)).status).toBe(201);
    await service.api.call('DELETE', `/api/organizations/${id}`);
    expect(await agent.api.ticket(ticket.id)).toMatchObject({ organization: null });
  });
});
