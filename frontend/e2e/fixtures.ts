import { test as base, expect, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, start } from './process.ts';

interface Ticket {
  id: number;
  status: string;
  priority: string;
  category: string;
  triage: { state: string; source: string | null };
}

/** The service as its other clients see it, to prepare what a test needs and to ask what became of it. */
export class Service {
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }

  async file(ticket: { title: string; description?: string; [field: string]: unknown }): Promise<Ticket> {
    return this.call('POST', '/api/tickets', { description: `${ticket.title}. Please help.`, ...ticket });
  }
  ticket(id: number): Promise<Ticket> {
    return this.call('GET', `/api/tickets/${id}`);
  }
  change(id: number, changes: Record<string, unknown>): Promise<Ticket> {
    return this.call('PATCH', `/api/tickets/${id}`, changes);
  }
  async triaged(id: number): Promise<Ticket> {
    await expect.poll(async () => (await this.ticket(id)).triage.state).not.toBe('pending');
    return this.ticket(id);
  }

  private async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}

interface WorkerFixtures {
  /** Whether triage asks (the stand-in for) Gemini, or only the model in the box. */
  gemini: boolean;
  standIn: Running | null;
  service: Service;
}
interface TestFixtures {
  /** What the page complained about; every test ends with none, unless it says which it expects. */
  complaints: { expected: RegExp[] };
  secondPage: Page;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  gemini: [false, { option: true, scope: 'worker' }],

  standIn: [
    async ({ gemini }, use) => {
      const running = gemini
        ? await start(
            'backend/test/gemini-stand-in.ts',
            (port) => ['--port', String(port)],
            () => ({}),
            async (url) => (await fetch(url)).status > 0,
          )
        : null;
      await use(running);
      await running?.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  service: [
    async ({ gemini, standIn }, use) => {
      const data = await mkdtemp(join(tmpdir(), 'ticketiq-e2e-'));
      const running = await start(
        'backend/dist/main.js',
        () => [],
        (port) => ({
          DATA_DIR: data,
          PORT: String(port),
          LOG_LEVEL: 'warn',
          DATABASE_URL: '',
          REDIS_URL: '',
          GEMINI_API_KEY: gemini ? 'test' : '',
          GEMINI_BASE_URL: standIn?.url ?? '',
        }),
        async (url) => (await fetch(`${url}/api/health/ready`)).status === 200,
      );
      await use(new Service(running.url));
      await running.stop();
      await rm(data, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  baseURL: async ({ service }, use) => use(service.url),

  complaints: [
    async ({ context }, use) => {
      const heard: string[] = [];
      const complaints = { expected: [] as RegExp[] };
      context.on('console', (message) => {
        if (message.type() === 'error') heard.push(message.text());
      });
      context.on('weberror', (error) => heard.push(error.error().message));
      await use(complaints);
      expect(heard.filter((each) => !complaints.expected.some((known) => known.test(each)))).toEqual([]);
    },
    { auto: true },
  ],

  secondPage: async ({ context }, use) => {
    const page = await context.newPage();
    await use(page);
    await page.close();
  },
});

export { expect };

/** The row of a ticket in the inbox. */
export const row = (page: Page, id: number) => page.locator(`[data-ticket="${id}"]`);
/** The card of a ticket on the board, in a column. */
export const card = (page: Page, id: number, column: string) =>
  page.locator(`[data-column="${column}"] [data-card="${id}"]`);
