import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, Problem } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { Random } from './support/random.ts';
import { startService, type Service } from './support/service.ts';
import { insertTickets, type TicketRow } from './support/tickets.ts';

interface Decided {
  accepted: number;
  overridden: number;
}

interface Times {
  resolved: number;
  mean_seconds: number | null;
  p50_seconds: number | null;
  p90_seconds: number | null;
}

interface Report {
  from: string;
  to: string;
  created: number;
  resolved: number;
  priority_breakdown: Record<string, number>;
  category_breakdown: Record<string, number>;
  resolution: Times;
  daily: {
    date: string;
    created: number;
    resolved: number;
    p50_seconds: number | null;
    p90_seconds: number | null;
    decisions: { by_source: Record<string, Decided>; by_category: Record<string, Decided> };
  }[];
  triage: {
    by_source: Record<string, Decided & { acceptance_rate: number | null }>;
    by_category: Record<string, Decided & { acceptance_rate: number | null }>;
    category_confusion: { suggested: string; chosen: string; n: number }[];
    priority_confusion: { suggested: string; chosen: string; n: number }[];
  };
}

interface Bucket {
  name: string;
  created_from: string | null;
  created_to: string;
  open: number;
  in_progress: number;
  waiting: number;
  by_priority: Record<string, number>;
}

interface Lane {
  team: { id: number; name: string } | null;
  key: string;
  assignee: { id: number; name: string } | null;
  counts: Record<string, number>;
}

const DAY_MS = 86_400_000;
const STATUSES = ['open', 'in_progress', 'waiting', 'resolved', 'closed'];
const PRIORITIES = ['low', 'medium', 'high', 'critical'];
const CATEGORIES = ['billing', 'technical', 'account', 'general'];
const SOURCES = ['gemini', 'openai', 'local', 'default'];

let service: Service;
let agents: Person[];
beforeAll(async () => {
  service = await startService({ TRIAGE_SWEEP_SECONDS: '3600' });
  agents = [await service.api.person('agent', 'grace'), await service.api.person('agent', 'Alan')];
});
afterAll(() => service.stop());
beforeEach(() => service.query('DELETE FROM tickets'));

async function get<Body>(path: string): Promise<Body> {
  const { status, body, text } = await service.api.get<Body>(`/api/tickets/stats/${path}`);
  if (status !== 200) throw new Error(`Expected 200, got ${status}: ${text}`);
  return body;
}

const report = (query = ''): Promise<Report> => get(`report?${query}`);
const queue = async (): Promise<Bucket[]> => (await get<{ buckets: Bucket[] }>('queue')).buckets;
const board = async (lanes: string): Promise<Lane[]> =>
  (await get<{ lanes: Lane[] }>(`board?lanes=${lanes}`)).lanes;

const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
const each = <Value>(keys: string[], of: (key: string) => Value): Record<string, Value> =>
  Object.fromEntries(keys.map((key) => [key, of(key)]));

interface Row {
  status: string;
  priority: string;
  category: string;
  assignee_id: number | null;
  created: string;
  resolved: string | null;
  seconds: number | null;
}

interface Decision {
  source: string;
  decision: string;
  category: string;
  priority: string;
  decided_category: string;
  decided_priority: string;
  decided: string;
}

const date = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;

