import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Person, Problem } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

interface Reply {
  id: number;
  title: string;
  body: string;
  shared: boolean;
  changes: object;
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

async function write(api: Api, input: Record<string, unknown>): Promise<Reply> {
  const { status, body, text } = await api.call<Reply>('POST', '/api/canned-replies', {
    body: 'We are looking into it.',
    ...input,
  });
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  return body;
}

async function replies(api: Api): Promise<Reply[]> {
  return (await api.get<{ results: Reply[] }>('/api/canned-replies')).body.results;
}

describe('a canned reply', () => {
  it('is kept as it was written, and listed by title: own and shared', async () => {
    const body =
      ' Hello {{requester.name}} <{{requester.email}}>,\n"{{ticket.title}}" is ticket {{ticket.id}}. { }\n{{agent.name}}\n';
    const hello = await write(grace.api, { title: ' Hello ', body, shared: true });
    const bye = await write(grace.api, { title: 'Bye' });
    expect(hello).toEqual({
      id: hello.id,
      title: 'Hello',
      body,
      shared: true,
      changes: {},
      owner: { id: grace.id, name: 'Grace' },
      created_at: hello.created_at,
      updated_at: hello.created_at,
    });
    expect(await replies(grace.api)).toEqual([bye, hello]);
    expect(await replies(alan.api)).toEqual([hello]);
    for (const { id } of [hello, bye]) await grace.api.call('DELETE', `/api/canned-replies/${id}`);
    expect(await replies(grace.api)).toEqual([]);
  });

  it.each(['{{requester.phone}}', '{{ requester.name }}', '{{}}', '{{REQUESTER.NAME}}', '{{ticket.\nid}}'])(
    'is refused with the placeholder %j, and the known ones are named',
    async (placeholder) => {
      const { id } = await write(grace.api, { title: 'To be changed' });
      for (const [method, path] of [
        ['POST', '/api/canned-replies'],
        ['PATCH', `/api/canned-replies/${id}`],
      ] as const) {
        const { status, body } = await grace.api.call<Problem>(method, path, {
          title: 'Refused',
          body: `Hello {{requester.name}} ${placeholder}`,
        });
        expect([status, body.errors?.length, body.errors?.[0]?.field]).toEqual([400, 1, 'body']);
        expect(body.errors![0]!.message).toContain(placeholder);
        expect(body.errors![0]!.message).toContain(
          '{{requester.email}}, {{ticket.id}}, {{ticket.title}}, {{agent.name}}',
        );
      }
      await grace.api.call('DELETE', `/api/canned-replies/${id}`);
    },
  );

  it.each([
    [{ title: '' }, 'title'],
    [{ title: 'x'.repeat(81) }, 'title'],
    [{ body: ' ' }, 'body'],
    [{ body: 'x'.repeat(5001) }, 'body'],
    [{ body: 7 }, 'body'],
    [{ shared: null }, 'shared'],
    [{ owner_id: 1 }, 'owner_id'],
  ])('is refused with %j', async (wrong, field) => {
    const { status, body } = await grace.api.call<Problem>('POST', '/api/canned-replies', {
      title: 'Refused',
      body: 'Hello.',
      ...wrong,
    });
    expect([status, body.errors?.map((error) => error.field)]).toEqual([400, [field]]);
  });

  it('is changed by its owner, and by an administrator who sees it', async () => {
    const own = await write(grace.api, { title: 'Own' });
    const shared = await write(grace.api, { title: 'Shared', shared: true });
    const change = (api: Api, { id }: Reply, method: string): Promise<number> =>
      api
        .call(method, `/api/canned-replies/${id}`, method === 'PATCH' ? { body: 'Changed.' } : undefined)
        .then(({ status }) => status);
    for (const method of ['PATCH', 'DELETE']) {
      expect(await change(alan.api, own, method)).toBe(404);
      expect(await change(service.api, own, method)).toBe(404);
      expect(await change(alan.api, shared, method)).toBe(403);
    }
    expect(await replies(grace.api)).toEqual([own, shared]);
    expect(await change(service.api, shared, 'PATCH')).toBe(200);
    expect(await change(grace.api, own, 'PATCH')).toBe(200);
    expect((await replies(grace.api)).map(({ body }) => body)).toEqual(['Changed.', 'Changed.']);
    expect(await change(service.api, shared, 'DELETE')).toBe(204);
    expect(await change(grace.api, own, 'DELETE')).toBe(204);
  });

  it('has a title that its owner uses once, and there is room for 200 of one owner and 300 shared', async () => {
    await write(grace.api, { title: 'Once' });
    await write(alan.api, { title: 'Once' });
    const again = await grace.api.call<Problem>('POST', '/api/canned-replies', {
      title: 'Once',
      body: 'Hello.',
    });
    expect([again.status, again.body.code]).toEqual([409, 'canned_reply.title_taken']);

    const fill = `INSERT INTO canned_replies (owner_id, title, body, shared)
      SELECT $1, 'Reply ' || i, 'Hello.', $3 FROM generate_series(1, $2::int) i`;
    await service.query(fill, [grace.id, 199, false]);
    await service.query(fill, [service.admin.id, 300, true]);
    const more = await grace.api.call<Problem>('POST', '/api/canned-replies', {
      title: 'More',
      body: 'Hello.',
    });
    expect([more.status, more.body.code]).toEqual([409, 'canned_reply.too_many']);
    const shared = await alan.api.call<Problem>('POST', '/api/canned-replies', {
      title: 'More',
      body: 'Hello.',
      shared: true,
    });
    expect([shared.status, shared.body.code]).toEqual([409, 'canned_reply.too_many']);
    expect(await replies(grace.api)).toHaveLength(500);
  });
});
