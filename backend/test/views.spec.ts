import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Person, Problem } from './support/api.ts';
import { startService, type Service } from './support/service.ts';
import { insertTickets } from './support/tickets.ts';

interface View {
  id: number;
  name: string;
  query: Record<string, unknown>;
  shared: boolean;
  owner: { id: number; name: string };
  created_at: string;
  updated_at: string;
}

let service: Service;
let grace: Person;
let alan: Person;
beforeAll(async () => {
  service = await startService();
  grace = await service.api.person('agent', 'Grace');
  alan = await service.api.person('agent', 'Alan');
});
afterAll(() => service.stop());

async function save(api: Api, input: Record<string, unknown>): Promise<View> {
  const { status, body, text } = await api.call<View>('POST', '/api/views', { query: {}, ...input });
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  return body;
}

async function names(api: Api): Promise<string[]> {
  const { body } = await api.get<{ results: View[] }>('/api/views');
  return body.results.map(({ name }) => name);
}

describe('a saved view', () => {
  it('keeps the query of the list, without what says nothing', async () => {
    const query = {
      status: ['open', 'in_progress'],
      priority: ['high'],
      category: ['billing'],
      triage_state: ['suggested'],
      assignee: ['me', 'none', String(alan.id)],
      tag: ['vip'],
      search: 'vpn -printer',
      sort: '-priority',
    };
    const view = await save(grace.api, { name: '  Mine to do ', query: { ...query } });
    expect(view).toEqual({
      id: view.id,
      name: 'Mine to do',
      query,
      shared: false,
      owner: { id: grace.id, name: 'Grace' },
      created_at: view.created_at,
      updated_at: view.created_at,
    });
    const bare = await save(grace.api, {
      name: 'All',
      query: { status: [], tag: [], priority: ['low', 'low'] },
    });
    expect(bare.query).toEqual({ priority: ['low'] });
    const { body } = await grace.api.get<{ results: View[] }>('/api/views');
    expect(body.results).toEqual([bare, view]);
    for (const { id } of [view, bare]) await grace.api.call('DELETE', `/api/views/${id}`);
    expect(await names(grace.api)).toEqual([]);
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(61) }, 'name'],
    [{ query: null }, 'query'],
    [{ query: [] }, 'query'],
    [{ query: { status: ['lost'] } }, 'query.status'],
    [{ query: { assignee: ['everybody'] } }, 'query.assignee'],
    [{ query: { assignee: Array.from({ length: 101 }, (_, i) => String(i + 1)) } }, 'query.assignee'],
    [{ query: { search: 'x'.repeat(201) } }, 'query.search'],
    [{ query: { sort: 'title' } }, 'query.sort'],
    [{ query: { cursor: 'x' } }, 'query.cursor'],
    [{ shared: 'yes' }, 'shared'],
    [{ owner: 1 }, 'owner'],
  ])('is refused with %j', async (wrong, field) => {
    const { status, body } = await grace.api.call<Problem>('POST', '/api/views', {
      name: 'Refused',
      query: {},
      ...wrong,
    });
    expect([status, body.errors?.map((error) => error.field)]).toEqual([400, [field]]);
  });

  it('is seen by all agents once it is shared, by name, and by nobody else before', async () => {
    const b = await save(grace.api, { name: 'B of Grace', shared: true });
    const a = await save(grace.api, { name: 'A of Grace' });
    const c = await save(alan.api, { name: 'C of Alan' });
    expect(await names(grace.api)).toEqual(['A of Grace', 'B of Grace']);
    expect(await names(alan.api)).toEqual(['B of Grace', 'C of Alan']);
    expect(await names(service.api)).toEqual(['B of Grace']);
    await grace.api.call('PATCH', `/api/views/${a.id}`, { shared: true });
    await grace.api.call('PATCH', `/api/views/${b.id}`, { shared: false });
    expect(await names(alan.api)).toEqual(['A of Grace', 'C of Alan']);
    for (const { id } of [a, b]) await grace.api.call('DELETE', `/api/views/${id}`);
    await alan.api.call('DELETE', `/api/views/${c.id}`);
  });

  it('is changed by its owner, and by an administrator who sees it; to others it is not there, or not theirs', async () => {
    const own = await save(grace.api, { name: 'Own', query: { tag: ['vip'] } });
    const shared = await save(grace.api, { name: 'Shared', shared: true });
    const change = (api: Api, { id }: View, method: string): Promise<number> =>
      api
        .call(method, `/api/views/${id}`, method === 'PATCH' ? { query: {} } : undefined)
        .then((it) => it.status);
    for (const method of ['PATCH', 'DELETE']) {
      expect(await change(alan.api, own, method)).toBe(404);
      expect(await change(service.api, own, method)).toBe(404);
      expect(await change(alan.api, shared, method)).toBe(403);
      expect(await change(alan.api, { ...own, id: 4711 }, method)).toBe(404);
    }
    expect((await grace.api.get<{ results: View[] }>('/api/views')).body.results).toEqual([own, shared]);
    expect(await change(service.api, shared, 'PATCH')).toBe(200);
    expect(await change(grace.api, own, 'PATCH')).toBe(200);
    const { body } = await grace.api.get<{ results: View[] }>('/api/views');
    expect(body.results.map(({ query, owner }) => [query, owner.id])).toEqual([
      [{}, grace.id],
      [{}, grace.id],
    ]);
    expect(await change(service.api, shared, 'DELETE')).toBe(204);
    expect(await change(grace.api, own, 'DELETE')).toBe(204);
  });

  it('has a name that its owner uses once', async () => {
    const one = await save(grace.api, { name: 'Once', shared: true });
    const other = await save(grace.api, { name: 'Other' });
    const mine = await save(alan.api, { name: 'Once' });
    for (const [method, path] of [
      ['POST', '/api/views'],
      ['PATCH', `/api/views/${other.id}`],
    ] as const) {
      const { status, body } = await grace.api.call<Problem>(method, path, { name: 'Once', query: {} });
      expect([status, body.code, body.errors?.[0]?.field]).toEqual([409, 'view.name_taken', 'name']);
    }
    for (const { id } of [one, other]) await grace.api.call('DELETE', `/api/views/${id}`);
    await alan.api.call('DELETE', `/api/views/${mine.id}`);
  });

  it('is one of at most a hundred, however many are saved at once', async () => {
    const ada = await service.api.person('agent', 'Ada');
    await service.query(
      `INSERT INTO saved_views (owner_id, name, query) SELECT $1, 'View ' || i, '{}' FROM generate_series(1, 95) i`,
      [ada.id],
    );
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        ada.api.call<Problem>('POST', '/api/views', { name: `More ${i}`, query: {} }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(25);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('view.too_many');
    expect(await names(ada.api)).toHaveLength(100);
    // Nor may all together share more than everybody can look through.
    await service.query(`UPDATE saved_views SET shared = true WHERE owner_id = $1`, [ada.id]);
    const { status, body } = await grace.api.call<Problem>('POST', '/api/views', {
      name: 'One more',
      query: {},
      shared: true,
    });
    expect([status, body.code]).toEqual([409, 'view.too_many']);
    await service.query(`DELETE FROM saved_views`);
  });
});

