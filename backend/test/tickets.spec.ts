import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem, Ticket } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

let service: Service;
beforeAll(async () => (service = await startService()));
afterAll(() => service.stop());

describe('filing a ticket', () => {
  it('answers 201 with the ticket, its address and its version, before anybody has triaged it', async () => {
    const { status, headers, body } = await service.api.call<Ticket>('POST', '/api/tickets', {
      title: '  VPN down ',
      description: 'My internet is down and I cannot access the VPN.',
      requester: { name: 'Ada', email: 'ada@example.org' },
      tags: ['VPN', ' vpn', 'Remote'],
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/tickets/${body.id}`);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toMatchObject({
      title: 'VPN down',
      status: 'open',
      category: 'general',
      priority: 'medium',
      triage: { state: 'pending', source: null },
      requester: { name: 'Ada', email: 'ada@example.org' },
      assignee: null,
      tags: ['vpn', 'remote'],
      version: 1,
      first_response_at: null,
      resolved_at: null,
    });
  });

  it('leaves triage to the person who gives both category and priority', async () => {
    const ticket = await service.api.create({ category: 'billing', priority: 'critical' });
    expect(ticket).toMatchObject({ category: 'billing', priority: 'critical', triage: { state: 'manual' } });
  });

  it('keeps what the caller did give, and lets triage fill in the rest', async () => {
    const { id } = await service.api.create({ priority: 'critical' });
    const ticket = await service.api.triaged(id);
    expect(ticket).toMatchObject({
      category: 'technical',
      priority: 'critical',
      triage: { state: 'suggested' },
    });
  });
});

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'form-1' };

  it('gives the first answer to a repeat, word for word, even after the ticket has changed', async () => {
    const input = { title: 'Once', description: 'Only once.', category: 'general', priority: 'low' };
    const first = await service.api.call<Ticket>('POST', '/api/tickets', input, { headers });
    await service.api.patch(first.body.id, { title: 'Changed' });
    const second = await service.api.call<Ticket>('POST', '/api/tickets', input, { headers });
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
  });

  it('refuses a different body', async () => {
    const { status, body } = await service.api.call<Problem>(
      'POST',
      '/api/tickets',
      { title: 'Twice', description: 'Something else.' },
      { headers },
    );
    expect([status, body.code]).toEqual([409, 'ticket.idempotency_key_reused']);
  });

  it('files one ticket when twenty repeats arrive at the same moment', async () => {
    const tickets = await Promise.all(
      Array.from({ length: 20 }, () => service.api.create({}, { headers: { 'idempotency-key': 'form-2' } })),
    );
    expect(new Set(tickets.map(({ id }) => id)).size).toBe(1);
    const [row] = await service.query<{ n: number }>(`SELECT count(*)::int AS n FROM tickets WHERE id = $1`, [
      tickets[0]!.id,
    ]);
    expect(row!.n).toBe(1);
  });

  it('is forgotten after 24 hours', async () => {
    const key = { headers: { 'idempotency-key': 'form-3' } };
    const first = await service.api.create({}, key);
    await service.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'form-3'`,
    );
    expect((await service.api.create({}, key)).id).not.toBe(first.id);
  });

  it('is not used up by a request that was refused', async () => {
    const key = { headers: { 'idempotency-key': 'form-4' } };
    expect((await service.api.call('POST', '/api/tickets', { title: '' }, key)).status).toBe(400);
    await service.api.create({}, key);
  });
});

describe('changing a ticket', () => {
  it('is refused with 412 when the caller has an older version, and nothing is changed', async () => {
    const { id } = await service.api.createSettled();
    await service.api.patch(id, { title: 'By somebody else' });
    const stale = await service.api.call<Problem>(
      'PATCH',
      `/api/tickets/${id}`,
      { title: 'Mine' },
      { headers: { 'if-match': '"1"' } },
    );
    expect([stale.status, stale.body.code]).toEqual([412, 'ticket.stale']);
    expect((await service.api.ticket(id)).title).toBe('By somebody else');
    const fresh = await service.api.call(
      'PATCH',
      `/api/tickets/${id}`,
      { title: 'Mine' },
      { headers: { 'if-match': '"2"' } },
    );
    expect([fresh.status, fresh.headers.get('etag')]).toEqual([200, '"3"']);
  });

  it('lets exactly one of two win that start from the same version at the same moment', async () => {
    const { id } = await service.api.createSettled();
    const answers = await Promise.all(
      ['a', 'b'].map((title) =>
        service.api.call('PATCH', `/api/tickets/${id}`, { title }, { headers: { 'if-match': '"1"' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('answers 304 to who has this version, and the ticket to who has an older one', async () => {
    const { id } = await service.api.createSettled();
    const path = `/api/tickets/${id}`;
    const same = await service.api.get(path, { headers: { 'if-none-match': 'W/"1"' } });
    expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', '"1"']);
    await service.api.patch(id, { title: 'Changed' });
    expect((await service.api.get(path, { headers: { 'if-none-match': '"1"' } })).status).toBe(200);
  });

  it('that changes nothing makes no new version and no history', async () => {
    const ticket = await service.api.createSettled();
    expect(await service.api.patch(ticket.id, { title: ticket.title, tags: [] })).toEqual(ticket);
    const history = await service.api.get<{ results: unknown[] }>(`/api/tickets/${ticket.id}/history`);
    expect(history.body.results).toHaveLength(1);
  });

  it('assigns to an agent and back to nobody, and refuses who is no agent', async () => {
    const { id } = await service.api.createSettled();
    const agent = await service.api.person('agent', 'Grace');
    expect((await service.api.patch(id, { assignee_id: agent.id })).assignee).toEqual({
      id: agent.id,
      name: 'Grace',
    });
    expect((await service.api.patch(id, { assignee_id: null })).assignee).toBeNull();
    const unknown = await service.api.call<Problem>('PATCH', `/api/tickets/${id}`, { assignee_id: 4711 });
    expect([unknown.status, unknown.body.errors?.[0]?.field]).toEqual([400, 'assignee_id']);
  });

  it('clears the requester with null', async () => {
    const { id } = await service.api.createSettled({ requester: { name: 'Ada' } });
    expect((await service.api.patch(id, { requester: null })).requester).toBeNull();
  });
});

describe("a ticket's life", () => {
  const moves: Record<string, string[]> = {
    open: ['in_progress', 'resolved'],
    in_progress: ['open', 'resolved'],
    resolved: ['closed', 'open'],
    closed: ['open'],
  };
  const way: Record<string, string[]> = {
    open: [],
    in_progress: ['in_progress'],
    resolved: ['resolved'],
    closed: ['resolved', 'closed'],
  };

  for (const [from, allowed] of Object.entries(moves)) {
    for (const to of Object.keys(moves).filter((status) => status !== from)) {
      const possible = allowed.includes(to);
      it(`${possible ? 'goes' : 'does not go'} from ${from} to ${to}`, async () => {
        const { id } = await service.api.createSettled();
        for (const status of way[from]!) await service.api.patch(id, { status });
        const answer = await service.api.call<Problem & Ticket>('PATCH', `/api/tickets/${id}`, {
          status: to,
        });
        if (possible) {
          expect(answer.body.status).toBe(to);
          expect(answer.body.resolved_at !== null).toBe(to === 'resolved' || to === 'closed');
        } else {
          expect(answer.status).toBe(422);
          for (const status of allowed) expect(answer.body.detail).toContain(status);
          expect((await service.api.ticket(id)).status).toBe(from);
        }
      });
    }
  }

  it('keeps the time of the resolution when it is closed', async () => {
    const { id } = await service.api.createSettled();
    const resolved = await service.api.patch(id, { status: 'resolved' });
    expect((await service.api.patch(id, { status: 'closed' })).resolved_at).toBe(resolved.resolved_at);
  });
});

describe('many tickets at once', () => {
  it('changes those that can be, and reports each that can not', async () => {
    const open = await service.api.createSettled();
    const closed = await service.api.createSettled();
    await service.api.patch(closed.id, { status: 'resolved' });
    await service.api.patch(closed.id, { status: 'closed' });
    const { body } = await service.api.call<{ updated: number; failed: { id: number; detail: string }[] }>(
      'POST',
      '/api/tickets/bulk',
      { ids: [closed.id, open.id, open.id, 999_999], changes: { status: 'in_progress', tags: ['bulk'] } },
    );
    expect(body.updated).toBe(1);
    expect(body.failed.map(({ id }) => id)).toEqual([closed.id, 999_999]);
    expect(await service.api.ticket(open.id)).toMatchObject({ status: 'in_progress', tags: ['bulk'] });
    expect(await service.api.ticket(closed.id)).toMatchObject({ status: 'closed', tags: [] });
  });

  it('does not deadlock when two change the same tickets in opposite orders', async () => {
    const ids: number[] = [];
    for (let i = 0; i < 20; i += 1) ids.push((await service.api.createSettled()).id);
    const answers = await Promise.all(
      [ids, ids.toReversed()].flatMap((order) =>
        ['low', 'high'].map((priority) =>
          service.api.call<{ updated: number }>('POST', '/api/tickets/bulk', {
            ids: order,
            changes: { priority },
          }),
        ),
      ),
    );
    expect(answers.map(({ body }) => body.updated)).toEqual([20, 20, 20, 20]);
  });
});

describe('a deleted ticket', () => {
  it('is gone from everywhere, and comes back as it was', async () => {
    const ticket = await service.api.createSettled({ tags: ['deleted-and-restored'] });
    const path = `/api/tickets/${ticket.id}`;
    expect((await service.api.call('DELETE', path)).status).toBe(204);
    for (const [method, address] of [
      ['GET', path],
      ['DELETE', path],
      ['GET', `${path}/history`],
      ['GET', `${path}/messages`],
      ['POST', `${path}/triage/accept`],
    ] as const) {
      expect((await service.api.call(method, address)).status, `${method} ${address}`).toBe(404);
    }
    expect((await service.api.list('tag=deleted-and-restored')).results).toEqual([]);
    const restored = await service.api.call<Ticket>('POST', `${path}/restore`);
    expect(restored.body).toMatchObject({ ...ticket, version: 3, updated_at: restored.body.updated_at });
    expect((await service.api.list('tag=deleted-and-restored')).results).toHaveLength(1);
  });

  it('can not be restored after 30 days', async () => {
    const { id } = await service.api.createSettled();
    await service.api.call('DELETE', `/api/tickets/${id}`);
    await service.query(`UPDATE tickets SET deleted_at = now() - interval '31 days' WHERE id = $1`, [id]);
    expect((await service.api.call('POST', `/api/tickets/${id}/restore`)).status).toBe(404);
  });

  it('is triaged after it was restored, if it still is owed that', async () => {
    const { id } = await service.api.create();
    await service.api.call('DELETE', `/api/tickets/${id}`);
    await service.query(`UPDATE tickets SET triage_state = 'pending', triage_due_at = now() WHERE id = $1`, [
      id,
    ]);
    await service.api.call('POST', `/api/tickets/${id}/restore`);
    expect((await service.api.triaged(id)).triage.state).toBe('suggested');
  });
});

describe('the conversation', () => {
  interface Messages {
    results: { body: string; visibility: string; author: { name: string } }[];
    next_cursor: string | null;
  }

  it('shows messages oldest first, page by page, and counts the first public one as the first response', async () => {
    const { id } = await service.api.createSettled();
    const path = `/api/tickets/${id}/messages`;
    await service.api.call('POST', path, { body: 'Looks like the switch.', visibility: 'internal' });
    expect((await service.api.ticket(id)).first_response_at).toBeNull();
    const reply = await service.api.call<{ created_at: string }>('POST', path, {
      body: 'We are on it.',
      visibility: 'public',
    });
    expect(reply.status).toBe(201);
    const { first_response_at } = await service.api.ticket(id);
    expect(first_response_at).not.toBeNull();
    await service.api.call('POST', path, { body: 'Done.', visibility: 'public' });
    expect((await service.api.ticket(id)).first_response_at).toBe(first_response_at);

    const first = await service.api.get<Messages>(`${path}?limit=2`);
    expect(first.body.results.map(({ body }) => body)).toEqual(['Looks like the switch.', 'We are on it.']);
    const second = await service.api.get<Messages>(`${path}?limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({
      results: [{ body: 'Done.', author: { name: 'Administrator' } }],
      next_cursor: null,
    });
  });
});

describe('the history (invariant 8)', () => {
  interface History {
    results: {
      at: string;
      actor: { type: string; id: number | null; name: string };
      changes: Record<string, unknown[]>;
    }[];
    next_cursor: string | null;
  }

  it('has a row for every change: who, when, from what, to what', async () => {
    const { id } = await service.api.create();
    const { category, priority } = await service.api.triaged(id);
    const me = (await service.api.get<{ id: number }>('/api/auth/me')).body.id;
    await service.api.patch(id, { title: 'VPN is down', assignee_id: me });
    await service.api.call('POST', `/api/tickets/${id}/triage/accept`);
    await service.api.call('POST', '/api/tickets/bulk', { ids: [id], changes: { status: 'resolved' } });
    await service.api.call('POST', `/api/tickets/${id}/messages`, { body: 'Done.' });
    await service.api.call('DELETE', `/api/tickets/${id}`);
    await service.api.call('POST', `/api/tickets/${id}/restore`);
    const { body } = await service.api.get<History>(`/api/tickets/${id}/history`);
    expect(body.results.map(({ actor, changes }) => [actor.type, changes])).toEqual([
      ['user', { deleted: [true, false] }],
      ['user', { deleted: [false, true] }],
      ['user', { message: [null, 'public'] }],
      ['user', { status: ['open', 'resolved'] }],
      ['user', { triage_state: ['suggested', 'accepted'] }],
      ['user', { title: ['VPN down', 'VPN is down'], assignee_id: [null, me] }],
      [
        'triage',
        {
          category: ['general', category],
          priority: ['medium', priority],
          triage_state: ['pending', 'suggested'],
          triage_source: [null, 'local'],
        },
      ],
      ['user', { status: [null, 'open'], category: [null, 'general'], priority: [null, 'medium'] }],
    ]);
    expect(body.results[0]!.actor).toEqual({ type: 'user', id: me, name: 'Administrator' });
    const [row] = await service.query<{ version: number }>(`SELECT version FROM tickets WHERE id = $1`, [id]);
    expect(body.results).toHaveLength(row!.version);
  });

  it('is read page by page, newest first', async () => {
    const { id } = await service.api.createSettled();
    for (const title of ['b', 'c', 'd']) await service.api.patch(id, { title });
    const first = await service.api.get<History>(`/api/tickets/${id}/history?limit=3`);
    const second = await service.api.get<History>(
      `/api/tickets/${id}/history?limit=3&cursor=${first.body.next_cursor}`,
    );
    expect([...first.body.results, ...second.body.results].map(({ changes }) => changes.title?.[1])).toEqual([
      'd',
      'c',
      'b',
      undefined,
    ]);
    expect(second.body.next_cursor).toBeNull();
  });
});

describe('the CSV export', () => {
  it('holds the filtered list, quotes what needs it, and defuses formulas', async () => {
    await service.api.createSettled({
      title: '=HYPERLINK("http://evil.example")',
      description: 'line one\nline "two", three',
      tags: ['export'],
      requester: { name: '+1 555', email: 'ada@example.org' },
    });
    await service.api.createSettled({ title: 'Not exported', tags: ['other'] });
    const { status, headers, text } = await service.api.get('/api/tickets/export.csv?tag=export');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(text).toContain(`"line one\nline ""two"", three"`);
    expect(text).toContain(`'+1 555`);
    expect(text).not.toContain('Not exported');
  });

  it('gives each ticket with its conversation, a line each, and internal notes to agents only', async () => {
    const { id } = await service.api.createSettled({ title: 'Line', tags: ['lines'] });
    await service.api.message(id, 'We are looking into it.');
    await service.api.message(id, 'He is angry.', 'internal');
    await service.api.patch(id, { assignee_id: service.admin.id });
    const silent = await service.api.createSettled({ title: 'Silent', tags: ['lines'] });
    const { headers, text } = await service.api.get('/api/tickets/export.jsonl?tag=lines&sort=created_at');
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    const [line, other] = lines.map((each) => JSON.parse(each) as Record<string, unknown>);
    const { assignee, ...shown } = await service.api.ticket(id);
    expect(line).toEqual({
      ...shown,
      assignee: { ...assignee, email: service.admin.email },
      messages: [
        expect.objectContaining({ body: 'We are looking into it.', visibility: 'public' }),
        expect.objectContaining({ body: 'He is angry.', visibility: 'internal' }),
      ],
    });
    expect(other).toEqual({ ...silent, messages: [] });
  });

  it('goes on past the size of a batch, each ticket once', async () => {
    await service.query(
      `INSERT INTO tickets (title, description, tags, triage_state)
       SELECT 'Batch ' || i, 'x', '{batch}', 'manual' FROM generate_series(1, 1201) i`,
    );
    const { text } = await service.api.get('/api/tickets/export.csv?tag=batch&sort=created_at');
    const ids = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    expect([ids.length, new Set(ids).size]).toEqual([1201, 1201]);
    const lines = (await service.api.get('/api/tickets/export.jsonl?tag=batch')).text.trim().split('\n');
    expect(new Set(lines.map((line) => (JSON.parse(line) as { id: number }).id)).size).toBe(1201);
  });
});
