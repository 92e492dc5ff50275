import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, Problem, Ticket } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

interface Threshold {
  category: string;
  apply_at: number;
  settle_at: number | null;
  is_default: boolean;
  past: { from: number; to: number; accepted: number; overridden: number; self_settled: number }[];
}

const CATEGORIES = ['billing', 'technical', 'account', 'general'];
const PATH = '/api/triage/thresholds';

let service: Service;
let agent: Person;
beforeAll(async () => {
  service = await startService({ TRIAGE_SWEEP_SECONDS: '1' });
  agent = await service.api.person('agent');
});
afterAll(() => service.stop());
beforeEach(() => set({ apply_at: 0, settle_at: null }));

async function set(values: { apply_at: number; settle_at: number | null }): Promise<void> {
  for (const category of CATEGORIES) {
    const { status } = await service.api.call('PUT', `${PATH}/${category}`, values);
    expect(status).toBe(200);
  }
}

async function thresholds(): Promise<Threshold[]> {
  return (await service.api.get<{ results: Threshold[] }>(PATH)).body.results;
}

type Outcome = 'accepted' | 'overridden' | 'self_settled';
async function counted(outcome: Outcome): Promise<number> {
  return (await thresholds()).flatMap(({ past }) => past).reduce((sum, band) => sum + band[outcome], 0);
}

async function acceptanceRate(): Promise<number | null> {
  const { body } = await service.api.get<{ triage: { acceptance_rate: number | null } }>(
    '/api/tickets/stats',
  );
  return body.triage.acceptance_rate;
}

const triaged = async (fields?: Record<string, unknown>): Promise<Ticket> =>
  service.api.triaged((await service.api.create(fields)).id);

