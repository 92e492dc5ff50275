import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Person, Problem } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { startService, type Service } from './support/service.ts';

interface Sent {
  id: number;
  changes: object | null;
}

let service: Service;
let ada: Person;
let grace: Person;
let topic: number;
beforeAll(async () => {
  service = await startService();
  ada = await service.api.person('requester', 'Ada');
  grace = await service.api.person('agent', 'Grace');
  const created = await service.api.call<{ id: number }>('POST', '/api/topics', {
    ...{ name: 'VPN', description: 'Remote access', category: 'technical' },
  });
  topic = created.body.id;
});
afterAll(() => service.stop());

const createTicket = async (): Promise<number> =>
  (await service.api.createSettled({ requester: { email: ada.email }, tags: ['office'] })).id;

const send = ({ api }: Person, id: number, message: object): Promise<Answer<Sent & Problem>> =>
  api.call('POST', `/api/tickets/${id}/messages`, { body: 'Try again, please.', ...message });

/** Time passes. */
const makeDue = (id: number): Promise<unknown> =>
  service.query(`UPDATE pending_messages SET deliver_at = now() WHERE ticket_id = $1`, [id]);

const answered = (id: number): Promise<unknown> =>
  eventually('the reply is delivered', async () => (await service.api.ticket(id)).first_response_at);

const allChanges = (): object => ({
  ...{ status: 'waiting', priority: 'high', topic_id: topic, assignee: 'me', add_tags: ['VPN', 'office'] },
});

const changed = (): object => ({
  ...{ status: 'waiting', priority: 'high', category: 'technical', tags: ['office', 'vpn'] },
  ...{ topic: { id: topic, name: 'VPN' }, assignee: { id: grace.id, name: 'Grace' } },
});