/** What the three should say, counted the slow way: from the tickets, and from what the classifiers' answers came to. */
async function scan(): Promise<{ report: Report; queue: Bucket[]; boards: Record<string, Lane[]> }> {
  const rows = await service.query<Row>(
    `SELECT status, priority, category, assignee_id, ${date('created_at')} AS created, ${date('resolved_at')} AS resolved,
       extract(epoch FROM resolved_at - created_at)::int AS seconds FROM tickets WHERE deleted_at IS NULL`,
  );
  const decided = await service.query<Decision>(
    `SELECT source, decision, c.category, c.priority, c.decided_category, c.decided_priority, ${date('c.decided_at')} AS decided
     FROM classifications c JOIN tickets t ON t.id = c.ticket_id
     WHERE t.deleted_at IS NULL AND decision IS NOT NULL AND ${date('c.decided_at')} >= '${day(29)}'`,
  );
  const filed = rows.filter(({ created }) => created >= day(29));
  const count = (matches: (row: Row) => boolean, among = rows): number => among.filter(matches).length;
  const decisions = (matches: (row: Decision) => boolean): Decided => ({
    accepted: decided.filter((row) => row.decision === 'accepted' && matches(row)).length,
    overridden: decided.filter((row) => row.decision === 'overridden' && matches(row)).length,
  });
  const rate = (matches: (row: Decision) => boolean): Decided & { acceptance_rate: number | null } => {
    const { accepted, overridden } = decisions(matches);
    const n = accepted + overridden;
    return { accepted, overridden, acceptance_rate: n ? Math.round((accepted / n) * 100) / 100 : null };
  };
  const times = (matches: (resolved: string) => boolean): Times => {
    const seconds = rows.flatMap((row) => (row.resolved && matches(row.resolved) ? [row.seconds!] : []));
    return {
      resolved: seconds.length,
      mean_seconds: seconds.length ? Math.round(seconds.reduce((a, b) => a + b, 0) / seconds.length) : null,
      p50_seconds: near(percentile(seconds, 0.5)),
      p90_seconds: near(percentile(seconds, 0.9)),
    };
  };
  const resolution = times((resolved) => resolved >= day(29));
  const counts = (matches: (row: Row) => boolean): Record<string, number> =>
    each(STATUSES, (status) => count((row) => row.status === status && matches(row)));
  const ages: [string, number | null, number][] = [
    ['today', 0, 0],
    ['yesterday', 1, 1],
    ['week', 6, 2],
    ['month', 29, 7],
    ['older', null, 30],
  ];
  return {
    report: {
      from: day(29),
      to: day(0),
      created: filed.length,
      resolved: resolution.resolved,
      priority_breakdown: each(PRIORITIES, (value) => count(({ priority }) => priority === value, filed)),
      category_breakdown: each(CATEGORIES, (value) => count(({ category }) => category === value, filed)),
      resolution,
      daily: Array.from({ length: 30 }, (_, i) => {
        const date = day(29 - i);
        const { resolved, p50_seconds, p90_seconds } = times((resolved) => resolved === date);
        return {
          date,
          created: count(({ created }) => created === date),
          resolved,
          p50_seconds,
          p90_seconds,
          decisions: {
            by_source: each(SOURCES, (value) =>
              decisions((row) => row.decided === date && row.source === value),
            ),
            by_category: each(CATEGORIES, (value) =>
              decisions((row) => row.decided === date && row.category === value),
            ),
          },
        };
      }),
      triage: {
        by_source: each(SOURCES, (value) => rate(({ source }) => source === value)),
        by_category: each(CATEGORIES, (value) => rate(({ category }) => category === value)),
        category_confusion: CATEGORIES.flatMap((suggested) =>
          CATEGORIES.map((chosen) => ({
            suggested,
            chosen,
            n: decided.filter((row) => row.category === suggested && row.decided_category === chosen).length,
          })),
        ),
        priority_confusion: PRIORITIES.flatMap((suggested) =>
          PRIORITIES.map((chosen) => ({
            suggested,
            chosen,
            n: decided.filter((row) => row.priority === suggested && row.decided_priority === chosen).length,
          })),
        ),
      },
    },
    queue: ages.map(([name, from, to]) => {
      const ofAge = (row: Row): boolean =>
        row.created <= day(to) && (from === null || row.created >= day(from));
      const unsolved = rows.filter(
        (row) => ['open', 'in_progress', 'waiting'].includes(row.status) && ofAge(row),
      );
      return {
        name,
        created_from: from === null ? null : day(from),
        created_to: day(to),
        open: count(({ status }) => status === 'open', unsolved),
        in_progress: count(({ status }) => status === 'in_progress', unsolved),
        waiting: count(({ status }) => status === 'waiting', unsolved),
        by_priority: each(PRIORITIES, (value) => count(({ priority }) => priority === value, unsolved)),
      };
    }),
    boards: {
      none: [{ key: 'all', assignee: null, team: null, counts: counts(() => true) }],
      priority: PRIORITIES.toReversed().map((key) => ({
        key,
        assignee: null,
        team: null,
        counts: counts(({ priority }) => priority === key),
      })),
      assignee: [
        // By name, whatever the case.
        ...[agents[1]!, agents[0]!].flatMap(({ id, name }) => {
          const ofAgent = counts((row) => row.assignee_id === id);
          return ofAgent.open! + ofAgent.in_progress! + ofAgent.waiting! > 0
            ? [{ key: String(id), assignee: { id, name }, team: null, counts: ofAgent }]
            : [];
        }),
        { key: 'none', assignee: null, team: null, counts: counts((row) => row.assignee_id === null) },
      ],
    },
  };
}

