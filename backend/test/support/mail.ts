import { expect } from 'vitest';
import type { Answer, Ticket, TicketPage } from './api.ts';
import { eventually } from './engines.ts';
import type { Service } from './service.ts';

export interface Mailbox {
  id: number;
  name: string;
  address: string;
  aliases: string[];
  team_id: number;
  active: boolean;
  imap_host: string | null;
  has_imap_password: boolean;
  has_smtp_password: boolean;
  has_inbound_token: boolean;
  last_fetched_at: string | null;
  failing_since: string | null;
  last_error: string | null;
  version: number;
}

export interface InboundMail {
  id: number;
  state: string;
  reason: string | null;
  kind: string | null;
  from_address: string | null;
  subject: string | null;
  ticket_id: number | null;
}

export interface Ledger {
  received: number;
  ticketed: number;
  appended: number;
  quarantined: number;
  ignored: Record<string, number>;
  pending: number;
  difference: number;
}

export interface Message {
  id: number;
  body: string;
  visibility: string;
  author: { id: number | null; name: string };
  attachments: { id: number; name: string; size: number }[];
}

let mails = 0;

/** Writes a mail. Each has its own Message-ID, unless one is given. */
export function composeMail({
  from = 'Ada <ada@example.com>',
  to = 'support@example.org',
  subject = 'The printer is on fire',
  text = 'Please help.',
  headers = {},
}: {
  from?: string | null;
  to?: string;
  subject?: string | null;
  text?: string;
  /** Null leaves a header out. */
  headers?: Record<string, string | null>;
} = {}): string {
  mails += 1;
  const all: Record<string, string | null> = {
    From: from,
    To: to,
    Subject: subject,
    Date: 'Tue, 24 Nov 2026 05:00:00 +0000',
    'Message-ID': `<mail-${process.pid}-${mails}@example.com>`,
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return [...lines, '', ...text.split('\n'), ''].join('\r\n');
}

/** A mailbox that receives mail by HTTP. */
export class TestMailbox {
  readonly service: Service;
  readonly mailbox: Mailbox;
  readonly token: string;

  private constructor(service: Service, mailbox: Mailbox, token: string) {
    this.service = service;
    this.mailbox = mailbox;
    this.token = token;
  }

  static async create(service: Service, fields: Record<string, unknown> = {}): Promise<TestMailbox> {
    const input = { name: 'Support', address: 'support@example.org', team_id: 1, ...fields };
    const { status, body, text } = await service.api.call<Mailbox>('POST', '/api/mailboxes', input);
    expect(`${status} ${text}`).toMatch(/^201/);
    const path = `/api/mailboxes/${body.id}/token`;
    const { token } = (await service.api.call<{ token: string }>('POST', path)).body;
    return new TestMailbox(service, body, token);
  }

  post(
    raw: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer<{ id: number } & Record<string, unknown>>> {
    return this.service.api.call('POST', '/api/mail/inbound', undefined, {
      raw,
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${this.token}`, ...headers },
    });
  }

  /** Delivers a mail and waits until it is processed. */
  async deliver(raw: string | Uint8Array): Promise<InboundMail> {
    const { status, body, text } = await this.post(raw);
    expect(`${status} ${text}`).toMatch(/^202/);
    return this.processed(body.id);
  }

  async processed(id: number): Promise<InboundMail> {
    return eventually(`mail ${id} is processed`, async () => {
      const mail = (await this.mails()).find((each) => each.id === id);
      return mail && mail.state !== 'pending' && mail;
    });
  }

  async mails(): Promise<InboundMail[]> {
    const path = `/api/mailboxes/${this.mailbox.id}/mails?limit=100`;
    return (await this.service.api.get<{ results: InboundMail[] }>(path)).body.results;
  }

  async ledger(): Promise<Ledger> {
    return (await this.service.api.get<Ledger>(`/api/mailboxes/${this.mailbox.id}/ledger`)).body;
  }

  async ticket(id: number): Promise<Ticket> {
    return (await this.service.api.get<Ticket>(`/api/tickets/${id}`)).body;
  }

  async messages(ticketId: number): Promise<Message[]> {
    const path = `/api/tickets/${ticketId}/messages?limit=100`;
    return (await this.service.api.get<{ results: Message[] }>(path)).body.results;
  }

  async ticketCount(): Promise<number> {
    return (await this.service.api.get<TicketPage>('/api/tickets')).body.total.value;
  }
}