describe('thresholds', () => {
  it('apply what the bundled model is likely right about, and settle nothing, until somebody sets them', async () => {
    await service.query('DELETE FROM triage_thresholds');
    const { body } = await service.api.get<{
      results: Threshold[];
      default_apply_at: number;
      default_critical_apply_at: number;
    }>(PATH);
    expect(body).toMatchObject({ default_apply_at: 0.67, default_critical_apply_at: 0.75 });
    const all = body.results;
    expect(
      all.map(({ category, apply_at, is_default, settle_at }) => [category, apply_at, is_default, settle_at]),
    ).toEqual(CATEGORIES.map((category) => [category, 0.67, true, null]));
    expect(all[0]!.past).toHaveLength(20);
    expect([all[0]!.past[0]!.from, all[0]!.past[19]!.to]).toEqual([0, 1]);
    const ticket = await triaged();
    expect(ticket.triage).toMatchObject({ state: 'suggested', held: false, self_settled: false });
    expect(ticket.category).toBe(ticket.triage.suggested_category);
    const vague = await triaged({
      title: 'Something',
      description: 'Something about the file is off there.',
    });
    expect(vague.triage).toMatchObject({ state: 'suggested' });
    if (!vague.triage.abstained) expect(vague.triage.held).toBe((vague.triage.confidence ?? 0) < 0.67);
  });

  it('are answered as they were set', async () => {
    await set({ apply_at: 0.85, settle_at: 0.97 });
    expect((await thresholds()).map(({ apply_at, settle_at }) => [apply_at, settle_at])).toEqual(
      CATEGORIES.map(() => [0.85, 0.97]),
    );
  });

  it('hold back what is less sure: it is shown, and the ticket waits at general/medium', async () => {
    await set({ apply_at: 1, settle_at: null });
    const ticket = await triaged();
    expect(ticket.triage).toMatchObject({ state: 'suggested', held: true, suggested_category: 'technical' });
    expect([ticket.category, ticket.priority]).toEqual(['general', 'medium']);
    const { body } = await agent.api.call<Ticket>('POST', `/api/tickets/${ticket.id}/triage/accept`);
    expect(body).toMatchObject({ category: 'technical', priority: ticket.triage.suggested_priority });
    expect(body.triage.state).toBe('accepted');
  });

  it('keep what the requester has said, held back or not', async () => {
    await set({ apply_at: 1, settle_at: null });
    const ticket = await triaged({ priority: 'critical' });
    expect([ticket.category, ticket.priority]).toEqual(['general', 'critical']);
  });

  it('settle what is sure enough, which is nobody’s decision', async () => {
    // Else the rate would be 1, whatever counts.
    await agent.api.patch((await triaged()).id, { category: 'general', priority: 'low' });
    const [rate, settled, accepted] = [
      await acceptanceRate(),
      await counted('self_settled'),
      await counted('accepted'),
    ];
    await set({ apply_at: 0, settle_at: 0 });
    const ticket = await triaged();
    expect(ticket.triage).toMatchObject({ state: 'accepted', self_settled: true });
    expect(await counted('self_settled')).toBe(settled + 1);
    expect(await counted('accepted')).toBe(accepted);
    expect(await acceptanceRate()).toBe(rate);
    const rows = await service.query(
      `SELECT decided_at, (SELECT count(*)::int FROM classifications WHERE ticket_id = tickets.id AND decision IS NOT NULL) AS n
       FROM tickets WHERE id = $1`,
      [ticket.id],
    );
    expect(rows).toEqual([{ decided_at: null, n: 0 }]);

    const overridden = await counted('overridden');
    const after = await agent.api.patch(ticket.id, { category: 'billing' });
    expect(after.triage).toMatchObject({ state: 'overridden', self_settled: false });
    expect([await counted('self_settled'), await counted('overridden')]).toEqual([settled, overridden + 1]);
  });

  it('count past decisions by how sure the suggestion was', async () => {
    const one = await triaged();
    const other = await triaged({
      title: 'Refund',
      description: 'I was charged twice, please refund the invoice.',
    });
    await agent.api.call('POST', `/api/tickets/${one.id}/triage/accept`);
    await agent.api.patch(other.id, { priority: 'low', category: 'general' });
    const scanned = await service.query<{ category: string; band: number; outcome: Outcome; n: number }>(
      `SELECT suggested_category AS category, least(floor(confidence * 20)::int, 19) AS band,
         CASE WHEN self_settled THEN 'self_settled' ELSE triage_state::text END AS outcome, count(*)::int AS n
       FROM tickets WHERE triage_state IN ('accepted', 'overridden') AND NOT abstained GROUP BY 1, 2, 3`,
    );
    const told = (await thresholds()).flatMap(({ category, past }) =>
      past.flatMap((band, at) =>
        (['accepted', 'overridden', 'self_settled'] as const).flatMap((outcome) =>
          band[outcome] > 0 ? [{ category, band: at, outcome, n: band[outcome] }] : [],
        ),
      ),
    );
    expect(told.length).toBeGreaterThan(1);
    expect(new Set(told.map((each) => JSON.stringify(each)))).toEqual(
      new Set(scanned.map((each) => JSON.stringify(each))),
    );
  });

  it.each([
    [{ apply_at: 0.9, settle_at: 0.8 }, 'settle_at'],
    [{ apply_at: -0.1 }, 'apply_at'],
    [{ apply_at: 1.1 }, 'apply_at'],
    [{ apply_at: '0.5' }, 'apply_at'],
    [{ settle_at: 0.9 }, 'apply_at'],
    [{ apply_at: 0, settle_at: 2 }, 'settle_at'],
  ])('%j is refused by name', async (input, field) => {
    const { status, body } = await service.api.call<Problem>('PUT', `${PATH}/billing`, input);
    expect(status).toBe(400);
    expect(body.errors?.map((each) => each.field)).toEqual([field]);
  });

  it('are an administrator’s to set and every agent’s to see', async () => {
    expect((await agent.api.get(PATH)).status).toBe(200);
    expect((await agent.api.call('PUT', `${PATH}/billing`, { apply_at: 0 })).status).toBe(403);
    expect((await service.api.call('PUT', `${PATH}/gossip`, { apply_at: 0 })).status).toBe(400);
  });
});