async function read(): Promise<Awaited<ReturnType<typeof scan>>> {
  return {
    report: await report(),
    queue: await queue(),
    boards: {
      none: await board('none'),
      priority: await board('priority'),
      assignee: await board('assignee'),
    },
  };
}

function percentile(seconds: number[], share: number): number | null {
  return seconds.toSorted((a, b) => a - b)[Math.ceil(share * seconds.length) - 1] ?? null;
}

/** Within the stated bound, and the second that both are rounded to. */
function near(exact: number | null): number | null {
  if (exact === null) return null;
  return expect.toSatisfy((value) => Math.abs(Number(value) - exact) <= 0.049 * exact + 1) as number;
}

async function untilTriaged(): Promise<void> {
  await eventually('all is triaged', async () => {
    const rows = await service.query(
      `SELECT FROM tickets WHERE triage_state = 'pending' AND deleted_at IS NULL`,
    );
    return rows.length === 0;
  });
}

describe('the report, the queue and the board', () => {
  it('of an empty system are zeros, and null where there is nothing to divide', async () => {
    const empty = await read();
    expect(empty).toEqual(await scan());
    expect(empty.report.daily).toHaveLength(30);
    expect(empty.report.triage.category_confusion).toHaveLength(16);
    expect(empty.report.resolution.mean_seconds).toBeNull();
    expect(empty.boards.assignee).toEqual([
      {
        key: 'none',
        assignee: null,
        team: null,
        counts: { open: 0, in_progress: 0, waiting: 0, resolved: 0, closed: 0 },
      },
    ]);
  });

  it('equal a plain count of the tables after whatever was done', async () => {
    const random = new Random(20261125);
    const ids: number[] = [];
    const anyId = (): number => random.oneOf(ids);
    const path = (): string => `/api/tickets/${anyId()}`;
    const settled = (): Record<string, string> => ({
      category: random.oneOf(CATEGORIES),
      priority: random.oneOf(PRIORITIES),
    });
    const assigned = (): Record<string, number | null> => ({
      assignee_id: random.oneOf([null, ...agents.map(({ id }) => id)]),
    });
    const steps: (() => Promise<unknown>)[] = [
      async () => ids.push((await service.api.create()).id),
      () => service.api.call('POST', `${path()}/triage/accept`),
      () => service.api.call('POST', `${path()}/triage/accept`),
      () => service.api.call('PATCH', path(), settled()),
      () => service.api.call('PATCH', path(), { status: random.oneOf(STATUSES) }),
      () => service.api.call('PATCH', path(), assigned()),
      () => service.api.call('POST', `${path()}/triage/retry`),
      () => service.api.call('POST', `${path()}/reopen`),
      () => service.api.call('DELETE', path()),
      () => service.api.call('POST', `${path()}/restore`),
      () => service.api.call('POST', `${path()}/restore`),
      () =>
        service.api.call('POST', '/api/tickets/bulk', {
          ids: [anyId(), anyId(), anyId()],
          changes: { ...settled(), ...assigned() },
        }),
      // Days that the api gives only to those who wait.
      () =>
        service.query(
          `UPDATE tickets SET category = $1, updated_at = now() - make_interval(days => $2) WHERE id % 5 = $3`,
          [random.oneOf(CATEGORIES), random.below(40), random.below(5)],
        ),
      () =>
        service.query(
          `UPDATE tickets SET created_at = now() - make_interval(days => $1, hours => $2),
             resolved_at = CASE WHEN resolved_at IS NOT NULL THEN now() END WHERE id % 6 = $3`,
          [random.below(40), 1 + random.below(30), random.below(6)],
        ),
      () =>
        service.query(
          `UPDATE tickets SET status = 'closed', resolved_at = least(created_at + make_interval(hours => $1), now()) WHERE id % 9 = $2`,
          [random.below(200), random.below(9)],
        ),
      // A model that answered in another's place.
      () =>
        service.query(
          `WITH t AS (UPDATE tickets SET triage_source = $1 WHERE id % 4 = $2 AND triage_source IS NOT NULL RETURNING id)
           UPDATE classifications SET source = $1 WHERE ticket_id IN (SELECT id FROM t)`,
          [random.oneOf(SOURCES), random.below(4)],
        ),
      () => service.query(`DELETE FROM tickets WHERE deleted_at IS NOT NULL AND id % 3 = 0`),
      () => service.query(`SELECT fold_ticket_counters()`),
    ];
    for (let i = 0; i < 15; i += 1) ids.push((await service.api.create()).id);
    await untilTriaged();
    for (let round = 0; round < 8; round += 1) {
      for (let step = 0; step < 25; step += 1) await random.oneOf(steps)();
      await untilTriaged();
      expect(await read()).toEqual(await scan());
    }
    const { triage, resolved } = await report();
    // Whatever was counted, there was something to count.
    const decided = Object.values(triage.by_category);
    expect(decided.reduce((sum, { overridden }) => sum + overridden, 0)).toBeGreaterThan(3);
    expect(resolved).toBeGreaterThan(0);
  });

  it('lose and double nothing that is written while two folds run', async () => {
    let writing = true;
    const fold = async (): Promise<void> => {
      while (writing) await service.query(`SELECT fold_ticket_counters()`);
    };
    const write = async (writer: number): Promise<void> => {
      for (let i = 0; i < 8; i += 1) {
        const { id } = await service.api.createSettled({ priority: PRIORITIES[(writer + i) % 4] });
        await service.api.patch(id, {
          status: i % 2 ? 'resolved' : 'in_progress',
          assignee_id: agents[0]!.id,
        });
      }
    };
    const folds = [fold(), fold()];
    await Promise.all(Array.from({ length: 12 }, (_, writer) => write(writer))).finally(
      () => (writing = false),
    );
    await Promise.all(folds);
    const before = await read();
    expect(before).toEqual(await scan());
    expect(before.report.created).toBe(96);
    await service.query(`SELECT fold_ticket_counters()`);
    expect(await read()).toEqual(before);
    const [rows] = await service.query<{ n: number }>('SELECT count(*)::int AS n FROM ticket_filings');
    // Of one day: four priorities.
    expect(rows!.n).toBe(4);
  });
});

