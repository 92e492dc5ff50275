import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { said, startGeminiStandIn, type GeminiStandIn } from './gemini-stand-in.ts';
import { startOpenAiStandIn, type OpenAiStandIn } from './openai-stand-in.ts';
import { answersTo, ticketsIn } from './simple-model.ts';
import { eventually } from './support/engines.ts';
import { startService, type Service } from './support/service.ts';

interface UsageOfDay {
  date: string;
  calls: number;
  tickets: number;
  input_tokens: number;
  output_tokens: number;
  cost_usd: number;
  by_source: { source: string; calls: number }[];
}
interface TriageUsage {
  today: { date: string; budget_usd: number | null; spent_usd: number | null };
  daily: UsageOfDay[];
}

const PRICES = { TRIAGE_PRICE_INPUT_PER_MILLION: '0.3', TRIAGE_PRICE_OUTPUT_PER_MILLION: '2.5' };

/** What a worker would wait for, comes now. */
const soon = (service: Service): Promise<unknown> =>
  service.query(`UPDATE tickets SET triage_due_at = now() WHERE triage_due_at > now()`);

const usageOf = async (service: Service, query = ''): Promise<TriageUsage> =>
  (await service.api.get<TriageUsage>(`/api/triage/usage${query}`)).body;

describe('a model that speaks OpenAI’s protocol', () => {
  let model: OpenAiStandIn;
  let service: Service;

  beforeAll(async () => {
    model = await startOpenAiStandIn();
    service = await startService({
      TRIAGE_PROVIDER: 'openai',
      OPENAI_BASE_URL: model.url,
      OPENAI_MODEL: 'stand-in',
      TRIAGE_SWEEP_SECONDS: '1',
      ...PRICES,
    });
  });
  afterAll(async () => {
    await service.stop();
    await model.close();
  });
  beforeEach(() => model.behave('answers'));

  it('triages a ticket, and what it cost is told by ticket and by day', async () => {
    const { id } = await service.api.create();
    const { triage } = await service.api.triaged(id);
    expect(triage).toMatchObject({ state: 'suggested', source: 'openai', degraded_reason: null });
    const [row] = await service.query<{ model: string; cost_usd: number; prompt_version: string }>(
      `SELECT model, cost_usd, prompt_version FROM classifications WHERE ticket_id = $1 ORDER BY id DESC`,
      [id],
    );
    expect(row).toMatchObject({ model: 'stand-in', prompt_version: 'triage-3' });
    expect(row!.cost_usd).toBeGreaterThan(0);
    const { today, daily } = await usageOf(service);
    expect(daily).toHaveLength(30);
    expect(daily.at(-1)).toMatchObject({
      date: today.date,
      calls: 1,
      tickets: 1,
      cost_usd: row!.cost_usd,
      by_source: [{ source: 'openai', calls: 1 }],
    });
    expect(today).toMatchObject({ budget_usd: null, spent_usd: row!.cost_usd });
    const bad = await service.api.get('/api/triage/usage?from=2026-02-02&to=2026-02-01');
    expect(bad.status).toBe(400);
  });

  it('gives way to the local model while it is away, and improves on it when it is back', async () => {
    model.behave('server-error');
    const { id } = await service.api.create();
    expect((await service.api.triaged(id)).triage).toMatchObject({
      source: 'local',
      degraded_reason: 'unavailable',
    });
    model.behave('answers');
    await eventually('the model has improved on it', async () => {
      await soon(service);
      return (await service.api.ticket(id)).triage.source === 'openai';
    });
  });
});