describe('changes sent with a message', () => {
  it.each(['internal', 'public'])('are made with it at once: %s', async (visibility) => {
    // Not triaged, so that the changes decide.
    const ticket = { title: 'VPN', description: 'No access.', tags: ['office'] };
    const { id } = (await grace.api.call<{ id: number }>('POST', '/api/tickets', ticket)).body;
    const { status, body } = await send(grace, id, { visibility, changes: allChanges() });
    expect([status, body.changes]).toEqual([201, null]);
    expect(await grace.api.ticket(id)).toMatchObject(changed());
    const history = await grace.api.get<{ results: { changes: object }[] }>(`/api/tickets/${id}/history`);
    expect(history.body.results[0]!.changes).toMatchObject({
      ...{ message: [null, visibility], status: ['open', 'waiting'], tags: [['office'], ['office', 'vpn']] },
    });
    // The decision about triage can be undone like any other.
    const undone = await grace.api.call('POST', `/api/tickets/${id}/triage/undo`);
    expect(undone.status).toBe(200);
  });

  it('are made when the reply is delivered, and until then undone with it', async () => {
    const id = await createTicket();
    const before = await grace.api.ticket(id);
    const sent = await send(grace, id, { undo_seconds: 60, changes: allChanges() });
    expect(sent.body.changes).toEqual({ ...allChanges(), add_tags: ['vpn', 'office'] });
    expect(await grace.api.ticket(id)).toEqual(before);
    const undone = await grace.api.call<Sent>('POST', `/api/tickets/${id}/messages/${sent.body.id}/undo`);
    expect(undone.body.changes).toEqual(sent.body.changes);
    expect(await grace.api.ticket(id)).toEqual(before);

    await send(grace, id, { undo_seconds: 60, changes: allChanges() });
    const listed = await grace.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(listed.body.results.map(({ changes }) => changes)).toEqual([sent.body.changes]);
    await makeDue(id);
    await answered(id);
    expect(await grace.api.ticket(id)).toMatchObject(changed());
  });

  it('do not hold up a reply if they have become impossible', async () => {
    const id = await createTicket();
    const changes = { status: 'waiting', assignee: String(grace.id), topic_id: topic, add_tags: ['vpn'] };
    await send(grace, id, { undo_seconds: 60, changes });
    await service.query(`UPDATE users SET active = false WHERE id = $1`, [grace.id]);
    await service.query(`UPDATE topics SET active = false WHERE id = $1`, [topic]);
    await service.api.patch(id, { status: 'resolved' });
    await makeDue(id);
    await answered(id);
    expect(await service.api.ticket(id)).toMatchObject({
      ...{ status: 'resolved', assignee: null, topic: null, tags: ['office', 'vpn'] },
    });
    await service.query(`UPDATE users SET active = true WHERE id = $1`, [grace.id]);
    await service.query(`UPDATE topics SET active = true WHERE id = $1`, [topic]);
  });

  it('leave the status alone if the requester has written meanwhile', async () => {
    const id = await createTicket();
    await send(grace, id, { undo_seconds: 60, changes: { status: 'resolved', add_tags: ['vpn'] } });
    await send(ada, id, { body: 'One more thing.' });
    await makeDue(id);
    await answered(id);
    expect(await grace.api.ticket(id)).toMatchObject({ status: 'open', tags: ['office', 'vpn'] });
  });

  it('give way to the status that the button sets', async () => {
    const id = await createTicket();
    await send(grace, id, { resolve: true, changes: { status: 'waiting', assignee: 'me' } });
    expect(await grace.api.ticket(id)).toMatchObject({ status: 'resolved', assignee: { id: grace.id } });
  });

  it.each([
    ['an unknown agent', { assignee: '4711' }, 400, 'changes.assignee'],
    ['a word for an agent', { assignee: 'you' }, 400, 'changes.assignee'],
    ['an unknown topic', { topic_id: 4711 }, 400, 'changes.topic_id'],
    ['an unknown field', { title: 'x' }, 400, 'changes.title'],
    ['an unknown status', { status: 'gone' }, 400, 'changes.status'],
    ['a list', [], 400, 'changes'],
  ])('are refused with %s, and nothing is sent', async (_, changes, status, field) => {
    const id = await createTicket();
    for (const undo_seconds of [0, 60]) {
      const sent = await send(grace, id, { changes, undo_seconds });
      expect([sent.status, sent.body.errors?.[0]?.field]).toEqual([status, field]);
    }
    const listed = await grace.api.get<{ results: Sent[] }>(`/api/tickets/${id}/messages`);
    expect(listed.body.results).toEqual([]);
  });

  it('are refused from requesters, and for a status that the ticket cannot get', async () => {
    const id = await createTicket();
    expect((await send(ada, id, { changes: { priority: 'critical' } })).status).toBe(403);
    const closed = await send(grace, id, { changes: { status: 'closed' } });
    expect([closed.status, closed.body.code]).toEqual([422, 'ticket.status_move_forbidden']);
    expect(await grace.api.ticket(id)).toMatchObject({ status: 'open', version: 1 });
  });
});

describe('a canned reply', () => {
  it('has changes for the message, which can be replaced', async () => {
    const create = { title: 'Ask', body: 'Hello {{requester.first_name}}.', changes: allChanges() };
    const { body } = await grace.api.call<Sent>('POST', '/api/canned-replies', create);
    expect(body.changes).toEqual({ ...allChanges(), add_tags: ['vpn', 'office'] });
    const path = `/api/canned-replies/${body.id}`;
    const renamed = await grace.api.call<Sent>('PATCH', path, { title: 'Ask back' });
    expect(renamed.body.changes).toEqual(body.changes);
    const replaced = await grace.api.call<Sent>('PATCH', path, { changes: { status: 'resolved' } });
    expect(replaced.body.changes).toEqual({ status: 'resolved' });
    const refused = await grace.api.call<Problem>('PATCH', path, { changes: { assignee: 'you' } });
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([400, 'changes.assignee']);
  });
});
