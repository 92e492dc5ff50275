import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { Random } from './support/random.ts';
import { startService, type Service } from './support/service.ts';
import { insertTickets } from './support/tickets.ts';

interface Statistics {
  total_tickets: number;
  open_tickets: number;
  avg_tickets_per_day: number;
  priority_breakdown: Record<string, number>;
  category_breakdown: Record<string, number>;
  status_breakdown: Record<string, number>;
  daily: { date: string; created: number; resolved: number }[];
  resolution: {
    resolved: number;
    mean_seconds: number | null;
    p50_seconds: number | null;
    p90_seconds: number | null;
  };
  triage: {
    pending: number;
    suggested: number;
    accepted: number;
    overridden: number;
    acceptance_rate: number | null;
    by_source: Record<string, number>;
  };
}

/** A provider that never answered is not told of. */
function asked({ openai, ...always }: Record<string, number>): Record<string, number> {
  return openai ? { ...always, openai } : always;
}

const DAY_MS = 86_400_000;
const VALUES = {
  status: ['open', 'in_progress', 'waiting', 'resolved', 'closed'],
  priority: ['low', 'medium', 'high', 'critical'],
  category: ['billing', 'technical', 'account', 'general'],
  triage_state: ['pending', 'suggested', 'accepted', 'overridden', 'manual'],
  triage_source: ['gemini', 'local', 'default'],
};

let service: Service;
beforeAll(async () => (service = await startService({ TRIAGE_SWEEP_SECONDS: '3600' })));
afterAll(() => service.stop());
beforeEach(() => service.query('DELETE FROM tickets'));

async function read(query = ''): Promise<Statistics> {
  return (await service.api.get<Statistics>(`/api/tickets/stats?${query}`)).body;
}

/** What the statistics should say, counted the slow way. */
async function countAll(): Promise<Statistics> {
  const rows = await service.query<Record<string, string | number | null>>(
    `SELECT status, priority, category, triage_state, triage_source,
       to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS created,
       to_char(resolved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS resolved,
       extract(epoch FROM resolved_at - created_at)::integer AS seconds
     FROM tickets WHERE deleted_at IS NULL`,
  );
  const count = (field: string, value: string): number => rows.filter((row) => row[field] === value).length;
  const breakdown = (field: keyof typeof VALUES): Record<string, number> =>
    Object.fromEntries(VALUES[field].map((value) => [value, count(field, value)]));
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const first = rows.map(({ created }) => String(created)).sort()[0];
  const age = first ? (today - Date.parse(first)) / DAY_MS : 0;
  const seconds = rows.flatMap((row) => (row.resolved === null ? [] : [Number(row.seconds)]));
  const triage = breakdown('triage_state');
  const decided = triage.accepted! + triage.overridden!;
  return {
    total_tickets: rows.length,
    open_tickets: count('status', 'open'),
    avg_tickets_per_day: twoDecimals(rows.length / Math.max(age, 1)),
    priority_breakdown: breakdown('priority'),
    category_breakdown: breakdown('category'),
    status_breakdown: breakdown('status'),
    daily: Array.from({ length: 30 }, (_, i) => {
      const date = new Date(today - (29 - i) * DAY_MS).toISOString().slice(0, 10);
      return { date, created: count('created', date), resolved: count('resolved', date) };
    }),
    resolution: {
      resolved: seconds.length,
      mean_seconds: seconds.length ? Math.round(seconds.reduce((a, b) => a + b, 0) / seconds.length) : null,
      p50_seconds: expect.toSatisfy((value) => isWithinBound(value, percentile(seconds, 0.5))) as number,
      p90_seconds: expect.toSatisfy((value) => isWithinBound(value, percentile(seconds, 0.9))) as number,
    },
    triage: {
      pending: triage.pending!,
      suggested: triage.suggested!,
      accepted: triage.accepted!,
      overridden: triage.overridden!,
      acceptance_rate: decided ? twoDecimals(triage.accepted! / decided) : null,
      by_source: asked(breakdown('triage_source')),
    },
  };
}

function percentile(seconds: number[], share: number): number | null {
  return seconds.toSorted((a, b) => a - b)[Math.ceil(share * seconds.length) - 1] ?? null;
}

/** The stated bound, and the second that both are rounded to. */
function isWithinBound(value: unknown, exact: number | null): boolean {
  if (exact === null || typeof value !== 'number') return value === exact;
  return Math.abs(value - exact) <= 0.049 * exact + 1;
}

