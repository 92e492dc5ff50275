import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api, type Person, type Problem, type TicketPage } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

let service: Service;
let requester: Person;
let agent: Person;
beforeAll(async () => {
  service = await startService();
  requester = await service.api.person('requester', 'Ada');
  agent = await service.api.person('agent');
});
afterAll(() => service.stop());

/** Tickets of the requester, each of 20,000 characters. */
async function fill(count: number, text: string): Promise<number[]> {
  const rows = await service.query<{ id: number }>(
    `INSERT INTO tickets (title, description, requester_id, requester_name, requester_email, triage_state)
     SELECT 'Ticket ' || i, left(repeat($2, 20000), 20000), $3, 'Ada', $4, 'manual' FROM generate_series(1, $1) AS i
     RETURNING id`,
    [count, text, requester.id, requester.email],
  );
  return rows.map(({ id }) => id);
}

/** How long the calls of another take, in milliseconds, until the work is done. */
async function meanwhile(
  api: Api,
  work: Promise<unknown>,
): Promise<{ median: number; statuses: Set<number> }> {
  const times: number[] = [];
  const statuses = new Set<number>();
  let isDone = false;
  void work.finally(() => (isDone = true));
  while (!isDone || times.length < 20) {
    const since = performance.now();
    statuses.add((await api.get('/api/tickets?limit=20&status=closed')).status);
    times.push(performance.now() - since);
  }
  return { median: times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!, statuses };
}

function countsOf(answers: Answer<unknown>[]): Record<number, number> {
  return Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, { length }]) => [status, length]),
  );
}

