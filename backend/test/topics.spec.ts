import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Person, Problem, Ticket, TicketPage } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { startService, type Service } from './support/service.ts';

interface Topic {
  id: number;
  name: string;
  description: string;
  category: string;
  active: boolean;
  tickets: number;
  created_at: string;
}

type Reference = { id: number; name: string } | null;
type TopicTicket = Ticket & { topic: Reference; triage: { suggested_topic: Reference; applied: boolean } };

interface Quality {
  results: { topic: Reference; decisions: number; precision: number | null; coverage: number | null }[];
  decisions: number;
  coverage: number | null;
  forecast: { decisions: number; coverage: number } | null;
}

let service: Service;
let admin: Api;
let grace: Person;
beforeAll(async () => {
  service = await startService();
  admin = service.api;
  grace = await service.api.person('agent', 'Grace');
});
afterAll(() => service.stop());

async function topic(input: Record<string, unknown>): Promise<Topic> {
  const { status, body, text } = await admin.call<Topic>('POST', '/api/topics', {
    category: 'technical',
    ...input,
  });
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  return body;
}

async function ticket(input: Record<string, unknown> = {}): Promise<TopicTicket> {
  const { body } = await grace.api.call<TopicTicket>('POST', '/api/tickets', {
    title: 'Question',
    description: 'Please call me back.',
    ...input,
  });
  return body;
}

async function triaged(input: Record<string, unknown> = {}): Promise<TopicTicket> {
  const { id } = await ticket(input);
  return eventually('the ticket is triaged', async () => {
    const { body } = await grace.api.get<TopicTicket>(`/api/tickets/${id}`);
    return body.triage.state === 'suggested' ? body : undefined;
  });
}

async function change(id: number, changes: Record<string, unknown>): Promise<TopicTicket> {
  const { status, body, text } = await grace.api.call<TopicTicket>('PATCH', `/api/tickets/${id}`, changes);
  if (status !== 200) throw new Error(`Expected 200, got ${status}: ${text}`);
  return body;
}

async function list(query: string): Promise<number[]> {
  const { body } = await grace.api.get<TicketPage>(`/api/tickets?${query}`);
  return body.results.map(({ id }) => id).sort((a, b) => a - b);
}

describe('a topic', () => {
  it('is created, listed by name, changed and deleted by administrators', async () => {
    const vpn = await topic({ name: ' VPN ', description: ' Connecting\n to the office. ' });
    expect(vpn).toEqual({
      id: vpn.id,
      name: 'VPN',
      description: 'Connecting to the office.',
      category: 'technical',
      active: true,
      tickets: 0,
      created_at: vpn.created_at,
    });
    const refunds = await topic({ name: 'refunds', category: 'billing' });
    const { body } = await grace.api.get<{ results: Topic[] }>('/api/topics');
    expect(body.results).toEqual([refunds, vpn]);
    const renamed = await admin.call<Topic>('PATCH', `/api/topics/${vpn.id}`, { name: 'Remote access' });
    expect(renamed.body).toEqual({ ...vpn, name: 'Remote access' });
    expect((await grace.api.get(`/api/topics/${vpn.id}`)).body).toEqual(renamed.body);
    for (const { id } of [vpn, refunds])
      expect((await admin.call('DELETE', `/api/topics/${id}`)).status).toBe(204);
    expect((await grace.api.get(`/api/topics/${vpn.id}`)).status).toBe(404);
  });

  it('has a name that is unique regardless of case', async () => {
    const { id } = await topic({ name: 'Überweisung', category: 'billing' });
    const other = await topic({ name: 'Printer' });
    for (const [method, path, body] of [
      ['POST', '/api/topics', { name: 'ÜBERWEISUNG', category: 'general' }],
      ['PATCH', `/api/topics/${other.id}`, { name: 'überweisung' }],
    ] as const) {
      const { status, body: problem } = await admin.call<Problem>(method, path, body);
      expect([status, problem.code, problem.errors?.[0]?.field]).toEqual([409, 'topic.name_taken', 'name']);
    }
    expect((await admin.call('PATCH', `/api/topics/${id}`, { name: 'ÜBERWEISUNG' })).status).toBe(200);
    for (const each of [id, other.id]) await admin.call('DELETE', `/api/topics/${each}`);
  });

  it('in use is deactivated, not deleted, and stays on its tickets', async () => {
    const printer = await topic({ name: 'Printer' });
    const { id } = await ticket({ topic_id: printer.id });
    const refused = await admin.call<Problem>('DELETE', `/api/topics/${printer.id}`);
    expect([refused.status, refused.body.code]).toEqual([409, 'topic.in_use']);
    expect(refused.body.detail).toContain('Deactivate');
    const inactive = await admin.call<Topic>('PATCH', `/api/topics/${printer.id}`, { active: false });
    expect(inactive.body).toMatchObject({ active: false, tickets: 1 });
    expect((await change(id, { topic_id: printer.id, priority: 'low' })).topic?.name).toBe('Printer');
    const fault = await grace.api.call<Problem>('POST', '/api/tickets', {
      title: 'Jam',
      description: 'Paper.',
      topic_id: printer.id,
    });
    expect([fault.status, fault.body.errors?.[0]]).toMatchObject([
      400,
      { field: 'topic_id', code: 'topic_unknown' },
    ]);
    // Tickets keep their category when the topic moves.
    await admin.call('PATCH', `/api/topics/${printer.id}`, { category: 'general' });
    const { body } = await grace.api.get<TopicTicket>(`/api/tickets/${id}`);
    expect([body.category, body.topic?.id]).toEqual(['technical', printer.id]);
  });
});