function twoDecimals(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The worker triages meanwhile; the figures are stable once no triage is pending. */
async function untilTriaged(): Promise<void> {
  await eventually('all is triaged', async () => {
    const rows = await service.query(
      `SELECT FROM tickets WHERE triage_state = 'pending' AND deleted_at IS NULL`,
    );
    return rows.length === 0;
  });
}

describe('the statistics', () => {
  it('of an empty system are zeros, and null where there is nothing to divide', async () => {
    const stats = await read();
    expect(stats).toEqual(await countAll());
    expect(stats).toMatchObject({ total_tickets: 0, open_tickets: 0, avg_tickets_per_day: 0 });
    expect(stats.resolution).toEqual({
      resolved: 0,
      mean_seconds: null,
      p50_seconds: null,
      p90_seconds: null,
    });
    expect(stats.triage.acceptance_rate).toBeNull();
  });

  it('hold the five fixed names, and open_tickets counts the status open alone', async () => {
    await insertTickets(service, [
      { status: 'open', priority: 'low', category: 'billing' },
      { status: 'open', priority: 'critical', category: 'account' },
      { status: 'in_progress', priority: 'critical' },
      { status: 'resolved' },
      { status: 'closed' },
      { status: 'open', deleted_at: new Date().toISOString() },
    ]);
    expect(await read()).toMatchObject({
      total_tickets: 5,
      open_tickets: 2,
      avg_tickets_per_day: 5,
      priority_breakdown: { low: 1, medium: 2, high: 0, critical: 2 },
      category_breakdown: { billing: 1, technical: 0, account: 1, general: 3 },
      status_breakdown: { open: 2, in_progress: 1, waiting: 0, resolved: 1, closed: 1 },
    });
  });

  it('show a write in the very next read', async () => {
    const { id } = await service.api.createSettled({ priority: 'low' });
    expect((await read()).priority_breakdown.low).toBe(1);
    await service.api.patch(id, { priority: 'high', status: 'resolved' });
    expect(await read()).toMatchObject({
      open_tickets: 0,
      priority_breakdown: { low: 0, high: 1 },
      resolution: { resolved: 1 },
    });
    await service.api.patch(id, { status: 'open' });
    expect(await read()).toMatchObject({ open_tickets: 1, resolution: { resolved: 0, mean_seconds: null } });
    await service.api.call('DELETE', `/api/tickets/${id}`);
    expect((await read()).total_tickets).toBe(0);
    await service.api.call('POST', `/api/tickets/${id}/restore`);
    expect((await read()).total_tickets).toBe(1);
  });

  it('equal a full count after whatever was done', async () => {
    const random = new Random(20261124);
    const ids: number[] = [];
    const anyId = (): number => random.oneOf(ids);
    const path = (): string => `/api/tickets/${anyId()}`;
    const settled = (): Record<string, string> => ({
      category: random.oneOf(VALUES.category),
      priority: random.oneOf(VALUES.priority),
    });
    const changes = (): Record<string, string> =>
      random.next() < 0.5 ? settled() : { ...settled(), status: random.oneOf(VALUES.status) };
    const steps: (() => Promise<unknown>)[] = [
      async () => ids.push((await service.api.create()).id),
      async () => ids.push((await service.api.createSettled(settled())).id),
      () => service.api.call('PATCH', path(), changes()),
      () => service.api.call('PATCH', path(), { status: random.oneOf(VALUES.status) }),
      () => service.api.call('POST', `${path()}/triage/accept`),
      () => service.api.call('POST', `${path()}/triage/retry`),
      () => service.api.call('DELETE', path()),
      () => service.api.call('POST', `${path()}/restore`),
      () =>
        service.api.call('POST', '/api/tickets/bulk', {
          ids: [anyId(), anyId(), anyId()],
          changes: changes(),
        }),
      () =>
        service.query(`UPDATE tickets SET priority = $1, category = $2 WHERE id % 3 = 0`, [
          random.oneOf(VALUES.priority),
          random.oneOf(VALUES.category),
        ]),
      () =>
        service.query(
          `UPDATE tickets SET created_at = created_at - make_interval(hours => $1),
             status = 'closed', resolved_at = now() WHERE id % 4 = 1`,
          [random.below(100)],
        ),
      () => service.query(`UPDATE tickets SET deleted_at = now() WHERE id % 7 = 2 AND deleted_at IS NULL`),
      () => service.query(`DELETE FROM tickets WHERE deleted_at IS NOT NULL AND id % 2 = 0`),
      () => service.query(`SELECT fold_ticket_counters()`),
    ];
    for (let i = 0; i < 12; i += 1) ids.push((await service.api.create()).id);
    for (let round = 0; round < 6; round += 1) {
      for (let step = 0; step < 20; step += 1) await random.oneOf(steps)();
      await untilTriaged();
      expect(await read()).toEqual(await countAll());
    }
  });

  it('never lose or double a write that is made while counters are folded', async () => {
    let writing = true;
    let acknowledged = 0;
    const fold = async (): Promise<void> => {
      while (writing) await service.query(`SELECT fold_ticket_counters()`);
    };
    const watch = async (): Promise<void> => {
      let before = 0;
      while (writing) {
        const answered = acknowledged;
        const { total_tickets, status_breakdown } = await read();
        expect(total_tickets).toBeGreaterThanOrEqual(Math.max(before, answered));
        expect(Object.values(status_breakdown).every((n) => n >= 0)).toBe(true);
        before = total_tickets;
      }
    };
    const write = async (writer: number): Promise<void> => {
      for (let i = 0; i < 12; i += 1) {
        const { id } = await service.api.createSettled({ priority: VALUES.priority[(writer + i) % 4] });
        acknowledged += 1;
        await service.api.patch(id, { status: i % 2 ? 'resolved' : 'in_progress' });
      }
    };
    // Two folds at once, as with two copies of the api.
    const others = [fold(), fold(), watch()];
    await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer))).finally(
      () => (writing = false),
    );
    await Promise.all(others);
    const stats = await read();
    expect(stats).toEqual(await countAll());
    expect(stats.total_tickets).toBe(192);
    await service.query(`SELECT fold_ticket_counters()`);
    expect(await read()).toEqual(stats);
    const [rows] = await service.query<{ n: number }>('SELECT count(*)::int AS n FROM ticket_counts');
    expect(rows!.n).toBe(8);
  });
});

