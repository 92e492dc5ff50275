import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Api, Person, Problem, Ticket, TicketPage } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
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

  it.each([
    [
      'in another order',
      '{"requester":{"email":"ada@example.org","name":"Ada"},"tags":["a","b"],"description":"x","title":"Keys"}',
    ],
    [
      'with other white space and escapes',
      '{ "title" : "\\u004beys",\n"description":"x", "tags":["a", "b"],\t"requester":{"name":"Ada","email":"ada@example.org"}}',
    ],
  ])('takes the same values %s for a repeat, and others not', async (order, text) => {
    const headers = {
      ...service.api.authorization,
      'idempotency-key': `form-5-${order.length}`,
      'content-type': 'application/json',
    };
    const post = async (body: string): Promise<[number, string]> => {
      const answer = await fetch(`${service.url}/api/tickets`, { method: 'POST', headers, body });
      return [answer.status, await answer.text()];
    };
    const requester = { name: 'Ada', email: 'ada@example.org' };
    const [status, first] = await post(
      JSON.stringify({ title: 'Keys', description: 'x', tags: ['a', 'b'], requester }),
    );
    expect(status).toBe(201);
    expect(await post(text)).toEqual([201, first]);
    for (const [value, other] of [
      ['"x"', '"y"'],
      ['"a"', '"c"'],
      ['"Ada"', '"Eva"'],
    ] as const)
      expect((await post(text.replace(value, other)))[0]).toBe(409);
  });

  it('that an earlier release has stored, by the text as it came, is known', async () => {
    const key = { headers: { 'idempotency-key': 'form-6' } };
    const body = { title: 'Earlier', description: 'Before the upgrade.' };
    const { id } = await service.api.create(body, key);
    const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
    await service.query(`UPDATE idempotency_keys SET request_hash = $1 WHERE key = 'form-6'`, [hash]);
    expect((await service.api.create(body, key)).id).toBe(id);
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
  it.each([
    ['*', 200],
    ['"VERSION"', 200],
    ['"VERSION", "7001"', 200],
    ['"7001","7002" ,, "VERSION"', 200],
    ['W/"VERSION", "VERSION"', 200],
    ['"7001", "7002"', 412],
    ['W/"VERSION"', 412],
    ['W/"VERSION", W/"7001"', 412],
    ['"0VERSION"', 412],
    ['"a,VERSION"', 412],
    ['""', 412],
    ['VERSION', 400],
    ['"VERSION', 400],
    ['w/"VERSION"', 400],
    ['"VERSION" "7001"', 400],
    ['"VERSION", 7001', 400],
    ['"VERSION", *', 400],
    [',', 400],
  ])('with If-Match: %s is answered with %i (RFC 9110, 13.1.1)', async (tags, expected) => {
    const { id, version } = await service.api.createSettled();
    const headers = { 'if-match': tags.replaceAll('VERSION', String(version)) };
    const { status } = await service.api.call('PATCH', `/api/tickets/${id}`, { title: 'Mine' }, { headers });
    expect([status, (await service.api.ticket(id)).title === 'Mine']).toEqual([expected, expected === 200]);
  });

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

  it.each([
    [{ name: 'Rita R.' }, { name: 'Rita R.', email: 'rita@example.org' }],
    [{ email: 'root@localhost' }, { name: 'Rita', email: 'root@localhost' }],
    [{ name: null }, { name: null, email: 'rita@example.org' }],
    [{ email: null }, { name: 'Rita', email: null }],
    [{}, { name: 'Rita', email: 'rita@example.org' }],
  ])('leaves of the requester what %j leaves out', async (requester, expected) => {
    const rita = { name: 'Rita', email: 'rita@example.org' };
    const { id } = await service.api.createSettled({ requester: rita });
    expect((await service.api.patch(id, { requester })).requester).toMatchObject(expected);
    const other = await service.api.createSettled({ requester: rita });
    await service.api.call('POST', '/api/tickets/bulk', { ids: [other.id], changes: { requester } });
    expect((await service.api.ticket(other.id)).requester).toMatchObject(expected);
  });

  it('clears the requester with null', async () => {
    const { id } = await service.api.createSettled({ requester: { name: 'Ada' } });
    expect((await service.api.patch(id, { requester: null })).requester).toBeNull();
  });
});

