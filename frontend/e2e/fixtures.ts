import {
  type APIRequestContext,
  type BrowserContext,
  expect,
  type Page,
  type PlaywrightWorkerArgs,
  test as base,
} from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { runningEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import { type RunningProcess, startProcess } from './process.ts';

interface ApiTicket {
  id: number;
  version: number;
  updated_at: string;
  status: string;
  priority: string;
  category: string;
  triage: { state: string; source: string | null };
  title: string;
  tags: string[];
  assignee: { id: number; name: string } | null;
  requester: { name: string | null; email: string | null } | null;
}

type UserRole = 'requester' | 'agent' | 'admin';
export interface TestUser {
  id: number;
  name: string;
  email: string;
  role: UserRole;
  password: string;
}

export const admin = { email: 'admin@example.org', password: 'correct-horse-battery' };
export const signedOutState = { cookies: [], origins: [] };
export type StorageState = Awaited<ReturnType<APIRequestContext['storageState']>>;

/** API client that prepares and verifies the data of tests. */
export class ServiceClient {
  readonly url: string;
  private readonly dataDir: string;
  private readonly credentials: { email: string; password: string };
  private token: Promise<string> | undefined;
  constructor(url: string, dataDir: string, who: { email: string; password: string } = admin) {
    this.url = url;
    this.dataDir = dataDir;
    this.credentials = who;
  }

  /** Returns a client for another user. */
  as(person: { email: string; password: string }): ServiceClient {
    return new ServiceClient(this.url, this.dataDir, person);
  }
  me(): Promise<{ id: number; name: string }> {
    return this.request('GET', '/api/auth/me');
  }
  async createUser(role: UserRole, name: string): Promise<TestUser> {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}.${Date.now()}@example.org`;
    const password = `${name} has a long password`;
    const { id } = await this.request<{ id: number }>('POST', '/api/users', { name, email, role, password });
    return { id, name, email, role, password };
  }

  async createTicket(ticket: {
    title: string;
    description?: string;
    [field: string]: unknown;
  }): Promise<ApiTicket> {
    return this.request('POST', '/api/tickets', { description: `${ticket.title}. Please help.`, ...ticket });
  }
  getTicket(id: number): Promise<ApiTicket> {
    return this.request('GET', `/api/tickets/${id}`);
  }
  /** Backdates the last sign-in by more than 30 minutes. */
  async expireRecentSignIn({ email }: { email: string }): Promise<void> {
    const client = new pg.Client({ connectionString: await runningEmbeddedPostgres(this.dataDir) });
    await client.connect();
    await client.query(
      `UPDATE sessions SET verified_at = now() - interval '31 minutes'
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [email],
    );
    await client.end();
  }
  async listTickets(query: string): Promise<ApiTicket[]> {
    return (await this.request<{ results: ApiTicket[] }>('GET', `/api/tickets?${query}`)).results;
  }
  updateTicket(id: number, changes: Record<string, unknown>): Promise<ApiTicket> {
    return this.request('PATCH', `/api/tickets/${id}`, changes);
  }
  /** Reads a path below /api/tickets, to compare it with the page. */
  get<Answer>(path: string, query: Record<string, string> = {}): Promise<Answer> {
    return this.request('GET', `/api/tickets${path}?${new URLSearchParams(query)}`);
  }
  async markRead(id: number): Promise<void> {
    await this.request('POST', `/api/tickets/${id}/read`);
  }
  async acceptSuggestion(id: number): Promise<ApiTicket> {
    return this.request('POST', `/api/tickets/${id}/triage/accept`);
  }
  async addMessage(id: number, body: string, visibility: 'public' | 'internal' = 'public'): Promise<void> {
    await this.request('POST', `/api/tickets/${id}/messages`, { body, visibility });
  }
  async listMessages(id: number): Promise<{ body: string }[]> {
    return (await this.request<{ results: { body: string }[] }>('GET', `/api/tickets/${id}/messages`))
      .results;
  }
  async createView(view: { name: string; query: object; shared?: boolean }): Promise<void> {
    await this.request('POST', '/api/views', view);
  }
  async createCannedReply(reply: { title: string; body: string; shared?: boolean }): Promise<number> {
    return (await this.request<{ id: number }>('POST', '/api/canned-replies', reply)).id;
  }
  async deleteCannedReply(id: number): Promise<void> {
    await this.fetch('DELETE', `/api/canned-replies/${id}`, undefined);
  }
  async deleteTicket(id: number): Promise<void> {
    await this.fetch('DELETE', `/api/tickets/${id}`, undefined);
  }
  restoreTicket(id: number): Promise<ApiTicket> {
    return this.request('POST', `/api/tickets/${id}/restore`);
  }
  /** Number of tickets that match the query. */
  async countTickets(query: Record<string, string>): Promise<number> {
    const path = `/api/tickets?limit=1&${new URLSearchParams(query)}`;
    return (await this.request<{ total: { value: number } }>('GET', path)).total.value;
  }
  async waitUntilTriaged(id: number): Promise<ApiTicket> {
    await expect.poll(async () => (await this.getTicket(id)).triage.state).not.toBe('pending');
    return this.getTicket(id);
  }

  send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.request(method, path, body);
  }
  private async request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.fetch(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }
  private async fetch(method: string, path: string, body: unknown, again = true): Promise<Response> {
    this.token ??= this.signIn();
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${await this.token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (response.status !== 401 || !again) return response;
    this.token = undefined;
    return this.fetch(method, path, body, false);
  }
  private async signIn(): Promise<string> {
    const response = await fetch(`${this.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: this.credentials.email, password: this.credentials.password }),
    });
    if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { access_token: string }).access_token;
  }
}

interface WorkerFixtures {
  /** Files that count tickets set a key of their own, for a service that no other file uses. */
  isolationKey: string;
  /** Whether triage uses the Gemini stub or only the bundled model. */
  gemini: boolean;
  standIn: RunningProcess | null;
  service: ServiceClient;
  /** Cookies of an admin, used by pages unless a test overrides them. */
  adminSession: StorageState;
}
interface TestFixtures {
  /** Console errors of the page. Tests fail on unexpected ones. */
  pageErrors: { expected: RegExp[]; listenTo: (where: BrowserContext) => void };
  secondPage: Page;
  /** Opens a page for another user in a separate browser context. */
  openPageAs: (person: { email: string; password: string }) => Promise<Page>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  isolationKey: ['', { option: true, scope: 'worker' }],
  gemini: [false, { option: true, scope: 'worker' }],

  standIn: [
    async ({ gemini }, use) => {
      const running = gemini
        ? await startProcess(
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
      const running = await startProcess(
        'backend/dist/main.js',
        () => [],
        (port) => ({
          DATA_DIR: data,
          PORT: String(port),
          LOG_LEVEL: 'warn',
          DATABASE_URL: '',
          REDIS_URL: '',
          ADMIN_EMAIL: admin.email,
          ADMIN_PASSWORD: admin.password,
          GEMINI_API_KEY: gemini ? 'test' : '',
          GEMINI_BASE_URL: standIn?.url ?? '',
        }),
        async (url) => (await fetch(`${url}/api/health/ready`)).status === 200,
      );
      await use(new ServiceClient(running.url, data));
      await running.stop();
      await rm(data, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  adminSession: [
    async ({ service, playwright }, use) => use(await createStorageState(playwright, service.url, admin)),
    { scope: 'worker' },
  ],

  baseURL: async ({ service }, use) => use(service.url),
  storageState: async ({ adminSession }, use) => use(adminSession),

  pageErrors: [
    async ({ context }, use) => {
      const messages: string[] = [];
      const complaints = {
        expected: [] as RegExp[],
        listenTo: (where: BrowserContext) => {
          where.on('console', (message) => {
            if (message.type() === 'error') messages.push(message.text());
          });
          where.on('weberror', (error) => messages.push(error.error().message));
        },
      };
      complaints.listenTo(context);
      await use(complaints);
      expect(messages.filter((text) => !complaints.expected.some((pattern) => pattern.test(text)))).toEqual(
        [],
      );
    },
    { auto: true },
  ],

  secondPage: async ({ context }, use) => {
    const page = await context.newPage();
    await use(page);
    await page.close();
  },

  openPageAs: async ({ browser, service, playwright, pageErrors, viewport }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person) => {
      const storageState = await createStorageState(playwright, service.url, person);
      const context = await browser.newContext({ baseURL: service.url, storageState, viewport });
      pageErrors.listenTo(context);
      contexts.push(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((each) => each.close()));
  },
});

async function createStorageState(
  playwright: PlaywrightWorkerArgs['playwright'],
  baseURL: string,
  { email, password }: { email: string; password: string },
): Promise<StorageState> {
  const request = await playwright.request.newContext({ baseURL });
  const response = await request.post('/api/auth/login', { data: { email, password } });
  expect(response.status()).toBe(200);
  const state = await request.storageState();
  await request.dispose();
  return state;
}

export { expect };

/** Row of a ticket in the inbox. */
export const inboxRow = (page: Page, id: number) => page.locator(`[data-ticket="${id}"]`);
/** Card of a ticket in a column of the board. */
export const boardCard = (page: Page, id: number, column: string) =>
  page.locator(`[data-column="${column}"] [data-card="${id}"]`);