describe('the topic of a ticket', () => {
  let refund: Topic;
  let invoice: Topic;
  let login: Topic;
  beforeAll(async () => {
    refund = await topic({ name: 'Money back', category: 'billing' });
    invoice = await topic({ name: 'Receipt copies', category: 'billing' });
    login = await topic({ name: 'Sign in', category: 'account' });
  });

  it('sets its category on creation and by a change, and decides triage', async () => {
    expect(await ticket({ topic_id: refund.id, priority: 'low' })).toMatchObject({
      category: 'billing',
      topic: { id: refund.id, name: 'Money back' },
      triage: { state: 'manual' },
    });
    const { id } = await triaged();
    const changed = await change(id, { topic_id: login.id });
    expect(changed).toMatchObject({ category: 'account', topic: { id: login.id, name: 'Sign in' } });
    expect(['accepted', 'overridden']).toContain(changed.triage.state);
    const { body } = await grace.api.get<{ results: { changes: object }[] }>(`/api/tickets/${id}/history`);
    expect(body.results[0]!.changes).toMatchObject({ topic: [null, 'Sign in'] });
  });

  it('is accepted if category and priority equal a suggestion without topic', async () => {
    const { id, triage } = await triaged();
    expect(triage.suggested_category).toBe('general');
    const other = await topic({ name: 'Callbacks', category: 'general' });
    const { triage: decided } = await change(id, {
      topic_id: other.id,
      priority: triage.suggested_priority!,
    });
    expect(decided.state).toBe('accepted');
  });

  it('refuses another category, an unknown topic, and a requester', async () => {
    const { id } = await ticket();
    const patch = (body: object) => grace.api.call<Problem>('PATCH', `/api/tickets/${id}`, body);
    const mismatch = await patch({ topic_id: refund.id, category: 'technical' });
    expect([mismatch.status, mismatch.body.code, mismatch.body.errors?.[0]?.field]).toEqual([
      422,
      'ticket.topic_category_mismatch',
      'category',
    ]);
    expect((await patch({ topic_id: refund.id, category: 'billing' })).status).toBe(200);
    const unknown = await patch({ topic_id: 4711 });
    expect([unknown.status, unknown.body.errors?.[0]?.code]).toEqual([400, 'topic_unknown']);
    const { api } = await admin.person('requester');
    const own = { title: 'Hello', description: 'Hello.' };
    expect((await api.call('POST', '/api/tickets', { ...own, topic_id: refund.id })).status).toBe(403);
    const { body } = await api.call<Ticket>('POST', '/api/tickets', own);
    expect((await api.call('PATCH', `/api/tickets/${body.id}`, { topic_id: null })).status).toBe(403);
  });

  it('is removed by null and by a category that it does not belong to', async () => {
    const { id } = await ticket({ topic_id: refund.id });
    expect((await change(id, { category: 'billing' })).topic?.id).toBe(refund.id);
    expect((await change(id, { topic_id: null })).topic).toBeNull();
    await change(id, { topic_id: refund.id });
    expect(await change(id, { category: 'technical' })).toMatchObject({ category: 'technical', topic: null });
    const { body } = await grace.api.get<{ results: { changes: object }[] }>(`/api/tickets/${id}/history`);
    expect(body.results[0]!.changes).toEqual({
      category: ['billing', 'technical'],
      topic: ['Money back', null],
    });
  });

  it('filters the list, the export and views', async () => {
    const a = await ticket({ topic_id: refund.id, tags: ['filtered'] });
    const b = await ticket({ topic_id: login.id, tags: ['filtered'] });
    const c = await ticket({ tags: ['filtered'] });
    expect(await list(`tag=filtered&topic=${refund.id}`)).toEqual([a.id]);
    expect(await list(`tag=filtered&topic=${refund.id},${login.id}`)).toEqual([a.id, b.id]);
    expect(await list(`tag=filtered&topic=none&topic=${login.id}`)).toEqual([b.id, c.id]);
    expect((await list(`topic=${refund.id}`)).includes(a.id)).toBe(true);
    const csv = await grace.api.get(`/api/tickets/export.csv?topic=${refund.id}&tag=filtered`);
    expect(csv.text).toMatch(/,topic\r\n.*,"Money back"\r\n$/);
    const view = await grace.api.call<{ query: object }>('POST', '/api/views', {
      name: 'Refunds',
      query: { topic: [String(refund.id), 'none'] },
    });
    expect(view.body.query).toEqual({ topic: [String(refund.id), 'none'] });
    const { status, body } = await grace.api.get<Problem>('/api/tickets?topic=vpn');
    expect([status, body.errors?.[0]?.code]).toEqual([400, 'topic_filter_invalid']);
  });

  it('is changed and undone in bulk', async () => {
    const a = await ticket({ topic_id: refund.id });
    const b = await ticket({ category: 'technical', priority: 'low' });
    const { body } = await grace.api.call<{ updated: number; undo_id: number }>('POST', '/api/tickets/bulk', {
      ids: [a.id, b.id],
      changes: { topic_id: invoice.id },
    });
    expect(body.updated).toBe(2);
    const read = async (id: number) => (await grace.api.get<TopicTicket>(`/api/tickets/${id}`)).body;
    expect(await read(b.id)).toMatchObject({ category: 'billing', topic: { id: invoice.id } });
    await grace.api.call('POST', `/api/tickets/bulk/${body.undo_id}/undo`);
    expect((await read(a.id)).topic?.id).toBe(refund.id);
    expect(await read(b.id)).toMatchObject({ category: 'technical', topic: null });
  });

  it('is restored by undoing the decision, unless it was chosen again since', async () => {
    const { id, category, topic: before } = await triaged();
    await change(id, { topic_id: login.id });
    const undone = await grace.api.call<TopicTicket>('POST', `/api/tickets/${id}/triage/undo`);
    expect(undone.body).toMatchObject({ category, topic: before, triage: { state: 'suggested' } });
    await change(id, { topic_id: refund.id });
    await change(id, { topic_id: invoice.id });
    expect((await grace.api.call('POST', `/api/tickets/${id}/triage/undo`)).status).toBe(409);
  });
});