describe('a decision', () => {
  it('counts once, as it was first made, on that day, and not while its ticket is deleted', async () => {
    const ticket = await service.api.triaged((await service.api.create()).id);
    const { id } = ticket;
    const suggested = ticket.triage.suggested_category!;
    const source = ticket.triage.source!;
    const decisions = async (): Promise<{ total: Decided; days: Record<string, Decided> }> => {
      const { daily, triage } = await report();
      const days = daily
        .map(({ date, decisions }) => [date, decisions.by_category[suggested]!] as const)
        .filter(([, { accepted, overridden }]) => accepted + overridden > 0);
      const { accepted, overridden } = triage.by_source[source]!;
      return { total: { accepted, overridden }, days: Object.fromEntries(days) };
    };
    const accepted = { accepted: 1, overridden: 0 };
    const none = { total: { accepted: 0, overridden: 0 }, days: {} };
    expect(await decisions()).toEqual(none);

    await service.api.call('POST', `/api/tickets/${id}/triage/accept`);
    expect(await decisions()).toEqual({ total: accepted, days: { [day(0)]: accepted } });
    await service.query(`UPDATE tickets SET decided_at = decided_at - interval '3 days'`);
    expect(await decisions()).toEqual({ total: accepted, days: { [day(3)]: accepted } });
    // What is no decision leaves it on its day.
    await service.api.patch(id, { status: 'resolved', tags: ['vpn'] });
    await service.api.message(id, 'Done.');
    expect(await decisions()).toEqual({ total: accepted, days: { [day(3)]: accepted } });

    const other = CATEGORIES.find((category) => category !== suggested)!;
    // Later changes by any user are re-prioritisation, also repeated ones.
    for (const category of [other, suggested, other]) await service.api.patch(id, { category });
    await service.api.patch(id, { priority: 'critical' });
    const linus = await service.api.person('agent', 'Linus');
    await linus.api.patch(id, { priority: 'low' });
    expect((await service.api.ticket(id)).triage.state).toBe('accepted');
    expect(await decisions()).toEqual({ total: accepted, days: { [day(3)]: accepted } });
    const pairs = (await report()).triage.category_confusion.filter(({ n }) => n > 0);
    expect(pairs).toEqual([{ suggested, chosen: suggested, n: 1 }]);

    await service.api.call('DELETE', `/api/tickets/${id}`);
    expect(await decisions()).toEqual(none);
    await service.api.call('POST', `/api/tickets/${id}/restore`);
    expect(await decisions()).toEqual({ total: accepted, days: { [day(3)]: accepted } });
  });

  it('without a suggestion is none', async () => {
    await service.api.createSettled({ category: 'billing' });
    const { triage, created } = await report();
    expect(created).toBe(1);
    expect(Object.values(triage.by_source).every(({ acceptance_rate }) => acceptance_rate === null)).toBe(
      true,
    );
  });
});