describe("a ticket's life", () => {
  const moves: Record<string, string[]> = {
    open: ['in_progress', 'waiting', 'resolved'],
    in_progress: ['open', 'waiting', 'resolved'],
    waiting: ['open', 'in_progress', 'resolved'],
    resolved: ['closed', 'open'],
    closed: ['open'],
  };
  const way: Record<string, string[]> = {
    open: [],
    in_progress: ['in_progress'],
    waiting: ['waiting'],
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

describe('a change of many tickets', () => {
  interface Bulk {
    updated: number;
    failed: { id: number; detail: string }[];
    undo_id: number;
  }
  const change = (ids: number[], changes: object, { api } = service): Promise<Answer<Bulk>> =>
    api.call('POST', '/api/tickets/bulk', { ids, changes });
  const undo = (id: number, { api }: { api: Api } = service): Promise<Answer<Bulk & Problem>> =>
    api.call('POST', `/api/tickets/bulk/${id}/undo`);
  /** All but what tells that it was changed. */
  const standing = async (ids: number[]): Promise<object[]> =>
    service.query(
      `SELECT id, status, priority, category, tags, assignee_id, triage_state, decided_by, decided_by_id, decided_at,
         resolved_at, decided_category, decided_priority, decision_outdated FROM tickets WHERE id = ANY ($1) ORDER BY id`,
      [ids],
    );

  it.each([
    [{ priority: 'critical' }],
    [{ category: 'billing', priority: 'low' }],
    [{ status: 'resolved' }],
    [{ tags: ['heap'] }],
    [{ assignee_id: -1 }],
  ])('is undone exactly, also what was decided about triage: %j', async (given) => {
    const changes = 'assignee_id' in given ? { assignee_id: service.admin.id } : given;
    const suggested = await service.api.triaged((await service.api.create()).id);
    const accepted = await service.api.triaged((await service.api.create()).id);
    await service.api.call('POST', `/api/tickets/${accepted.id}/triage/accept`);
    const manual = await service.api.createSettled({ priority: 'critical', tags: ['heap'] });
    const outdated = await service.api.triaged((await service.api.create()).id);
    await service.api.call('POST', `/api/tickets/${outdated.id}/triage/accept`);
    await service.api.patch(outdated.id, { title: 'Changed after the decision' });
    const ids = [suggested.id, accepted.id, manual.id, outdated.id];
    const before = await standing(ids);
    const { body: stats } = await service.api.get<{ triage: object }>('/api/tickets/stats');
    const { body } = await change(ids, changes);
    expect(body).toMatchObject({ updated: 4, failed: [] });
    expect(await standing(ids)).not.toEqual(before);

    const other = await service.api.person('agent');
    expect((await undo(body.undo_id, other)).status).toBe(404);
    const listed = await service.api.get<{ results: object[] }>('/api/tickets/bulk');
    expect(listed.body.results[0]).toMatchObject({ id: body.undo_id, changes });
    expect((await undo(body.undo_id)).body.failed).toEqual([]);
    expect(await standing(ids)).toEqual(before);
    expect((await service.api.get<{ triage: object }>('/api/tickets/stats')).body.triage).toEqual(
      stats.triage,
    );
    const again = await undo(body.undo_id);
    expect([again.status, again.body.code]).toEqual([409, 'bulk_change.undone']);
  });

  it('says of each ticket that was not changed why, with the code of the problem', async () => {
    const open = await service.api.createSettled();
    const resolved = await service.api.createSettled();
    await service.api.patch(resolved.id, { status: 'resolved' });
    const { body } = await change([open.id, resolved.id, 999_999], { status: 'closed' });
    expect(body).toMatchObject({
      updated: 1,
      failed: [
        { id: open.id, code: 'ticket.status_move_forbidden' },
        { id: 999_999, code: 'ticket.not_found' },
      ],
    });
  });

  it('leaves tickets as they are that somebody has changed since, and can be undone for a day', async () => {
    const [first, second] = [await service.api.createSettled(), await service.api.createSettled()];
    const { body } = await change([first.id, second.id], { priority: 'low' });
    await service.api.patch(first.id, { priority: 'high' });
    await service.api.patch(second.id, { title: 'Another field' });
    const undone = await undo(body.undo_id);
    expect(undone.body).toMatchObject({
      updated: 1,
      failed: [{ id: first.id, code: 'ticket.changed_since' }],
    });
    expect((await service.api.ticket(first.id)).priority).toBe('high');
    expect((await service.api.ticket(second.id)).priority).toBe('medium');
    const late = await change([first.id], { priority: 'critical' });
    await service.query(`UPDATE bulk_changes SET created_at = created_at - interval '25 hours'`);
    expect((await undo(late.body.undo_id)).status).toBe(404);
    expect((await service.api.get<{ results: object[] }>('/api/tickets/bulk')).body.results).toEqual([]);
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

  it('is listed until it is restored, with who deleted it and until when it can be', async () => {
    const { id, title } = await service.api.createSettled({ title: 'Deleted by mistake' });
    interface Deleted {
      id: number;
      deleted_at: string;
      restorable_until: string;
    }
    const listed = async () =>
      (await service.api.get<{ results: Deleted[] }>('/api/tickets/deleted')).body.results.find(
        (each) => each.id === id,
      );
    expect(await listed()).toBeUndefined();
    await service.api.call('DELETE', `/api/tickets/${id}`);
    const deleted = await listed();
    expect(deleted).toMatchObject({ id, title, deleted_by: service.admin.name });
    const kept = Date.parse(deleted!.restorable_until) - Date.parse(deleted!.deleted_at);
    expect(kept).toBe(30 * 86_400_000);
    await service.api.call('POST', `/api/tickets/${id}/restore`);
    expect(await listed()).toBeUndefined();
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

  it('has its last message in lists, by side, and none of it for requesters', async () => {
    const [ada, grace] = [
      await service.api.person('requester', 'Ada'),
      await service.api.person('agent', 'Grace'),
    ];
    const { id } = await service.api.createSettled({ requester: { email: ada.email }, tags: ['last'] });
    const listed = async (): Promise<unknown> => (await grace.api.list('tag=last')).results[0]!.last_message;
    expect(await listed()).toBeNull();
    for (const [api, type, visibility, name] of [
      [ada.api, 'requester', 'public', 'Ada'],
      [grace.api, 'agent', 'public', 'Grace'],
      [grace.api, 'agent', 'internal', 'Grace'],
    ] as const) {
      const { body: sent } = await api.call<{ created_at: string; author: { id: number } }>(
        'POST',
        `/api/tickets/${id}/messages`,
        { body: 'Any news?', visibility },
      );
      const expected = { author: { type, id: sent.author.id, name }, at: sent.created_at, visibility };
      expect(await listed()).toEqual(expected);
      expect((await grace.api.ticket(id)).last_message).toEqual(expected);
      expect((await ada.api.list('')).results[0]!.last_message).toBeNull();
      expect((await ada.api.ticket(id)).last_message).toBeNull();
    }
    expect(await grace.api.patch(id, { priority: 'high' })).toMatchObject({
      last_message: { visibility: 'internal' },
    });
  });
});

describe("a requester's message", () => {
  const people = async (): Promise<{ ada: Person; grace: Person; linus: Person }> => ({
    ada: await service.api.person('requester', 'Ada'),
    grace: await service.api.person('agent', 'Grace'),
    linus: await service.api.person('agent', 'Linus'),
  });
  const filed = (ada: Person): Promise<Ticket> =>
    service.api.createSettled({ requester: { email: ada.email } });

  it.each([
    ['open', [], 'open'],
    ['in_progress', ['in_progress'], 'in_progress'],
    ['resolved', ['resolved'], 'open'],
    ['closed', ['resolved', 'closed'], 'open'],
  ] as const)('marks a ticket unread that is %s (after %j), which is then %s', async (_, moves, status) => {
    const { ada, grace } = await people();
    const { id } = await filed(ada);
    for (const move of moves) await grace.api.patch(id, { status: move });
    const { body: before } = await service.api.get<{ open_tickets: number }>('/api/tickets/stats');
    await ada.api.message(id, 'It is NOT solved');
    const ticket = await grace.api.ticket(id);
    expect(ticket).toMatchObject({ status, unread: true, resolved_at: null });
    expect(Date.parse(ticket.customer_replied_at!)).toBeGreaterThan(Date.parse(ticket.created_at));
    const reopened = status !== moves.at(-1) && moves.length > 0;
    const { body: after } = await service.api.get<{ open_tickets: number }>('/api/tickets/stats');
    expect(after.open_tickets - before.open_tickets).toBe(reopened ? 1 : 0);
    const { body } = await ada.api.get<{ results: { actor: object; changes: object }[] }>(
      `/api/tickets/${id}/history`,
    );
    expect(body.results[0]).toMatchObject({
      actor: { id: ada.id },
      changes: { message: [null, 'public'], ...(reopened && { status: [moves.at(-1), 'open'] }) },
    });
    // Agents' business.
    expect(await ada.api.ticket(id)).toMatchObject({ unread: false, customer_replied_at: null });
    expect((await ada.api.list('unread=true')).results).toEqual([]);
  });

  it.each([
    ['reopens it', 'POST', '/reopen', undefined],
    ['corrects the text', 'PATCH', '', { description: 'It is NOT solved' }],
    ['corrects the title', 'PATCH', '', { title: 'NOT solved' }],
  ])('is not all that marks it unread: so does a requester who %s', async (_, method, path, body) => {
    const { ada, grace } = await people();
    const { id } = await filed(ada);
    await grace.api.patch(id, { status: 'resolved' });
    await ada.api.call(method, `/api/tickets/${id}${path}`, body);
    expect((await grace.api.ticket(id)).unread).toBe(true);
  });

  it('is unread until the assignee has opened it, or any agent where there is none', async () => {
    const { ada, grace, linus } = await people();
    const read = async ({ api }: Person, id: number): Promise<boolean> =>
      (await api.call<Ticket>('POST', `/api/tickets/${id}/read`)).body.unread;
    const [mine, nobodys] = [await filed(ada), await filed(ada)];
    await grace.api.patch(mine.id, { assignee_id: grace.id });
    for (const { id } of [mine, nobodys]) await ada.api.message(id, 'Anybody there?');
    const known = await ada.api.ticket(mine.id);
    expect(await read(linus, mine.id)).toBe(true);
    expect(await read(grace, mine.id)).toBe(false);
    expect(await read(linus, nobodys.id)).toBe(false);
    // Of what agents read, the requester learns nothing, and the list is in the same order as before.
    expect(await ada.api.ticket(mine.id)).toEqual(known);
    const { status, body } = await grace.api.call<Ticket>('POST', `/api/tickets/${mine.id}/unread`);
    expect([status, body.unread, body.updated_at]).toEqual([200, true, known.updated_at]);
    const unread = await grace.api.list('unread=true&assignee=me,none&limit=100');
    expect(unread.results.map(({ id }) => id)).toContain(mine.id);
    expect(unread.results.every(({ unread: isUnread }) => isUnread)).toBe(true);
    // A ticket of a deactivated assignee counts for all agents.
    await service.api.call('PATCH', `/api/users/${grace.id}`, { active: false });
    expect(await read(linus, mine.id)).toBe(false);
  });

  it('brings the ticket to the top of those who wait for an answer, until an agent gives it', async () => {
    const { ada, grace } = await people();
    const [first, second, third] = [await filed(ada), await filed(ada), await filed(ada)];
    await ada.api.message(first.id, 'Anybody there?');
    await ada.api.message(second.id, 'And here?');
    const order = async (): Promise<number[]> => {
      const ids: number[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: TicketPage = await grace.api.list(
          `sort=-customer_replied_at&limit=50${cursor && `&cursor=${cursor}`}`,
        );
        ids.push(...page.results.map(({ id }) => id));
        cursor = page.next_cursor;
      }
      return ids.filter((id) => [first.id, second.id, third.id].includes(id));
    };
    expect((await grace.api.list('sort=-customer_replied_at&limit=1')).results[0]!.id).toBe(second.id);
    expect(await order()).toEqual([second.id, first.id, third.id]);
    await grace.api.message(second.id, 'Among us', 'internal');
    expect(await order()).toEqual([second.id, first.id, third.id]);
    await grace.api.message(second.id, 'Yes.');
    expect(await grace.api.ticket(second.id)).toMatchObject({ unread: false, customer_replied_at: null });
    expect(await order()).toEqual([first.id, third.id, second.id]);
    await grace.api.patch(first.id, { status: 'resolved' });
    expect(await order()).toEqual([third.id, second.id, first.id]);
  });
});

describe('a public reply that can be undone', () => {
  interface Sent {
    id: number;
    body: string;
    undo_until: string | null;
    held: boolean;
  }
  const parties = async (): Promise<{ ada: Person; grace: Person; id: number }> => {
    const ada = await service.api.person('requester', 'Ada');
    const grace = await service.api.person('agent', 'Grace');
    const { id } = await service.api.createSettled({ requester: { email: ada.email } });
    return { ada, grace, id };
  };
  const send = ({ api }: Person, id: number, message: object): Promise<Answer<Sent & Problem>> =>
    api.call('POST', `/api/tickets/${id}/messages`, { body: 'Wrong customer', undo_seconds: 60, ...message });
  const undo = ({ api }: Person, id: number, message: number): Promise<Answer<Sent & Problem>> =>
    api.call('POST', `/api/tickets/${id}/messages/${message}/undo`);
  /** Time passes. */
  const makeDue = (id: number): Promise<unknown> =>
    service.query(`UPDATE pending_messages SET deliver_at = now() WHERE ticket_id = $1`, [id]);
  /** All that a requester can read of a ticket. */
  const knownTo = async ({ api }: Person, id: number): Promise<unknown[]> => {
    const paths = ['', '/messages', '/history'];
    const answers = await Promise.all(paths.map((path) => api.get(`/api/tickets/${id}${path}`)));
    const { results } = await api.list('sort=-updated_at&search=wrong');
    return [...answers.map(({ body, headers }) => [body, headers.get('etag')]), results];
  };

  it.each([{}, { resolve: true }])('is nowhere to be seen, and takes all of it back: %j', async (message) => {
    const { ada, grace, id } = await parties();
    const [before, known] = [await knownTo(ada, id), await grace.api.ticket(id)];
    const stream = await EventClient.connect(ada.api);
    const agents = await EventClient.connect(grace.api);
    const sent = await send(grace, id, message);
    expect(sent.status).toBe(201);
    expect(Date.parse(sent.body.undo_until!)).toBeGreaterThan(Date.now() + 50_000);
    expect(await knownTo(ada, id)).toEqual(before);
    // Agents see what is about to be sent, and that it is not.
    await agents.next('ticket.updated', id);
    const messages = await service.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(messages.body.results).toEqual([sent.body]);
    expect(await grace.api.ticket(id)).toEqual(known);

    const other = await service.api.person('agent', 'Linus');
    expect((await undo(other, id, sent.body.id)).status).toBe(403);
    const undone = await undo(grace, id, sent.body.id);
    expect([undone.status, undone.body.body]).toEqual([200, 'Wrong customer']);
    expect((await undo(grace, id, sent.body.id)).status).toBe(404);
    await makeDue(id);
    // What comes later is heard, so nothing came before it.
    await grace.api.message(id, 'Right customer');
    await ada.api.message(id, 'Thank you');
    await stream.next('ticket.updated', id);
    expect(stream.events.filter(({ data }) => data.id === id)[0]!.data.version).toBe(2);
    const { body } = await ada.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(body.results.map((each) => each.body)).toEqual(['Right customer', 'Thank you']);
    expect((await grace.api.ticket(id)).status).toBe('open');
    stream.close();
    agents.close();
  });

  it.each([
    [{}, 'open'],
    [{ resolve: true }, 'resolved'],
  ])('is delivered when its time is over, whoever was running: %j', async (message, status) => {
    const { ada, grace, id } = await parties();
    await ada.api.message(id, 'Anybody there?');
    const stream = await EventClient.connect(ada.api);
    const sent = await send(grace, id, message);
    expect(await grace.api.ticket(id)).toMatchObject({ first_response_at: null, unread: true });
    await makeDue(id);
    await stream.next('ticket.updated', id);
    const ticket = await grace.api.ticket(id);
    expect(ticket).toMatchObject({ status, unread: false, customer_replied_at: null });
    expect(Date.parse(ticket.first_response_at!)).toBeGreaterThanOrEqual(
      Date.parse(sent.body.undo_until!) - 60_000,
    );
    const { body } = await ada.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(body.results.at(-1)).toMatchObject({ id: sent.body.id, body: 'Wrong customer', undo_until: null });
    const late = await undo(grace, id, sent.body.id);
    expect([late.status, late.body.code]).toEqual([409, 'message.delivered']);
    const history = await ada.api.get<{ results: { actor: object }[] }>(`/api/tickets/${id}/history`);
    expect(history.body.results[0]!.actor).toMatchObject({ id: grace.id });
    stream.close();
  });

  it('is delivered once, also after a process was killed that had accepted it', async () => {
    const first = await startService();
    const { id } = await first.api.createSettled({ requester: { email: 'ada@example.org' } });
    const reply = { body: 'Sent and undone by nobody', undo_seconds: 2 };
    const sent = await first.api.call<Sent>('POST', `/api/tickets/${id}/messages`, reply);
    await first.stop('SIGKILL');
    const second = await startService({ DATABASE_URL: first.databaseUrl });
    await eventually('the reply is delivered', async () => (await second.api.ticket(id)).first_response_at);
    const { body } = await second.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(body.results).toMatchObject([{ id: sent.body.id, body: reply.body, undo_until: null }]);
    await second.stop();
  });

  it('is delivered also where one before it fails, which is tried again', async () => {
    const [stuck, fine] = [await parties(), await parties()];
    await service.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$`,
    );
    await service.query(
      `CREATE TRIGGER refuse BEFORE INSERT ON ticket_messages FOR EACH ROW WHEN (NEW.ticket_id = ${stuck.id})
       EXECUTE FUNCTION refuse()`,
    );
    const delivered = ({ grace, id }: typeof stuck): Promise<unknown> =>
      eventually('the reply is delivered', async () => (await grace.api.ticket(id)).first_response_at);
    await send(stuck.grace, stuck.id, {});
    await send(fine.grace, fine.id, {});
    await makeDue(stuck.id);
    await makeDue(fine.id);
    await delivered(fine);
    expect((await stuck.grace.api.ticket(stuck.id)).first_response_at).toBeNull();

    await service.query('DROP FUNCTION refuse CASCADE');
    await makeDue(stuck.id);
    await delivered(stuck);
  });

  it('does not answer what the requester has written meanwhile, nor resolves the ticket over it', async () => {
    const { ada, grace, id } = await parties();
    await send(grace, id, { resolve: true });
    await ada.api.message(id, 'One more thing');
    await makeDue(id);
    const ticket = await eventually('the reply is delivered', async () => {
      const now = await grace.api.ticket(id);
      return now.first_response_at !== null && now;
    });
    expect(ticket).toMatchObject({ status: 'open', unread: true });
    expect(ticket.customer_replied_at).not.toBeNull();
  });

  it.each([
    ['another requester is set', (email: string) => ({ requester: { email } })],
    ['the requester is named otherwise as well', (email: string) => ({ requester: { name: 'Eve', email } })],
  ])('is held where %s before it is delivered, until its author undoes it', async (_, change) => {
    const { grace, id } = await parties();
    const eve = await service.api.person('requester', 'Eve');
    const sent = await send(grace, id, { resolve: true });
    await service.api.patch(id, change(eve.email));
    await makeDue(id);
    const messages = (): Promise<Answer<{ results: Sent[] }>> => grace.api.get(`/api/tickets/${id}/messages`);
    const held = await eventually('the reply is held', async () => {
      const [message] = (await messages()).body.results;
      return message?.held && message;
    });
    expect(held).toMatchObject({ id: sent.body.id, body: 'Wrong customer', undo_until: null });
    const drafted = await grace.api.get<{ results: { ticket_id: number }[] }>('/api/drafts');
    expect(drafted.body.results.map((each) => each.ticket_id)).toEqual([id]);
    const { body } = await eve.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(body.results).toEqual([]);
    expect(await grace.api.ticket(id)).toMatchObject({ status: 'open', first_response_at: null });
    expect((await undo(grace, id, sent.body.id)).status).toBe(200);
    expect((await messages()).body.results).toEqual([]);
  });

  it('is held at once where it is for somebody else than the requester', async () => {
    const { ada, grace, id } = await parties();
    const eve = await service.api.person('requester', 'Eve');
    const late = await send(grace, id, { requester_id: eve.id, undo_seconds: 0 });
    expect(late.body).toMatchObject({ held: true, undo_until: null });
    const right = await send(grace, id, { requester_id: ada.id, undo_seconds: 0 });
    expect(right.body.held).toBe(false);
    const { body } = await ada.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(body.results.map((each) => each.id)).toEqual([right.body.id]);
  });

  it('is delivered to a requester who got an account meanwhile', async () => {
    const grace = await service.api.person('agent', 'Grace');
    const email = `late-${Date.now()}@example.org`;
    const { id } = await service.api.createSettled({ requester: { email } });
    await send(grace, id, {});
    await service.api.call('POST', '/api/users', {
      ...{ name: 'Late', email, role: 'requester', password: 'a long enough password' },
    });
    await makeDue(id);
    await eventually('the reply is delivered', async () => (await grace.api.ticket(id)).first_response_at);
  });

  it('is written once, however often and at once it is sent with the same Idempotency-Key', async () => {
    const { ada, grace, id } = await parties();
    const reply = (body: string, key = 'reply-1'): Promise<Answer<Sent & Problem>> =>
      grace.api.call(
        'POST',
        `/api/tickets/${id}/messages`,
        { body },
        { headers: { 'idempotency-key': key } },
      );
    const [first, second] = await Promise.all([reply('Once'), reply('Once')]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const other = await reply('Twice');
    expect([other.status, other.body.code]).toEqual([409, 'ticket.idempotency_key_reused']);
    const elsewhere = await service.api.createSettled({ requester: { email: ada.email } });
    const headers = { 'idempotency-key': 'reply-1' };
    const path = `/api/tickets/${elsewhere.id}/messages`;
    const there = await grace.api.call('POST', path, { body: 'Once' }, { headers });
    expect(there.status).toBe(409);
    const { body } = await ada.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(body.results.map((each) => each.body)).toEqual(['Once']);
  });

  it.each([
    ['an internal note', 'agent', { visibility: 'internal' }, 201],
    ['what a requester writes', 'requester', {}, 201],
    ['what an older client sends', 'agent', { undo_seconds: undefined }, 201],
    ['a requester who resolves', 'requester', { resolve: true }, 403],
    ['more than a minute', 'agent', { undo_seconds: 61 }, 400],
    ['what is no number', 'agent', { undo_seconds: 'ten' }, 400],
  ])('is not %s by %s', async (_, role, message, status) => {
    const { ada, grace, id } = await parties();
    const sent = await send(role === 'agent' ? grace : ada, id, message);
    expect(sent.status).toBe(status);
    if (status === 201) expect(sent.body.undo_until).toBeNull();
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
    // Decoding has taken the mark; the bytes are looked at elsewhere.
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
      attachments: [],
      messages: [
        expect.objectContaining({ body: 'We are looking into it.', visibility: 'public' }),
        expect.objectContaining({ body: 'He is angry.', visibility: 'internal' }),
      ],
    });
    expect(other).toEqual({ ...silent, attachments: [], messages: [] });
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