describe('the counts of the views', () => {
  it('are what the list says to the same person', async () => {
    await insertTickets(service, [
      { title: 'Printer', assignee_id: grace.id, priority: 'high', tags: ['vip'] },
      { title: 'Printer', assignee_id: grace.id, status: 'closed' },
      { title: 'Screen', assignee_id: alan.id, priority: 'high' },
      { title: 'Screen', category: 'billing' },
      { title: 'Printer', deleted_at: new Date().toISOString() },
    ]);
    const queries: Record<string, unknown>[] = [
      {},
      { assignee: ['me'] },
      { assignee: ['none', String(alan.id)] },
      { search: 'printer' },
      { tag: ['vip'], status: ['open'] },
      { priority: ['high'], sort: '-priority' },
    ];
    for (const [i, query] of queries.entries())
      await save(grace.api, { name: `View ${i}`, query, shared: true });
    const expected: Record<string, number[]> = { Grace: [4, 2, 2, 2, 1, 2], Alan: [4, 1, 2, 2, 1, 2] };
    for (const { name, api } of [grace, alan]) {
      const { status, body } = await api.get<{ results: { id: number; total: unknown }[] }>(
        '/api/views/counts',
      );
      expect(status).toBe(200);
      const views = (await api.get<{ results: View[] }>('/api/views')).body.results;
      expect(body.results).toEqual(
        views.map(({ id }, i) => ({ id, total: { value: expected[name]![i], relation: 'eq' } })),
      );
      for (const [i, query] of queries.entries()) {
        const search = new URLSearchParams(query as Record<string, string>);
        expect((await api.list(search.toString())).total).toEqual(body.results[i]!.total);
      }
    }
  });

  it('stop at a thousand where no counter knows', async () => {
    await insertTickets(
      service,
      Array.from({ length: 1001 }, () => ({ tags: ['many'] })),
    );
    await service.query('DELETE FROM saved_views');
    const { id } = await save(grace.api, { name: 'Many', query: { tag: ['many'], status: ['open'] } });
    const { id: counted } = await save(grace.api, { name: 'With the tag', query: { tag: ['many'] } });
    const { body } = await grace.api.get<{ results: unknown[] }>('/api/views/counts');
    expect(body.results).toEqual([
      { id, total: { value: 1000, relation: 'gte' } },
      { id: counted, total: { value: 1001, relation: 'eq' } },
    ]);
  });
});