describe('a suggested topic', () => {
  let badges: Topic;
  let payroll: Topic;
  beforeAll(async () => {
    badges = await topic({
      name: 'Door badge',
      description: 'Badges for doors and gates.',
      category: 'account',
    });
    payroll = await topic({ name: 'Payroll', description: 'Wages and payslips.', category: 'billing' });
  });

  const classify = async (description: string) =>
    (
      await grace.api.call<{ suggested_category: string; suggested_topic: Reference }>(
        'POST',
        '/api/tickets/classify',
        {
          description,
        },
      )
    ).body;

  it('follows from its name at first, is shown but not applied, and is accepted with the suggestion', async () => {
    const text = 'Please refund the wrong charge on my payroll invoice, I was charged twice.';
    const { suggested_category, suggested_topic } = await eventually('the topic is known', async () => {
      const answer = await classify(text);
      return answer.suggested_topic ? answer : undefined;
    });
    expect([suggested_category, suggested_topic]).toEqual(['billing', { id: payroll.id, name: 'Payroll' }]);
    const { id, topic: applied, triage } = await triaged({ description: text });
    expect([applied, triage.suggested_topic]).toEqual([null, { id: payroll.id, name: 'Payroll' }]);
    const accepted = await grace.api.call<TopicTicket>('POST', `/api/tickets/${id}/triage/accept`);
    expect(accepted.body).toMatchObject({ topic: { id: payroll.id }, triage: { state: 'accepted' } });
    const undone = await grace.api.call<TopicTicket>('POST', `/api/tickets/${id}/triage/undo`);
    expect(undone.body).toMatchObject({ topic: null, triage: { state: 'suggested' } });
  });

  it('is overridden by another topic, and removed with its topic', async () => {
    const { id, triage } = await triaged({
      title: 'Payroll',
      description: 'Wrong charge on the payroll invoice.',
    });
    expect(triage.suggested_topic?.id).toBe(payroll.id);
    const other = await topic({ name: 'Other payments', category: 'billing' });
    const changed = await change(id, { topic_id: other.id, priority: triage.suggested_priority! });
    expect(changed.triage.state).toBe('overridden');
  });

  it('is learned from decisions, applied when it is certain, and never replaces a choice', async () => {
    const places = ['north', 'south', 'east', 'west', 'main', 'rear', 'upper', 'lower', 'old', 'new'];
    for (const place of places) {
      await ticket({
        title: 'Gate',
        description: `The turnstile at the ${place} gate beeps red.`,
        topic_id: badges.id,
        priority: 'low',
      });
      await ticket({
        title: 'Wages',
        description: `My salary for the ${place} branch is short again.`,
        topic_id: payroll.id,
        priority: 'low',
      });
    }
    const answer = await eventually('the decisions are learned', async () => {
      const { suggested_topic } = await classify('The turnstile at the garden gate beeps red.');
      return suggested_topic?.id === badges.id ? suggested_topic : undefined;
    });
    expect(answer).toEqual({ id: badges.id, name: 'Door badge' });
    const text = { title: 'Gate', description: 'The turnstile at the ferry gate beeps red.' };
    const applied = await triaged(text);
    expect(applied.triage.suggested_topic?.id).toBe(badges.id);
    expect(applied.triage.suggested_category).toBe('account');
    expect(applied.topic?.id ?? null).toBe(applied.triage.applied ? badges.id : null);
    const given = await triaged({ ...text, topic_id: payroll.id });
    expect([given.topic?.id, given.category]).toEqual([payroll.id, 'billing']);
    expect((await classify('What are your opening hours on Sunday?')).suggested_topic).toBeNull();
    const { body } = await grace.api.get<Quality>('/api/topics/quality');
    const quality = body.results.find(({ topic }) => topic!.id === badges.id)!;
    expect(quality.decisions).toBe(10);
    expect(quality.precision).toBeGreaterThan(0.9);
    expect(quality.coverage).toBeGreaterThan(0.5);
    expect(body.decisions).toBeGreaterThanOrEqual(20);
  });

  it('that is inactive is neither suggested nor applied', async () => {
    await admin.call('PATCH', `/api/topics/${badges.id}`, { active: false });
    const text = 'The turnstile at the harbour gate beeps red.';
    await eventually('the topic is gone', async () =>
      (await classify(text)).suggested_topic === null ? true : undefined,
    );
    const { topic: applied, triage } = await triaged({ title: 'Gate', description: text });
    expect([applied, triage.suggested_topic]).toEqual([null, null]);
  });
});
