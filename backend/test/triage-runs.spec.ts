import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { createDatabase, startService, type Service } from './support/service.ts';

interface Run {
  id: number;
  state: string;
  paused: boolean;
  total: number;
  seen: number;
  proposed: number;
  applied: number;
  skipped: number;
  undone: number;
  moves: { from: { category: string }; to: { category: string }; tickets: number }[];
}

const PATH = '/api/triage/runs';
let service: Service;
beforeAll(async () => {
  service = await startService({ DATABASE_URL: await createDatabase(), TRIAGE_SWEEP_SECONDS: '3600' });
});
afterAll(() => service.stop());

/** Tickets with a suggestion that an older model might have made; the model of now says technical. */
async function suggested(count: number, text = 'The VPN is down and nobody can connect.'): Promise<number[]> {
  const rows = await service.query<{ id: number }>(
    `INSERT INTO tickets (title, description, category, priority, triage_state, triage_source, triage_model,
       suggested_category, suggested_priority, confidence, rationale, classified_at)
     SELECT 'VPN down ' || n, $2, 'billing', 'low', 'suggested', 'local', 'an older model', 'billing', 'low', 0.5,
       'As it was.', now() FROM generate_series(1, $1) n RETURNING id`,
    [count, text],
  );
  return rows.map(({ id }) => id);
}

async function start(filter?: Record<string, unknown>): Promise<Run> {
  const { status, body, text } = await service.api.call<Run>('POST', PATH, { source: 'local', filter });
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  return body;
}

const run = async (id: number): Promise<Run> => (await service.api.get<Run>(`${PATH}/${id}`)).body;
const reaches = (id: number, state: string): Promise<Run> =>
  eventually(
    `run ${id} is ${state}`,
    async () => {
      const now = await run(id);
      return now.state === state && now;
    },
    45,
  );
const values = async (ids: number[]): Promise<string[]> =>
  (await Promise.all(ids.map((id) => service.api.ticket(id)))).map(({ category }) => category);