describe('the report', () => {
  it('is of the days that are asked for', async () => {
    await insertTickets(service, [
      { created_at: '2026-03-01T23:59:59Z', priority: 'high' },
      {
        created_at: '2026-03-02T00:00:00Z',
        updated_at: '2026-03-02T01:00:00Z',
        status: 'closed',
        resolved_at: '2026-03-02T01:00:00Z',
        triage_state: 'accepted',
      },
      { created_at: '2026-03-03T23:59:59Z', category: 'billing' },
      { created_at: '2026-03-04T00:00:00Z' },
    ]);
    const { daily, ...sums } = await report('from=2026-03-02&to=2026-03-03');
    expect(sums).toMatchObject({
      from: '2026-03-02',
      to: '2026-03-03',
      created: 2,
      resolved: 1,
      priority_breakdown: { low: 0, medium: 2, high: 0, critical: 0 },
      category_breakdown: { billing: 1, technical: 0, account: 0, general: 1 },
      resolution: { resolved: 1, mean_seconds: 3600, p50_seconds: near(3600) },
      triage: { by_source: { local: { accepted: 1, overridden: 0, acceptance_rate: 1 } } },
    });
    expect(daily.map(({ date, created, resolved }) => [date, created, resolved])).toEqual([
      ['2026-03-02', 1, 1],
      ['2026-03-03', 1, 0],
    ]);
  });

  it.each(['from=2026-03-02&to=2026-03-01', 'from=2025-01-01&to=2026-03-01', 'from=x', 'days=7'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await service.api.get<Problem>(`/api/tickets/stats/report?${query}`);
      expect([status, body.code]).toEqual([400, 'input.invalid']);
    },
  );
});

describe('the queue', () => {
  it('counts what a list of the same days and statuses counts', async () => {
    const tickets: Partial<TicketRow>[] = [0, 1, 2, 6, 7, 29, 30, 400].flatMap((days) =>
      ['open', 'in_progress', 'closed'].map((status) => ({ status, created_at: `${day(days)}T00:00:00Z` })),
    );
    await insertTickets(service, tickets);
    const buckets = await queue();
    expect(buckets.map(({ name, open, in_progress }) => [name, open, in_progress])).toEqual([
      ['today', 1, 1],
      ['yesterday', 1, 1],
      ['week', 2, 2],
      ['month', 2, 2],
      ['older', 2, 2],
    ]);
    for (const { created_from, created_to, open, in_progress } of buckets) {
      const after = created_from === null ? '' : `&created_after=${created_from}`;
      const before = new Date(Date.parse(created_to) + DAY_MS).toISOString();
      const { total } = await service.api.list(`status=open,in_progress${after}&created_before=${before}`);
      expect(total).toEqual({ value: open + in_progress, relation: 'eq' });
    }
  });
});

describe('the board', () => {
  it('has a lane for whoever has something to do, also when they have left, and one for nobody', async () => {
    const left = await service.api.person('agent', 'Zoe');
    await insertTickets(service, [
      { assignee_id: left.id },
      { assignee_id: left.id, status: 'closed' },
      { assignee_id: agents[0]!.id, status: 'closed' },
      { assignee_id: agents[1]!.id, status: 'in_progress' },
      {},
    ]);
    await service.api.call('PATCH', `/api/users/${left.id}`, { active: false });
    expect(
      (await board('assignee')).map(({ key, assignee, counts }) => [key, assignee?.name, counts]),
    ).toEqual([
      [String(agents[1]!.id), 'Alan', { open: 0, in_progress: 1, waiting: 0, resolved: 0, closed: 0 }],
      [String(left.id), 'Zoe', { open: 1, in_progress: 0, waiting: 0, resolved: 0, closed: 1 }],
      ['none', undefined, { open: 1, in_progress: 0, waiting: 0, resolved: 0, closed: 0 }],
    ]);
    expect(await get('board')).toEqual({ lanes: await board('none') });
    expect((await service.api.get('/api/tickets/stats/board?lanes=tags')).status).toBe(400);
  });
});
