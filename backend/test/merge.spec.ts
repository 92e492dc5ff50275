import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person, Problem, Ticket } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

interface Message {
  id: number;
  body: string;
  visibility: string;
  author: { id: number | null; name: string };
}

interface RelatedTicket extends Ticket {
  merged_into: number | null;
  links: { id: number; type: string }[];
}

const VPN = {
  title: 'VPN down',
  description: 'I cannot connect to the company VPN from home since this morning.',
};

let service: Service;
let agent: Person;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  service = await startService();
  agent = await service.api.person('agent', 'Grace');
  ada = await service.api.person('requester', 'Ada');
  bob = await service.api.person('requester', 'Bob');
});
afterAll(() => service.stop());

/** Files a ticket and waits for triage, which would change it meanwhile. */
async function filed({ api }: Person, fields: Record<string, unknown>): Promise<Ticket> {
  const { id } = await api.createSettled(fields);
  await agent.api.triaged(id);
  return api.ticket(id);
}

function act<Body = RelatedTicket>(id: number, action: string, body?: object, method = 'POST') {
  return agent.api.call<Body>(method, `/api/tickets/${id}/${action}`, body);
}

async function conversation(id: number, { api } = agent): Promise<Message[]> {
  const { body } = await api.get<{ results: Message[] }>(`/api/tickets/${id}/messages`);
  return body.results;
}

/** Everything about a ticket that a merge and its undo might lose; they change version and time. */
async function stateOf(id: number): Promise<object> {
  const { version: _version, updated_at: _updatedAt, ...ticket } = await agent.api.ticket(id);
  return { ticket, messages: await conversation(id) };
}

