import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGeminiStandIn, type GeminiStandIn } from './gemini-stand-in.ts';
import { eventually } from './support/engines.ts';
import { startService, type Service } from './support/service.ts';

const IMPORTED = 3000;

let gemini: GeminiStandIn;
let service: Service;
beforeAll(async () => {
  gemini = await startGeminiStandIn();
  gemini.behave('slow', { delayMs: 300 });
  service = await startService({
    GEMINI_API_KEY: 'test-key',
    GEMINI_BASE_URL: gemini.url,
    TRIAGE_REQUESTS_PER_MINUTE: '100000',
    WORKER_CONCURRENCY: '1',
    TRIAGE_SWEEP_SECONDS: '2',
    LOG_LEVEL: 'info',
  });
  await insertPending(IMPORTED, 'Imported');
  await eventually('its triage has begun', async () => (await pending()) < IMPORTED - 100);
});
afterAll(async () => {
  await service.stop();
  await gemini.close();
});

/** Without a wake-up, as an import files them, or as they are when theirs was lost. */
function insertPending(count: number, title: string): Promise<{ id: number }[]> {
  return service.query<{ id: number }>(
    `INSERT INTO tickets (title, description, triage_state, triage_due_at)
     SELECT $2, 'The VPN is down.', 'pending', now() FROM generate_series(1, $1) RETURNING id`,
    [count, title],
  );
}

async function pending(): Promise<number> {
  const { body } = await service.api.get<{ triage: { pending: number } }>('/api/tickets/stats');
  return body.triage.pending;
}

describe('behind a backlog of an import', () => {
  it('new tickets are triaged at once, and each takes some of the backlog along', async () => {
    const before = await pending();
    const calls = gemini.requests.length;
    for (let i = 0; i < 3; i += 1) {
      const { id } = await service.api.create({ title: `New ${i}` });
      await service.api.triaged(id, 10);
      // Each waited for the call in hand, for its own, and seldom for one in between.
      expect(gemini.requests.length - calls).toBeLessThanOrEqual((i + 1) * 4);
    }
    const after = await pending();
    expect(after).toBeGreaterThan(1000);
    expect(before - after).toBeGreaterThan(40);
  });

  it('one whose wake-up was lost comes with the next call, not after the backlog', async () => {
    const [newest] = await insertPending(1, 'Its wake-up was lost');
    await service.api.triaged(newest!.id, 10);
    expect(await pending()).toBeGreaterThan(500);
  });

  it('what an import has put off comes in its turn; only what a clock set back has put off is pulled in', async () => {
    const [imported, postponed] = await service.query<{ id: number }>(
      `INSERT INTO tickets (title, description, external_source, triage_state, triage_due_at)
       SELECT 'Put off', 'The VPN is down.', source, 'pending', now() + interval '1 hour'
       FROM unnest(ARRAY['zendesk', NULL]) AS source RETURNING id`,
    );
    await service.api.triaged(postponed!.id, 20);
    const [row] = await service.query<{ waits: boolean }>(
      `SELECT triage_state = 'pending' AND triage_due_at > now() + interval '50 minutes' AS waits FROM tickets WHERE id = $1`,
      [imported!.id],
    );
    expect(row!.waits).toBe(true);
  });

  it('an operator reads in the log how many wait and how long they will take', async () => {
    await eventually('it is told', () =>
      /"msg":"Triage pending for \d+ tickets, \d+ per minute: about \d+ minutes remaining"/.test(
        service.output(),
      ),
    );
  });
});
