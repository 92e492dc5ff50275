import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Person, Problem, Ticket } from './support/api.ts';
import { eventually, startRedis, type RedisServer } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import {
  createDatabase,
  startService,
  startWorker,
  type Service,
  type TestProcess,
} from './support/service.ts';

interface Timed extends Ticket {
  snoozed_until: string | null;
  due_at: string | null;
}

interface History {
  results: {
    actor: { type: string; name: string };
    changes: Record<string, [unknown, unknown]>;
    reason: string | null;
  }[];
}

const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

let redis: RedisServer;
let service: Service;
let workers: TestProcess[] = [];
let agent: Person;
let requester: Person;
let api: Api;
beforeAll(async () => {
  redis = await startRedis();
  const settings = { DATABASE_URL: await createDatabase(), REDIS_URL: redis.url };
  service = await startService(settings);
  workers = await Promise.all([startWorker(settings), startWorker(settings)]);
  agent = await service.api.person('agent', 'Grace');
  requester = await service.api.person('requester', 'Ada');
  api = agent.api;
}, 300_000);
afterAll(async () => {
  await Promise.all([service.stop(), ...workers.map((worker) => worker.stop())]);
  await redis.stop();
});

async function history(id: number, reader = api): Promise<History['results']> {
  return (await reader.get<History>(`/api/tickets/${id}/history`)).body.results;
}

async function ids(query: string, reader = api): Promise<number[]> {
  return (await reader.list(`limit=100&${query}`)).results.map(({ id }) => id);
}

/** A requester's ticket that triage does not change any more. */
async function createTriaged(): Promise<Ticket> {
  const { id } = await requester.api.create();
  await api.triaged(id);
  return requester.api.ticket(id);
}

/** A ticket whose snooze ends now, as one that was snoozed some time ago. */
async function endSnooze(id: number): Promise<void> {
  await service.query(`UPDATE tickets SET snoozed_until = now() WHERE id = $1`, [id]);
}

