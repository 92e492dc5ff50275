import type { FieldFault } from '../../src/common/field-faults.js';
import { eventually } from './engines.ts';

export interface Ticket {
  id: number;
  title: string;
  description: string;
  status: string;
  priority: string;
  category: string;
  triage: {
    state: string;
    source: string | null;
    model: string | null;
    suggested_category: string | null;
    suggested_priority: string | null;
    confidence: number | null;
    rationale: string | null;
    degraded_reason: string | null;
    classified_at: string | null;
    held: boolean;
    abstained: boolean;
  };
  requester: { name: string | null; email: string | null } | null;
  assignee: { id: number; name: string } | null;
  tags: string[];
  last_message: { author: { type: string; id: number; name: string }; at: string; visibility: string } | null;
  unread: boolean;
  customer_replied_at: string | null;
  version: number;
  created_at: string;
  updated_at: string;
  first_response_at: string | null;
  resolved_at: string | null;
}

export interface MatchPart {
  text: string;
  hit: boolean;
}

export interface TicketPage {
  results: (Ticket & { match?: { title: MatchPart[]; excerpt: MatchPart[] } })[];
  next_cursor: string | null;
  total: { value: number; relation: 'eq' | 'gte' };
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  params?: Record<string, unknown>;
  errors?: FieldFault[];
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
  text: string;
}

interface CallOptions {
  headers?: Record<string, string>;
  /** Sent unchanged instead of as JSON. */
  raw?: string | Uint8Array;
}

export interface Person {
  id: number;
  name: string;
  email: string;
  password: string;
  api: Api;
}

let people = 0;

/** An API client without knowledge of the service's internals. */
export class Api {
  readonly url: string;
  /** The access token; undefined for anonymous calls. */
  readonly bearer?: string;

  constructor(url: string, bearer?: string) {
    this.url = url;
    this.bearer = bearer;
  }

  /** The same client, signed in. */
  async signIn({ email, password }: { email: string; password: string }): Promise<Api> {
    const { status, body, text } = await this.call<{ access_token: string }>('POST', '/api/auth/login', {
      email,
      password,
    });
    if (status !== 200) throw new Error(`Expected to sign in, got ${status}: ${text}`);
    return new Api(this.url, body.access_token);
  }

  /** Creates an account as this administrator, and returns its client. */
  async person(role: 'requester' | 'agent' | 'admin', name = `The ${role}`): Promise<Person> {
    people += 1;
    const account = { name, email: `person${people}@example.org`, password: `password of ${people}` };
    const { status, body, text } = await this.call<{ id: number }>('POST', '/api/users', {
      ...account,
      role,
    });
    if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
    return { id: body.id, ...account, api: await this.signIn(account) };
  }

  get authorization(): Record<string, string> {
    return this.bearer ? { authorization: `Bearer ${this.bearer}` } : {};
  }

  async call<Body>(
    method: string,
    path: string,
    body?: unknown,
    { headers, raw }: CallOptions = {},
  ): Promise<Answer<Body>> {
    const hasBody = body !== undefined || raw !== undefined;
    const response = await fetch(this.url + path, {
      method,
      headers: { ...this.authorization, ...(hasBody && { 'content-type': 'application/json' }), ...headers },
      ...(hasBody && { body: raw ?? JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text ? JSON.parse(text) : undefined) as Body,
      text,
    };
  }

  get<Body = unknown>(path: string, options?: CallOptions): Promise<Answer<Body>> {
    return this.call('GET', path, undefined, options);
  }

  /** Creates a ticket, which needs triage unless the fields set category and priority. */
  async create(fields: Record<string, unknown> = {}, options?: CallOptions): Promise<Ticket> {
    const input = {
      title: 'VPN down',
      description: 'My internet is down and I cannot access the VPN.',
      ...fields,
    };
    const { status, body, text } = await this.call<Ticket>('POST', '/api/tickets', input, options);
    if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
    return body;
  }

  /** Creates a ticket with category and priority, which triage skips. */
  createSettled(fields: Record<string, unknown> = {}): Promise<Ticket> {
    return this.create({ category: 'general', priority: 'medium', ...fields });
  }

  async ticket(id: number): Promise<Ticket> {
    const { status, body, text } = await this.get<Ticket>(`/api/tickets/${id}`);
    if (status !== 200) throw new Error(`Expected 200, got ${status}: ${text}`);
    return body;
  }

  async patch(id: number, changes: Record<string, unknown>): Promise<Ticket> {
    const { status, body, text } = await this.call<Ticket>('PATCH', `/api/tickets/${id}`, changes);
    if (status !== 200) throw new Error(`Expected 200, got ${status}: ${text}`);
    return body;
  }

  async list(query = ''): Promise<TicketPage> {
    const { status, body, text } = await this.get<TicketPage>(`/api/tickets?${query}`);
    if (status !== 200) throw new Error(`Expected 200, got ${status}: ${text}`);
    return body;
  }

  async message(id: number, body: string, visibility = 'public'): Promise<void> {
    const { status, text } = await this.call('POST', `/api/tickets/${id}/messages`, { body, visibility });
    if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  }

  /** Waits for the suggestion of triage. */
  triaged(id: number, seconds?: number): Promise<Ticket> {
    return eventually(
      `ticket ${id} is triaged`,
      async () => {
        const ticket = await this.ticket(id);
        return ticket.triage.state !== 'pending' && ticket;
      },
      seconds,
    );
  }
}