describe('asking again about many tickets', () => {
  it('shows first, changes on a person’s word, leaves decisions alone, and is undone', async () => {
    const [changes, decidedBefore, decidedAfter] = (await suggested(3)) as [number, number, number];
    const { id, total } = await start();
    expect(total).toBe(3);
    const preview = await reaches(id, 'previewed');
    expect(preview).toMatchObject({ seen: 3, proposed: 3, applied: 0 });
    expect(preview.moves).toEqual([
      {
        from: { category: 'billing', priority: 'low' },
        to: expect.objectContaining({ category: 'technical' }),
        tickets: 3,
      },
    ]);
    expect(await values([changes])).toEqual(['billing']);
    const { body } = await service.api.get<{
      results: { id: number; title: string; to: { category: string } }[];
    }>(`${PATH}/${id}/tickets?limit=2`);
    expect(body.results.map((ticket) => [ticket.id, ticket.title, ticket.to.category])).toEqual([
      [changes, 'VPN down 1', 'technical'],
      [decidedBefore, 'VPN down 2', 'technical'],
    ]);

    await service.api.patch(decidedBefore, { category: 'account' });
    await service.api.call('POST', `${PATH}/${id}/apply`);
    expect(await reaches(id, 'done')).toMatchObject({ proposed: 0, applied: 2, skipped: 1 });
    expect(await values([changes, decidedBefore, decidedAfter])).toEqual([
      'technical',
      'account',
      'technical',
    ]);
    const { triage } = await service.api.ticket(changes);
    expect(triage).toMatchObject({ state: 'suggested', suggested_category: 'technical' });

    await service.api.call('POST', `/api/tickets/${decidedAfter}/triage/accept`);
    await service.api.call('POST', `${PATH}/${id}/undo`);
    expect(await reaches(id, 'undone')).toMatchObject({ applied: 0, undone: 1, skipped: 2 });
    expect(await values([changes, decidedBefore, decidedAfter])).toEqual(['billing', 'account', 'technical']);
    expect((await service.api.ticket(changes)).triage).toMatchObject({
      model: 'an older model',
      rationale: 'As it was.',
      suggested_category: 'billing',
    });
    const { body: history } = await service.api.get<{
      results: { actor: { name: string }; changes: object }[];
    }>(`/api/tickets/${changes}/history`);
    expect(
      history.results.slice(0, 2).map(({ actor, changes }) => [actor.name, Object.keys(changes).sort()]),
    ).toEqual([
      ['Triage (taken back)', ['category', 'priority']],
      ['Triage (local)', ['category', 'priority']],
    ]);
    expect((await service.api.call('DELETE', `${PATH}/${id}`)).status).toBe(204);
    expect((await service.api.get(`${PATH}/${id}`)).status).toBe(404);
  });

  it('asks only about those that the filter lets through', async () => {
    const ids = await suggested(2);
    await service.query(`UPDATE tickets SET priority = 'critical' WHERE id = $1`, [ids[0]]);
    const { id } = await start({ priority: ['critical'], category: ['billing'], source: ['local'] });
    expect(await reaches(id, 'previewed')).toMatchObject({ total: 1, seen: 1 });
    const none = await start({ created_before: '2020-01-01' });
    expect(await reaches(none.id, 'previewed')).toMatchObject({ total: 0, seen: 0, moves: [] });
  });

  it('is held and let go on', async () => {
    await suggested(400);
    const { id } = await start();
    const held = await service.api.call<Run>('PATCH', `${PATH}/${id}`, { paused: true });
    expect(held.body).toMatchObject({ state: 'previewing', paused: true });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const { seen, total } = await run(id);
    expect(seen).toBeLessThan(total);
    await service.api.call('PATCH', `${PATH}/${id}`, { paused: false });
    expect((await reaches(id, 'previewed')).seen).toBe(total);
    const { status, body } = await service.api.call<Problem>('PATCH', `${PATH}/${id}`, { paused: true });
    expect([status, body.code]).toEqual([409, 'triage_run.wrong_state']);
  });

  it('goes on after a crash, with nothing done twice or left out', async () => {
    const ids = await suggested(600);
    const { id, total } = await start();
    await eventually('it has begun', async () => (await run(id)).seen > 0);
    await service.stop('SIGKILL');
    service = await startService({ DATABASE_URL: service.databaseUrl, TRIAGE_SWEEP_SECONDS: '3600' });
    expect((await reaches(id, 'previewed')).seen).toBe(total);
    await service.api.call('POST', `${PATH}/${id}/apply`);
    await eventually('it has begun', async () => (await run(id)).applied > 0);
    await service.stop('SIGKILL');
    service = await startService({ DATABASE_URL: service.databaseUrl, TRIAGE_SWEEP_SECONDS: '3600' });
    const { applied, proposed } = await reaches(id, 'done');
    expect(proposed).toBe(0);
    expect(applied).toBeGreaterThanOrEqual(600);
    const [counted] = await service.query<{ tickets: number; answers: number }>(
      `SELECT count(DISTINCT ticket_id)::int AS tickets, count(*)::int AS answers FROM classifications
       WHERE ticket_id = ANY ($1)`,
      [ids],
    );
    expect(counted).toEqual({ tickets: 600, answers: 600 });
  });

  it('refuses who is not configured, what is not there yet, and who may not', async () => {
    const { status, body } = await service.api.call<Problem>('POST', PATH, { source: 'gemini' });
    expect([status, body.code]).toEqual([409, 'triage_run.source_not_configured']);
    expect((await service.api.call('POST', PATH, { source: 'default' })).status).toBe(400);
    expect(
      (await service.api.call('POST', PATH, { source: 'local', filter: { category: ['x'] } })).status,
    ).toBe(400);
    const { id } = await start({ created_before: '2020-01-01' });
    expect((await service.api.call('POST', `${PATH}/${id}/undo`)).status).toBe(409);
    const { api } = await service.api.person('agent');
    expect((await api.get(PATH)).status).toBe(403);
  });
});