describe('a snoozed ticket', () => {
  it('leaves the lists that exclude it, for agents only, and is not shown to its requester', async () => {
    const { id, version } = await createTriaged();
    const known = await history(id, requester.api);
    const until = inDays(1);
    const snoozed = (await api.patch(id, { snoozed_until: until })) as Timed;
    expect(snoozed.snoozed_until).toBe(until);
    expect(await ids('snoozed=true')).toContain(id);
    expect(await ids('snoozed=false')).not.toContain(id);
    expect(await ids('')).toContain(id);
    expect((await history(id))[0]).toMatchObject({ changes: { snoozed_until: [null, until] } });

    const seen = (await requester.api.ticket(id)) as Timed;
    expect(seen).toMatchObject({ snoozed_until: null, version });
    expect(await ids('snoozed=false', requester.api)).toContain(id);
    expect(await ids('snoozed=true', requester.api)).toEqual([]);
    expect(await history(id, requester.api)).toEqual(known);
  });

  it('is excluded from exact totals, with and without a counter', async () => {
    const tag = 'snoozed-total';
    const made = await Promise.all(
      Array.from({ length: 4 }, () => api.createSettled({ category: 'billing', tags: [tag] })),
    );
    await api.patch(made[0]!.id, { snoozed_until: inDays(2) });
    const totals = async (query: string): Promise<number[]> =>
      Promise.all(
        ['', '&snoozed=true', '&snoozed=false'].map(
          async (snoozed) => (await api.list(query + snoozed)).total.value,
        ),
      );
    for (const query of [
      'category=billing',
      'category=billing&unread=false',
      `tag=${tag}`,
      `search=${tag}`,
    ]) {
      expect([query, ...(await totals(query))]).toEqual([query, 4, 1, 3]);
    }
  });

  it('returns once: unread, at the top, with its reason and an event, hidden from its requester', async () => {
    const client = await EventClient.connect(api);
    const own = await EventClient.connect(requester.api);
    const { id, version, updated_at } = await createTriaged();
    await api.patch(id, { assignee_id: agent.id });
    await api.patch(id, { snoozed_until: inDays(1) });
    await api.createSettled();
    await endSnooze(id);
    const returned = await eventually('the ticket returns', async () => {
      const ticket = (await api.ticket(id)) as Timed;
      return ticket.snoozed_until === null && ticket;
    });
    expect(returned.unread).toBe(true);
    expect((await ids('sort=-updated_at'))[0]).toBe(id);
    await eventually('its event', () =>
      client.events.some(({ name, data }) => name === 'ticket.updated' && data.version === returned.version),
    );
    const entries = (await history(id)).filter(({ changes }) => 'snoozed_until' in changes);
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ actor: { type: 'system', name: 'TicketIQ' }, reason: 'snooze_ended' });
    // The requester sees the assignment alone.
    const seen = await requester.api.ticket(id);
    expect(seen.version).toBe(version + 1);
    expect(seen.updated_at > updated_at).toBe(true);
    expect(seen.updated_at < returned.updated_at).toBe(true);
    expect(own.events.map(({ data }) => data.version)).not.toContain(version + 2);
    client.close();
    own.close();
  });

  it('returns at once when its requester writes, and is open again', async () => {
    const { id } = await createTriaged();
    await api.patch(id, { status: 'waiting', snoozed_until: inDays(3) });
    await requester.api.message(id, 'It still does not work.');
    expect(await api.ticket(id)).toMatchObject({ status: 'open', unread: true, snoozed_until: null });
    expect((await history(id))[0]!.changes).toMatchObject({
      message: [null, 'public'],
      status: ['waiting', 'open'],
    });
  });

  it('stays snoozed when it is assigned, and no longer once it is resolved', async () => {
    const { id } = await api.createSettled();
    const until = inDays(3);
    await api.patch(id, { snoozed_until: until });
    expect(await api.patch(id, { assignee_id: agent.id })).toMatchObject({ snoozed_until: until });
    expect(await api.patch(id, { status: 'resolved' })).toMatchObject({ snoozed_until: null });
  });

  it('returns though Redis is stopped, also one whose time came while no worker was running', async () => {
    const { id } = await api.createSettled();
    await api.patch(id, { snoozed_until: inDays(1) });
    await Promise.all(workers.map((worker) => worker.stop()));
    await endSnooze(id);
    expect(await ids('snoozed=false')).toContain(id);
    const settings = { DATABASE_URL: service.databaseUrl, REDIS_URL: redis.url };
    workers = [await startWorker(settings)];
    await eventually('the ticket returns', async () => (await api.ticket(id)).unread);
    const other = await api.createSettled();
    await api.patch(other.id, { snoozed_until: inDays(1) });
    await redis.kill();
    await endSnooze(other.id);
    await eventually('the other returns', async () => (await api.ticket(other.id)).unread);
    await redis.start();
  }, 180_000);
});

