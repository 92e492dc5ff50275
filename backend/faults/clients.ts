import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../test/support/random.ts';
import type { Ticket, TicketPage } from '../test/support/api.ts';
import type { Ledger } from './ledger.ts';

/** Timeout of a request, which is then retried. */
const PATIENCE_MS = 10_000;

const TEXTS = [
  'The VPN is down and nobody in the office can connect.',
  'I was charged twice for the same invoice and want a refund.',
  'I am locked out of my account after a wrong password.',
  'How do I change the language of the newsletter?',
  'The export fails with an error as soon as I choose more than a year.',
];
const CATEGORIES = ['billing', 'technical', 'account', 'general'];
const PRIORITIES = ['low', 'medium', 'high', 'critical'];

interface Answer<Body> {
  status: number;
  body: Body;
}

/** Address and access token of the service; both may change during a fault. */
export interface Door {
  url: string;
  bearer: string;
}

/**
 * Simulated load: clients create tickets with an Idempotency-Key and retry until they get an answer, agents decide on the
 * new ones, some immediately and some after triage, and others read. All answers are recorded in the ledger.
 */
export class Clients {
  private readonly door: Door;
  private readonly ledger: Ledger;
  private readonly random: Random;
  private readonly lanes: Promise<void>[] = [];
  private readonly agents = new Set<Promise<void>>();
  private working = true;

  constructor(door: Door, ledger: Ledger, seed: number) {
    this.door = door;
    this.ledger = ledger;
    this.random = new Random(seed);
  }

  start({ filing = 4, reading = 2 } = {}): void {
    for (let lane = 0; lane < filing; lane += 1) this.lanes.push(this.file(lane));
    for (let lane = 0; lane < reading; lane += 1) this.lanes.push(this.read());
  }

  /** Waits for requests in progress and starts no more. */
  async stop(): Promise<void> {
    this.working = false;
    await Promise.all(this.lanes);
    await Promise.all(this.agents);
  }

  private async file(lane: number): Promise<void> {
    for (let i = 0; this.working; i += 1) {
      const key = `ticket-${lane}.${i}`;
      const input = { title: key, description: this.random.oneOf(TEXTS) };
      const filed = await this.untilDone<Ticket>('POST', '/api/tickets', input, { 'idempotency-key': key });
      if (filed?.status === 201) {
        this.ledger.filed.set(key, filed.body.id);
        if (this.random.next() < 0.4) this.send(this.decide(filed.body.id));
      }
      await sleep(50 + this.random.below(150));
    }
  }

  /** Before, during, or after triage. */
  private async decide(id: number): Promise<void> {
    await sleep(this.random.oneOf([0, this.random.below(400), 1500]));
    const path = `/api/tickets/${id}`;
    const choice = { category: this.random.oneOf(CATEGORIES), priority: this.random.oneOf(PRIORITIES) };
    const accepts = this.random.next() < 0.3;
    const decided = accepts
      ? await this.untilDone<Ticket>('POST', `${path}/triage/accept`)
      : await this.untilDone<Ticket>('PATCH', path, choice);
    // There is nothing to accept yet.
    if (decided?.status !== 200) return;
    const { category, priority, triage } = decided.body;
    this.ledger.chosen.set(id, { category, priority, state: triage.state });
    if (this.random.next() < 0.3) await this.untilDone('PATCH', path, { status: 'resolved' });
  }

  private async read(): Promise<void> {
    while (this.working) {
      const page = await this.ask<TicketPage>('GET', '/api/tickets?limit=10');
      const [newest] = page?.status === 200 ? page.body.results : [];
      if (newest) await this.ask('GET', `/api/tickets/${newest.id}`);
      await this.ask('GET', '/api/tickets/stats');
      await sleep(100);
    }
  }

  private send(work: Promise<void>): void {
    const done = work.finally(() => this.agents.delete(done));
    this.agents.add(done);
  }

  /** Retries without an answer, and on a temporary failure. */
  private async untilDone<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body> | undefined> {
    do {
      const answer = await this.ask<Body>(method, path, body, headers);
      if (answer && answer.status < 500) return answer;
      await sleep(100 + this.random.below(200));
    } while (this.working);
    return undefined;
  }

  private async ask<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body> | undefined> {
    const { url, bearer } = this.door;
    try {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      this.ledger.count(response.status);
      if (!isExpected(response.status)) {
        this.ledger.fail(
          `${method} ${path.replace(/\d+/, '{id}')}: ${response.status} ${text.slice(0, 300)}`,
        );
      }
      return { status: response.status, body: JSON.parse(text) as Body };
    } catch {
      // Aborted, refused, or timed out.
      this.ledger.unanswered += 1;
      return undefined;
    }
  }
}

/** 409 says that there is nothing to accept yet. */
function isExpected(status: number): boolean {
  return status < 400 || status === 409 || status === 503;
}