describe('a model that drips its answer', () => {
  it('holds up no ticket: a fallback answers meanwhile, and its answer is taken when it comes', async () => {
    const waiting: { content: string; response: ServerResponse }[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const { messages } = JSON.parse(body) as { messages: { content: string }[] };
        response.setHeader('content-type', 'application/json');
        const drops = setInterval(() => response.write(' '), 100);
        response.once('close', () => clearInterval(drops));
        waiting.push({ content: messages.at(-1)!.content, response });
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const service = await startService({
      TRIAGE_PROVIDER: 'openai',
      OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      OPENAI_MODEL: 'stand-in',
      TRIAGE_SWEEP_SECONDS: '1',
      WORKER_CONCURRENCY: '1',
    });
    try {
      const first = await service.api.create();
      await eventually('the model is asked', () => waiting.length === 1, 20);
      const second = await service.api.create();
      for (const { id } of [first, second]) {
        const { triage } = await service.api.triaged(id, 30);
        expect(triage).toMatchObject({ state: 'suggested', source: 'local', degraded_reason: 'timeout' });
      }
      const [held] = waiting;
      expect(held!.response.destroyed).toBe(false);
      held!.response.end(
        JSON.stringify({
          model: 'stand-in',
          choices: [{ index: 0, finish_reason: 'stop', message: { content: answersTo(held!.content) } }],
        }),
      );
      await eventually(
        'the answer is taken',
        async () => (await service.api.ticket(first.id)).triage.source === 'openai',
        20,
      );
    } finally {
      await service.stop();
      server.close();
      server.closeAllConnections();
    }
  }, 90_000);
});

describe('the day’s budget', () => {
  let model: GeminiStandIn;
  let service: Service;

  beforeAll(async () => {
    model = await startGeminiStandIn();
    service = await startService({
      GEMINI_API_KEY: 'test-key',
      GEMINI_BASE_URL: model.url,
      TRIAGE_SWEEP_SECONDS: '1',
      TRIAGE_DAILY_BUDGET_USD: '2',
      ...PRICES,
    });
  });
  afterAll(async () => {
    await service.stop();
    await model.close();
  });

  it('once spent by whichever process, leaves triage to the local model until midnight UTC', async () => {
    await service.query(
      `INSERT INTO model_usage VALUES ((now() AT TIME ZONE 'UTC')::date, 'gemini', 'of-another-process', 9, 9, 9, 9, 2.5)`,
    );
    const { id } = await service.api.create();
    expect((await service.api.triaged(id)).triage).toMatchObject({
      source: 'local',
      degraded_reason: 'budget_spent',
    });
    expect(model.requests).toHaveLength(0);
    const [row] = await service.query<{ at_midnight: boolean }>(
      `SELECT abs(extract(epoch FROM triage_due_at - (date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day')
         AT TIME ZONE 'UTC')) < 5 AS at_midnight FROM tickets WHERE id = $1`,
      [id],
    );
    expect(row!.at_midnight).toBe(true);
    expect((await usageOf(service)).today).toMatchObject({ budget_usd: 2, spent_usd: 2.5 });
  });

  it('of yesterday holds up nobody today', async () => {
    await service.query(`UPDATE model_usage SET day = day - 1`);
    // The sum is known for some seconds.
    await eventually('the model is asked again', async () => {
      const { id } = await service.api.create();
      return (await service.api.triaged(id)).triage.source === 'gemini';
    });
    const { daily } = await usageOf(service);
    expect(daily.at(-2)).toMatchObject({ cost_usd: 2.5, calls: 9 });
  });
});

describe('tickets that wait together', () => {
  let model: GeminiStandIn;
  let service: Service;

  beforeAll(async () => {
    model = await startGeminiStandIn();
    service = await startService({
      GEMINI_API_KEY: 'test-key',
      GEMINI_BASE_URL: model.url,
      TRIAGE_SWEEP_SECONDS: '1',
    });
  });
  afterAll(async () => {
    await service.stop();
    await model.close();
  });

  /** As an import would. */
  const file = async (texts: string[]): Promise<number[]> => {
    const rows = await service.query<{ id: number }>(
      `INSERT INTO tickets (title, description, triage_state, triage_due_at)
       SELECT 'Backlog', description, 'pending', now() FROM unnest($1::text[]) AS description RETURNING id`,
      [texts],
    );
    return rows.map(({ id }) => id);
  };
  const answered = (ids: number[]): Promise<{ source: string; answers: number; reason: string | null }[]> =>
    eventually('all are answered', async () => {
      const rows = await service.query<{ source: string | null; answers: number; reason: string | null }>(
        `SELECT triage_source AS source, degraded_reason AS reason,
           (SELECT count(*)::int FROM classifications WHERE ticket_id = t.id) AS answers
         FROM tickets t WHERE id = ANY ($1) ORDER BY id`,
        [ids],
      );
      return (
        rows.every(({ source }) => source !== null) &&
        (rows as { source: string; answers: number; reason: null }[])
      );
    });

  it('share few calls, and none is asked about twice', async () => {
    const ids = await file(Array.from({ length: 60 }, (_, i) => `My printer number ${i} is broken.`));
    expect(await answered(ids)).toEqual(ids.map(() => ({ source: 'gemini', answers: 1, reason: null })));
    expect(model.requests.length).toBeLessThanOrEqual(8);
    const asked = model.requests.flatMap(({ content }) =>
      ticketsIn(content).map(({ description }) => description),
    );
    expect(new Set(asked).size).toBe(asked.length);
    const { daily } = await usageOf(service);
    expect(daily.at(-1)).toMatchObject({ calls: model.requests.length, tickets: 60, cost_usd: 0 });
  });

  it('do not suffer from one that the model answers badly', async () => {
    model.requests.length = 0;
    model.behave((request) =>
      said(
        request,
        answersTo(request.content, (answer, { description }) =>
          description.includes('poison') ? { ...answer, category: 'Poison' } : answer,
        ),
      ),
    );
    const texts = Array.from({ length: 12 }, (_, i) => `My printer number ${i} is broken.`);
    const ids = await file(texts.with(5, 'The poison is broken.'));
    const rows = await answered(ids);
    expect(rows[5]).toEqual({ source: 'local', answers: 1, reason: 'invalid_answer' });
    expect(rows.toSpliced(5, 1)).toEqual(Array(11).fill({ source: 'gemini', answers: 1, reason: null }));
    const alone = model.requests.filter(({ content }) => content.includes('poison'));
    expect(alone.map(({ content }) => ticketsIn(content).length)).toContain(1);
    model.behave('answers');
  });
});

describe('what leaves the house', () => {
  let model: GeminiStandIn;

  beforeAll(async () => {
    model = await startGeminiStandIn();
  });
  afterAll(() => model.close());

  interface Sent {
    examples?: { title: string; excerpt: string; category: string; priority: string }[];
    tickets: { description: string }[];
  }

  /** What a service with this setting sends about one ticket, after the team has decided about one like it. */
  async function sentAbout(
    description: string,
    settings: Record<string, string> = {},
  ): Promise<{ sent: Sent; triage: Record<string, unknown> }> {
    const service = await startService({
      GEMINI_API_KEY: 'test-key',
      GEMINI_BASE_URL: model.url,
      TRIAGE_SWEEP_SECONDS: '1',
      ...settings,
    });
    try {
      await service.api.create({
        title: 'Coffee machine leaks',
        description: 'The coffee machine on the second floor leaks; call berta@example.org.',
        category: 'account',
        priority: 'low',
      });
      model.requests.length = 0;
      const { id } = await service.api.create({ title: 'The coffee machine leaks again', description });
      const { triage } = await service.api.triaged(id);
      return {
        sent: JSON.parse(model.requests[0]!.content) as Sent,
        triage: triage as unknown as Record<string, unknown>,
      };
    } finally {
      await service.stop();
    }
  }

  const text = 'The coffee machine leaks, anna.lee@example.org refunds the beans.';

  it('has no personal data of the ticket or of the team’s example, and the evidence is of the ticket all the same', async () => {
    model.behave((request) =>
      said(
        request,
        answersTo(request.content, (answer, { description }) => ({
          ...answer,
          evidence: [/\S+ refunds/.exec(description)?.[0], /leaks, \[email \d\]/.exec(description)?.[0]],
        })),
      ),
    );
    const { sent, triage } = await sentAbout(text);
    expect(sent.tickets[0]!.description).toBe('The coffee machine leaks, [email 1] refunds the beans.');
    expect(sent.examples).toEqual([
      {
        title: 'Coffee machine leaks',
        excerpt: 'The coffee machine on the second floor leaks; call [email 1].',
        category: 'account',
        priority: 'low',
      },
    ]);
    expect(triage['evidence']).toEqual(['leaks, anna.lee@example.org']);
    model.behave('answers');
  });

  it('is the text as it is where the operator says so', async () => {
    const { sent } = await sentAbout(text, { TRIAGE_REDACT_PERSONAL_DATA: 'false' });
    expect(sent.tickets[0]!.description).toBe(text);
    expect(sent.examples?.[0]?.excerpt).toContain('berta@example.org');
  });
});