describe('the average per day', () => {
  it.each([
    ['counts a first day that is today as one', 0, 5, 5],
    ['counts from yesterday as one', 1, 5, 5],
    ['runs from the first ticket to today, to two decimals', 7, 10, 1.43],
    ['counts days without tickets', 300, 3, 0.01],
  ])('%s', async (_, daysAgo, n, expected) => {
    const first = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
    await insertTickets(service, [
      { created_at: first },
      ...Array.from({ length: n - 1 }, () => ({ created_at: new Date().toISOString() })),
    ]);
    expect((await read()).avg_tickets_per_day).toBe(expected);
  });

  it('no longer counts from a first ticket that was deleted', async () => {
    const [old] = await insertTickets(service, [
      { created_at: new Date(Date.now() - 99 * DAY_MS).toISOString() },
      { created_at: new Date().toISOString() },
    ]);
    await service.api.call('DELETE', `/api/tickets/${old}`);
    expect((await read()).avg_tickets_per_day).toBe(1);
  });
});

describe('the days', () => {
  it('are the last 30, today included, where nothing else is asked', async () => {
    const { daily } = await read();
    expect(daily).toHaveLength(30);
    expect(daily.at(-1)!.date).toBe(new Date().toISOString().slice(0, 10));
  });

  it('count what was created and resolved on each, in UTC', async () => {
    await insertTickets(service, [
      { created_at: '2026-01-01T23:59:59.999Z' },
      { created_at: '2026-01-02T00:00:00Z', status: 'resolved', resolved_at: '2026-01-03T12:00:00Z' },
      { created_at: '2026-01-02T12:00:00Z', status: 'closed', resolved_at: '2026-01-03T00:00:00Z' },
      { created_at: '2026-01-02T12:00:00Z', deleted_at: '2026-01-03T00:00:00Z' },
    ]);
    expect((await read('from=2026-01-01&to=2026-01-03')).daily).toEqual([
      { date: '2026-01-01', created: 1, resolved: 0 },
      { date: '2026-01-02', created: 2, resolved: 0 },
      { date: '2026-01-03', created: 0, resolved: 2 },
    ]);
  });

  it.each([
    ['from=2026-01-01&to=2026-01-01', 1, '2026-01-01'],
    ['from=2024-01-01&to=2024-12-31', 366, '2024-01-01'],
    ['to=2026-03-01', 30, '2026-01-31'],
    ['from=2999-01-01&to=2999-01-02', 2, '2999-01-01'],
    ['from=1970-01-01&to=1970-01-02', 2, '1970-01-01'],
  ])('of %s are %i, from %s on', async (query, length, first) => {
    const { daily } = await read(query);
    expect([daily.length, daily[0]!.date]).toEqual([length, first]);
  });

  it.each([
    ['from=2026-01-02&to=2026-01-01', ['from']],
    ['from=2999-01-01', ['from']],
    ['from=2024-01-01&to=2025-01-01', ['from']],
    ['from=2026-02-30', ['from']],
    ['from=24.11.2026&to=yesterday', ['from', 'to']],
    ['from=', ['from']],
    ['from=2026-01-01T00:00:00Z', ['from']],
    ['from=2026-01-01&from=2026-01-02', ['from']],
    ['to=0000-01-01', ['to']],
    ['form=2026-01-01', ['form']],
  ])('are refused for %s', async (query, fields) => {
    const { status, body } = await service.api.get<Problem>(`/api/tickets/stats?${query}`);
    expect([status, body.errors?.map(({ field }) => field)]).toEqual([400, fields]);
  });
});

describe('the times to resolution', () => {
  const shapes: Record<string, (random: Random) => number> = {
    'seconds to a year, evenly over their magnitudes': (random) => 1.1 ** (random.next() * 180),
    'around one value': (random) => 7200 + random.below(600),
    'very short ones': (random) => random.below(4),
    'two heaps far apart': (random) => (random.next() < 0.5 ? 60 : 864_000) * (1 + random.next()),
  };

  it.each(Object.entries(shapes))('lie within 4.9 percent of the exact ones: %s', async (_, secondsOf) => {
    const random = new Random(42);
    const created = Date.parse('2026-01-01T00:00:00Z');
    await insertTickets(
      service,
      Array.from({ length: 997 }, () => ({
        status: 'resolved',
        created_at: new Date(created).toISOString(),
        resolved_at: new Date(created + Math.round(secondsOf(random)) * 1000).toISOString(),
      })),
    );
    expect((await read()).resolution).toEqual((await countAll()).resolution);
  });
});