describe('the times of a ticket', () => {
  it.each([
    ['snoozed_until', inDays(-1), 'past_time'],
    ['snoozed_until', inDays(800), 'too_far_ahead'],
    ['snoozed_until', 'tomorrow', 'not_time'],
    ['due_at', 'tomorrow', 'not_time'],
    ['due_at', 42, 'not_time'],
  ])('%s refuses %s', async (field, value, code) => {
    const { id } = await api.createSettled();
    const { status, body } = await api.call<Problem>('PATCH', `/api/tickets/${id}`, { [field]: value });
    expect({ status, errors: body.errors }).toMatchObject({ status: 400, errors: [{ field, code }] });
  });

  it('are not the requester’s to set', async () => {
    const { id } = await createTriaged();
    const call = (method: string, path: string, fields: object) => requester.api.call(method, path, fields);
    expect((await call('PATCH', `/api/tickets/${id}`, { snoozed_until: inDays(1) })).status).toBe(403);
    expect((await call('PATCH', `/api/tickets/${id}`, { due_at: inDays(1) })).status).toBe(403);
    const ticket = { title: 'VPN', description: 'Down', due_at: inDays(1) };
    expect((await call('POST', '/api/tickets', ticket)).status).toBe(403);
  });

  it('are changed in bulk, and undone with their version for the requester', async () => {
    const tickets = await Promise.all([createTriaged(), createTriaged()]);
    const given = tickets.map(({ id }) => id);
    const dueAt = inDays(5);
    const changes = { snoozed_until: inDays(1), due_at: dueAt };
    const { body } = await api.call<{ undo_id: number }>('POST', '/api/tickets/bulk', {
      ids: given,
      changes,
    });
    expect(await api.ticket(given[0]!)).toMatchObject(changes);
    expect(await requester.api.ticket(given[0]!)).toMatchObject({ due_at: dueAt, snoozed_until: null });
    await api.call('POST', `/api/tickets/bulk/${body.undo_id}/undo`);
    for (const id of given) {
      expect(await api.ticket(id)).toMatchObject({ snoozed_until: null, due_at: null });
    }
    const { body: hidden } = await api.call<{ undo_id: number }>('POST', '/api/tickets/bulk', {
      ids: given,
      changes: { snoozed_until: inDays(1) },
    });
    const { version } = await requester.api.ticket(given[0]!);
    await api.call('POST', `/api/tickets/bulk/${hidden.undo_id}/undo`);
    expect(await requester.api.ticket(given[0]!)).toMatchObject({ version });
  });

  it('sort tickets by the time they are due, without one last, page by page', async () => {
    const tag = 'by-due-time';
    const days = [3, null, -1, 7, null, 3];
    const made: number[] = [];
    for (const day of days) {
      const fields = { tags: [tag], ...(day !== null && { due_at: inDays(day) }) };
      made.push((await api.createSettled(fields)).id);
    }
    const inOrder = [2, 0, 5, 3, 1, 4].map((i) => made[i]);
    for (const filter of [`tag=${tag}`, 'status=open', 'status=open,closed']) {
      const found: number[] = [];
      let cursor = '';
      do {
        const page = await api.list(`${filter}&sort=due_at&limit=4${cursor}`);
        found.push(...page.results.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id));
        cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
      } while (cursor);
      expect(found).toEqual(inOrder);
    }
    expect(((await api.ticket(made[1]!)) as Timed).due_at).toBeNull();
  });
});

describe('a message of an agent', () => {
  it.each([0, 1])('moves the ticket to waiting, after %s seconds to undo it', async (seconds) => {
    const { id } = await createTriaged();
    const message = { body: 'Which version?', wait: true, undo_seconds: seconds };
    expect((await api.call('POST', `/api/tickets/${id}/messages`, message)).status).toBe(201);
    await eventually('the ticket waits', async () => (await api.ticket(id)).status === 'waiting');
  });
});

describe('a resolved ticket', () => {
  it('is closed after the days of its team, once, and without them never', async () => {
    const [old, fresh, elsewhere] = await Promise.all([1, 2, 3].map(() => api.createSettled()));
    for (const { id } of [old!, fresh!, elsewhere!]) await api.patch(id, { status: 'resolved' });
    const [{ id: team }] = (await service.query<{ id: number }>(
      `INSERT INTO teams (name) VALUES ('Elsewhere') RETURNING id`,
    )) as [{ id: number }];
    await service.query(
      `UPDATE tickets SET resolved_at = now() - make_interval(days => CASE id WHEN $1 THEN 2 ELSE 4 END),
         team_id = CASE id WHEN $2 THEN $3 ELSE team_id END WHERE id = ANY ($4)`,
      [fresh!.id, elsewhere!.id, team, [old!.id, fresh!.id, elsewhere!.id]],
    );
    await service.query(`UPDATE teams SET auto_close_days = 3 WHERE id = 1`);
    await eventually('the ticket is closed', async () => (await api.ticket(old!.id)).status === 'closed');
    expect((await api.ticket(fresh!.id)).status).toBe('resolved');
    expect((await api.ticket(elsewhere!.id)).status).toBe('resolved');
    const closing = (await history(old!.id)).filter(({ reason }) => reason === 'auto_closed');
    expect(closing).toMatchObject([
      { actor: { type: 'system' }, changes: { status: ['resolved', 'closed'] } },
    ]);
    await expect(service.query(`UPDATE teams SET auto_close_days = 0`)).rejects.toThrow('auto_close_days');
  });
});