describe('merging', () => {
  it('moves the conversation to the target, and the source becomes a closed pointer', async () => {
    const source = await filed(ada, { ...VPN, tags: ['vpn'] });
    await ada.api.message(source.id, 'Now it says error 809.');
    await agent.api.message(source.id, 'Ask networks', 'internal');
    const target = await filed(ada, { title: 'VPN still down', description: 'As said.' });

    const { status, body } = await act(source.id, 'merge', { into: target.id });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: target.id, merged_into: null, tags: ['vpn'] });
    expect(await agent.api.ticket(source.id)).toMatchObject({ merged_into: target.id, status: 'closed' });
    expect(await conversation(source.id)).toEqual([]);
    expect((await conversation(target.id)).map(({ body, visibility }) => [body, visibility])).toEqual([
      [`${VPN.title}\n\n${VPN.description}`, 'public'],
      ['Now it says error 809.', 'public'],
      ['Ask networks', 'internal'],
    ]);
    expect((await conversation(target.id, ada)).map(({ body }) => body)).not.toContain('Ask networks');
    expect((await agent.api.list('search=809')).results.map(({ id }) => id)).toEqual([target.id]);
  });

  it('is undone exactly', async () => {
    const source = await filed(ada, { ...VPN, tags: ['vpn'] });
    await agent.api.patch(source.id, { status: 'in_progress' });
    await ada.api.message(source.id, 'Any news?');
    const target = await filed(ada, VPN);
    await agent.api.message(target.id, 'We are looking into it.');
    const before = [await stateOf(source.id), await stateOf(target.id)];

    await act(source.id, 'merge', { into: target.id });
    const { status, body } = await act(source.id, 'unmerge');
    expect({ status, id: body.id }).toEqual({ status: 200, id: source.id });
    expect([await stateOf(source.id), await stateOf(target.id)]).toEqual(before);
    expect((await act<Problem>(source.id, 'unmerge')).body.code).toBe('ticket.not_merged');
  });

  it('keeps what was written and changed in the target since', async () => {
    const [source, target] = [await filed(ada, VPN), await filed(ada, VPN)];
    await ada.api.message(source.id, 'From the source');
    await act(source.id, 'merge', { into: target.id });
    await ada.api.message(target.id, 'Written after the merge');
    await agent.api.patch(target.id, { tags: ['since'] });
    await act(source.id, 'unmerge');
    expect((await conversation(target.id)).map(({ body }) => body)).toEqual(['Written after the merge']);
    expect((await conversation(source.id)).map(({ body }) => body)).toEqual(['From the source']);
    expect((await agent.api.ticket(target.id)).tags).toEqual(['since']);
  });

  it('shows no requester what another one wrote', async () => {
    const source = await filed(ada, { ...VPN, description: 'My salary is wrong.' });
    await ada.api.message(source.id, 'It is 4,711 instead of 5,000.');
    const target = await filed(bob, VPN);
    const before = await stateOf(source.id);
    await act(source.id, 'merge', { into: target.id });

    expect(await conversation(target.id, bob)).toEqual([]);
    expect(await conversation(target.id)).toHaveLength(2);
    expect((await bob.api.list('search=4711')).results).toEqual([]);
    expect((await ada.api.get(`/api/tickets/${target.id}`)).status).toBe(404);
    await act(source.id, 'unmerge');
    expect(await stateOf(source.id)).toEqual(before);
  });

  it('follows each ticket of a chain back to where it was', async () => {
    const [a, b, c] = [await filed(ada, VPN), await filed(ada, VPN), await filed(ada, VPN)];
    await ada.api.message(a.id, 'from a');
    await ada.api.message(b.id, 'from b');
    const before = [await stateOf(a.id), await stateOf(b.id), await stateOf(c.id)];
    await act(a.id, 'merge', { into: b.id });
    await act(b.id, 'merge', { into: c.id });
    expect((await conversation(c.id)).map(({ body }) => body)).toEqual(
      expect.arrayContaining(['from a', 'from b']),
    );
    await act(b.id, 'unmerge');
    await act(a.id, 'unmerge');
    expect([await stateOf(a.id), await stateOf(b.id), await stateOf(c.id)]).toEqual(before);
  });

  it('refuses changes of a merged ticket and impossible merges', async () => {
    const [a, b, c] = [await filed(ada, VPN), await filed(ada, VPN), await filed(ada, VPN)];
    await act(a.id, 'merge', { into: b.id });
    const merged = { code: 'ticket.merged', status: 409, params: { into: b.id } };
    const patch = await agent.api.call<Problem>('PATCH', `/api/tickets/${a.id}`, { priority: 'low' });
    expect(patch.body).toMatchObject(merged);
    for (const answer of [
      await act<Problem>(a.id, 'messages', { body: 'Hello' }),
      await act<Problem>(a.id, 'merge', { into: c.id }),
      await act<Problem>(b.id, 'merge', { into: a.id }),
      await act<Problem>(c.id, 'merge', { into: a.id }),
      await act<Problem>(a.id, `links/${c.id}`, { type: 'relates_to' }, 'PUT'),
    ])
      expect(answer.body).toMatchObject(merged);
    const bulk = await agent.api.call<{ failed: { id: number; code: string }[] }>(
      'POST',
      '/api/tickets/bulk',
      { ids: [a.id, b.id], changes: { priority: 'low' } },
    );
    expect(bulk.body.failed).toMatchObject([{ id: a.id, code: 'ticket.merged' }]);
    expect((await act<Problem>(c.id, 'merge', { into: c.id })).body.code).toBe('ticket.merge_into_itself');
    expect((await act<Problem>(c.id, 'merge', { into: 999_999 })).status).toBe(404);
    expect((await ada.api.call('POST', `/api/tickets/${c.id}/merge`, { into: b.id })).status).toBe(403);
  });

  it('takes effect once when two agents merge at the same time', async () => {
    const [a, b] = [await filed(ada, VPN), await filed(ada, VPN)];
    const answers = await Promise.all([
      act(a.id, 'merge', { into: b.id }),
      act(b.id, 'merge', { into: a.id }),
      act(a.id, 'merge', { into: b.id }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });
});

describe('links', () => {
  it('are shown by both tickets, each with its own type', async () => {
    const [a, b] = [await agent.api.createSettled(VPN), await agent.api.createSettled(VPN)];
    const { body } = await act(a.id, `links/${b.id}`, { type: 'caused_by' }, 'PUT');
    expect(body.links).toEqual([{ id: b.id, type: 'caused_by' }]);
    expect(await agent.api.ticket(b.id)).toMatchObject({ links: [{ id: a.id, type: 'causes' }] });
    await act(b.id, `links/${a.id}`, { type: 'duplicate_of' }, 'PUT');
    expect(await agent.api.ticket(a.id)).toMatchObject({ links: [{ id: b.id, type: 'duplicated_by' }] });
    expect((await act(a.id, `links/${b.id}`, undefined, 'DELETE')).body.links).toEqual([]);
    expect(await agent.api.ticket(b.id)).toMatchObject({ links: [] });
  });

  it('are hidden from requesters, and change neither version nor time that they see', async () => {
    const ticket = await filed(ada, VPN);
    const other = await filed(bob, VPN);
    const before = await ada.api.ticket(ticket.id);
    await act(ticket.id, `links/${other.id}`, { type: 'relates_to' }, 'PUT');
    expect(await ada.api.ticket(ticket.id)).toEqual(before);
  });

  it('are refused to itself, to unknown tickets and of unknown types', async () => {
    const { id } = await agent.api.createSettled(VPN);
    expect((await act<Problem>(id, `links/${id}`, { type: 'relates_to' }, 'PUT')).body.code).toBe(
      'ticket.link_to_itself',
    );
    expect((await act(id, 'links/999999', { type: 'relates_to' }, 'PUT')).status).toBe(404);
    expect((await act(id, 'links/1', { type: 'child_of' }, 'PUT')).status).toBe(400);
  });
});

describe('splitting', () => {
  it('makes a ticket of a message, for the same requester, and is undone', async () => {
    const original = await filed(ada, VPN);
    await ada.api.message(original.id, 'By the way, the printer on the second floor is jammed.');
    const [message] = await conversation(original.id);
    const { status, body, headers } = await act(original.id, 'split', {
      message_id: message!.id,
      title: 'Printer jammed',
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/tickets/${body.id}`);
    expect(body).toMatchObject({
      title: 'Printer jammed',
      description: message!.body,
      requester: { id: ada.id },
      links: [{ id: original.id, type: 'relates_to' }],
    });
    expect((await ada.api.get(`/api/tickets/${body.id}`)).status).toBe(200);
    expect((await act(body.id, 'unsplit')).body).toMatchObject({ id: original.id, links: [] });
    expect((await agent.api.get(`/api/tickets/${body.id}`)).status).toBe(404);
  });

  it('is refused for notes and messages of other tickets, and undone only before anyone writes', async () => {
    const [original, other] = [await filed(ada, VPN), await filed(ada, VPN)];
    await agent.api.message(original.id, 'Do not tell Ada', 'internal');
    await ada.api.message(original.id, 'Second problem');
    const [note, message] = await conversation(original.id);
    const title = 'Second problem';
    expect((await act<Problem>(original.id, 'split', { message_id: note!.id, title })).body.code).toBe(
      'message.note_not_splittable',
    );
    expect((await act(other.id, 'split', { message_id: message!.id, title })).status).toBe(404);
    const { body } = await act(original.id, 'split', { message_id: message!.id, title });
    await ada.api.message(body.id, 'Thanks');
    expect((await act<Problem>(body.id, 'unsplit')).body.code).toBe('ticket.split_stands');
    expect((await act<Problem>(original.id, 'unsplit')).body.code).toBe('ticket.split_stands');
  });
});

describe('likely duplicates', () => {
  it('are tickets of the same requester with a similar text', async () => {
    const cleo = await service.api.person('requester', 'Cleo');
    const { id } = await filed(cleo, VPN);
    const same = await filed(cleo, {
      title: 'VPN is down again',
      description: 'Since this morning I cannot connect to the VPN from home.',
    });
    await filed(cleo, { title: 'Invoice', description: 'Please send the invoice of May.' });
    await filed(bob, VPN);
    const old = await filed(cleo, VPN);
    await service.query(`UPDATE tickets SET created_at = now() - interval '15 days' WHERE id = $1`, [old.id]);
    const { body } = await agent.api.get<{ results: { id: number; similarity: number }[] }>(
      `/api/tickets/${id}/duplicates`,
    );
    expect(body.results).toMatchObject([{ id: same.id }]);
    expect(body.results[0]!.similarity).toBeGreaterThan(0.5);
    const { body: none } = await agent.api.get<{ results: unknown[] }>(`/api/tickets/${old.id}/duplicates`);
    expect(none.results).toEqual([]);
  });
});