function expectToSayWhen({ status, headers, body }: Answer<unknown>): void {
  expect([status, (body as Problem).code]).toEqual([429, 'request.too_many']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
}

describe('a flood', () => {
  it('of searches by a requester leaves the others their turn', { timeout: 120_000 }, async () => {
    await fill(100, 'Where is the word? ');
    const searches = Promise.all(
      Array.from({ length: 60 }, () => requester.api.get('/api/tickets?limit=100&search=w')),
    );
    const busy = await meanwhile(agent.api, searches);
    const counts = countsOf(await searches);
    expect(Object.keys(counts)).toEqual(['200', '429']);
    expect(counts[200]).toBeGreaterThan(2);
    (await searches).filter(({ status }) => status === 429).forEach(expectToSayWhen);
    expect([...busy.statuses]).toEqual([200]);
    // Without the bound, the others wait for all of the searches.
    expect(busy.median).toBeLessThan(1_000);
  });

  it('of searches that are broken off is bounded as well', { timeout: 60_000 }, async () => {
    const hangUp = new AbortController();
    const broken = Array.from({ length: 60 }, () =>
      fetch(`${service.url}/api/tickets?limit=100&search=w`, {
        headers: requester.api.authorization,
        signal: hangUp.signal,
      }).catch(() => undefined),
    );
    setTimeout(() => hangUp.abort(), 100);
    await Promise.all(broken);
    const [{ n }] = (await service.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'active' AND query LIKE '%search_vector @@%' AND pid <> pg_backend_pid()`,
    )) as [{ n: number }];
    expect(n).toBeLessThanOrEqual(2);
    expect((await requester.api.get('/api/tickets?search=w')).status).toBe(200);
  });

  it(
    'of bulk changes by an agent is worked off one by one, and each counts once',
    { timeout: 120_000 },
    async () => {
      const ids = await fill(500, 'Bulk. ');
      const bulks = Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          agent.api.call<{ updated: number; failed: unknown[] }>('POST', '/api/tickets/bulk', {
            ids,
            changes: { tags: [`bulk${i}`], priority: i % 2 ? 'high' : 'low' },
          }),
        ),
      );
      const { statuses } = await meanwhile(service.api, bulks);
      expect([...statuses]).toEqual([200]);
      const answers = await bulks;
      const done = answers.filter(({ status }) => status === 200);
      expect(done.length).toBeGreaterThan(1);
      expect(done.every(({ body }) => body.updated === 500 && body.failed.length === 0)).toBe(true);
      answers.filter(({ status }) => status !== 200).forEach(expectToSayWhen);
      const [counted] = await service.query(
        `SELECT (SELECT array_agg(DISTINCT version) FROM tickets WHERE id = ANY ($1)) AS versions,
         (SELECT count(*)::int FROM ticket_history WHERE ticket_id = ANY ($1)) AS changes`,
        [ids],
      );
      expect(counted).toEqual({ versions: [1 + done.length], changes: 500 * done.length });
    },
  );

  it('of tickets by a requester ends at 60 an hour', { timeout: 60_000 }, async () => {
    const busy = await service.api.person('requester');
    const answers: Answer<Problem>[] = [];
    for (let i = 0; i < 62; i += 1) {
      answers.push(
        await busy.api.call('POST', '/api/tickets', { title: 'One more', description: 'And more.' }),
      );
    }
    expect(countsOf(answers)).toEqual({ 201: 60, 429: 2 });
    expectToSayWhen(answers.at(-1)!);
    expect((await busy.api.get('/api/tickets')).status).toBe(200);
    await requester.api.create();
    await agent.api.create();
  });
});

describe('a console', () => {
  it('is refused nothing when six tabs of it load at once', async () => {
    const paths = [
      '/api/auth/me',
      '/api/views',
      '/api/views/counts',
      '/api/agents',
      '/api/canned-replies',
      '/api/tickets/stats',
      '/api/tickets/stats/report',
      '/api/tickets/stats/queue',
      '/api/tickets/stats/board?lanes=assignee',
      '/api/tickets?limit=50',
      '/api/tickets?limit=50&search=bulk',
      '/api/tickets?tag=bulk1',
      ...['open', 'in_progress', 'resolved', 'closed'].map((status) => `/api/tickets?status=${status}`),
    ];
    const tabs = Array.from({ length: 6 }, () => paths).flat();
    const answers = await Promise.all(tabs.map((path) => agent.api.get(path)));
    expect(countsOf(answers)).toEqual({ 200: tabs.length });
  });
});

describe('the excerpt of a search', () => {
  it('shows what matches far behind the beginning', async () => {
    const start = 'Nothing of interest here. '.repeat(500);
    await agent.api.create({ title: 'Far', description: `${start}The \u0002zeppelins\u0003 are late.` });
    const { results } = await agent.api.list('search=zeppelin');
    const { excerpt } = results[0]!.match!;
    expect(excerpt.filter(({ hit }) => hit).map(({ text }) => text)).toEqual(['zeppelins']);
    expect(excerpt[0]).toEqual({ text: '…', hit: false });
    expect(excerpt.map(({ text }) => text).join('')).toContain('The \u0002zeppelins\u0003 are late.');
  });
});

describe('what one account can make the service store', () => {
  const text = (i: number): string => `${i} ${'Some text of a description. '.repeat(700)}`.slice(0, 20_000);

  it('of a description that changes is what differs', { timeout: 60_000 }, async () => {
    const { id } = await agent.api.create({ description: text(0) });
    for (let i = 1; i <= 5; i += 1) await agent.api.patch(id, { description: text(i) });
    await agent.api.patch(id, { description: text(5).replace('Some text', 'Other words') });
    const history = await agent.api.get<{ results: { changes: Record<string, [string, string]> }[] }>(
      `/api/tickets/${id}/history`,
    );
    const [before, after] = history.body.results[0]!.changes.description!;
    expect(before).toMatch(/^5 Some text.*\[… \d+ characters …\]$/);
    expect(after).toMatch(/^5 Other words.*\[… \d+ characters …\]$/);
    const [stored] = await service.query<{ longest: number }>(
      `SELECT max(octet_length(changes::text))::int AS longest FROM ticket_history WHERE ticket_id = $1`,
      [id],
    );
    expect(stored!.longest).toBeLessThan(1500);
  });

  it('of an answer to an idempotency key is not the text', async () => {
    const send = (): Promise<Answer<unknown>> =>
      agent.api.call(
        'POST',
        '/api/tickets',
        { title: 'Once', description: text(0) },
        { headers: { 'idempotency-key': 'large' } },
      );
    const [first, second] = [await send(), await send()];
    expect([second.status, second.text]).toEqual([201, first.text]);
    const [stored] = await service.query<{ bytes: number }>(
      `SELECT octet_length(answer::text)::int AS bytes FROM idempotency_keys WHERE key = 'large'`,
    );
    expect(stored!.bytes).toBeLessThan(2000);
  });

  it('is read in pages of bounded size, of what earlier releases stored as well', async () => {
    const { id } = await agent.api.create();
    await service.query(
      `INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
       SELECT $1, 'user', 'Ada', jsonb_build_object('description', jsonb_build_array(
         i || repeat(' text', 4000), i + 1 || repeat(' text', 4000))) FROM generate_series(1, 120) AS i`,
      [id],
    );
    const page = await agent.api.get<TicketPage>(`/api/tickets/${id}/history?limit=100`);
    expect(page.body.results).toHaveLength(100);
    expect(page.text.length).toBeLessThan(200_000);
  });
});
