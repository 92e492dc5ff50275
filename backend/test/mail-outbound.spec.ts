import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Api, Person, Problem, Ticket } from './support/api.ts';
import { sha256, uniqueBytes, uploaded, type Message } from './support/attachments.ts';
import { eventually } from './support/engines.ts';
import { startService, type Service } from './support/service.ts';
import { startSmtpServer, type SmtpTestServer } from './support/smtp-server.ts';

interface Recipient {
  address: string;
  kind: string;
  delivery: string;
  detail: string | null;
}

type Mailed = Message & { recipients: Recipient[] };

let service: Service;
let smtp: SmtpTestServer;
let agent: Person;
let mailboxId: number;
beforeAll(async () => {
  smtp = await startSmtpServer();
  service = await startService({ SECRETS_KEY: randomBytes(32).toString('base64') });
  agent = await service.api.person('agent', 'Grace');
  const { status, body, text } = await service.api.call<{ id: number }>('POST', '/api/mailboxes', {
    ...{ name: 'Support', address: 'support@help.example', from_name: 'Example support', team_id: 1 },
    ...{ signature: 'Your support team', smtp_host: '127.0.0.1', smtp_port: smtp.port },
    ...{ smtp_security: 'none', smtp_user: 'support', smtp_password: 'mail secret' },
  });
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  mailboxId = body.id;
});
afterAll(async () => {
  await service.stop();
  await smtp.stop();
});
beforeEach(() => {
  smtp.refused.clear();
  smtp.refuseData = undefined;
  smtp.cutAfterData = false;
});

let requesters = 0;

/** A ticket of a requester with an address of its own. */
async function createTicket(fields: Record<string, unknown> = {}): Promise<{ id: number; email: string }> {
  requesters += 1;
  const email = `requester${requesters}@customer.example`;
  const { body } = await service.api.call<Ticket>('POST', '/api/tickets', {
    ...{ title: 'VPN down', description: 'My internet is down.', category: 'technical', priority: 'high' },
    ...{ requester: { name: 'Ada', email }, ...fields },
  });
  return { id: body.id, email };
}

async function reply(
  id: number,
  fields: Record<string, unknown> = {},
  api: Api = agent.api,
): Promise<Mailed> {
  const input = { body: 'Which <version> do you use?', ...fields };
  const { status, body, text } = await api.call<Mailed>('POST', `/api/tickets/${id}/messages`, input);
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${text}`);
  return body;
}

async function recipientsOf(id: number, messageId: number, api: Api = agent.api): Promise<Recipient[]> {
  const { body } = await api.get<{ results: Mailed[] }>(`/api/tickets/${id}/messages`);
  return body.results.find((message) => message.id === messageId)!.recipients;
}

/** Waits until the message has the delivery states, in the order of its recipients. */
function delivered(id: number, messageId: number, ...states: string[]): Promise<Recipient[]> {
  return eventually(`message ${messageId} is ${states.join(', ')}`, async () => {
    const recipients = await recipientsOf(id, messageId);
    const current = recipients.map(({ delivery }) => delivery);
    if (current.join() !== states.join()) throw new Error(`It is ${JSON.stringify(recipients)}`);
    return recipients;
  });
}

/** The next attempt, as if its time had come. */
async function retryNow(messageId: number): Promise<void> {
  await service.query('UPDATE outgoing_mails SET due_at = now() WHERE message_id = $1', [messageId]);
}

describe('a public reply by an agent', () => {
  it('is mailed to the requester, and shown as accepted once the server has taken it', async () => {
    const { id, email } = await createTicket();
    const { id: messageId, recipients } = await reply(id);
    expect(recipients).toMatchObject([{ address: email, kind: 'to', delivery: 'queued', detail: null }]);
    const [recipient] = await delivered(id, messageId, 'accepted');
    expect(recipient!.detail).toMatch(/^250 .*queued as/);
    const [{ mail, raw, recipients: envelope } = {}] = smtp.to(email) as Partial<(typeof smtp.mails)[0]>[];
    expect(envelope).toEqual([email]);
    expect(mail).toMatchObject({
      subject: `Re: VPN down [#${id}]`,
      from: { name: 'Example support', address: 'support@help.example' },
      to: [{ address: email }],
    });
    expect(mail!.messageId).toMatch(/^<.+@help\.example>$/);
    expect(mail!.text).toContain('Which <version> do you use?');
    expect(mail!.text).toContain('-- \nYour support team');
    expect(mail!.text).toMatch(/Ada \(\d{4}-.* UTC\):\n> My internet is down\./);
    expect(mail!.html).toContain('Which &lt;version&gt; do you use?');
    // By which the mail is recognized if it comes back.
    expect(raw).toMatch(/^X-TicketIQ-Loop: support@help\.example\r$/im);
    // It is not an automatic answer.
    expect(raw).not.toMatch(/^Auto-Submitted/im);
  });

  it('refers to the former mails of its ticket', async () => {
    const { id, email } = await createTicket();
    const first = await reply(id);
    await delivered(id, first.id, 'accepted');
    const second = await reply(id, { body: 'Any news?' });
    await delivered(id, second.id, 'accepted');
    const [one, two] = smtp.to(email);
    expect(two!.mail.inReplyTo).toBe(one!.mail.messageId);
    expect(two!.mail.references).toBe(one!.mail.messageId);
    expect(two!.mail.messageId).not.toBe(one!.mail.messageId);
  });

  it('is not mailed before its undo period is over, nor after it was undone', async () => {
    const { id, email } = await createTicket();
    const pending = await reply(id, { undo_seconds: 60 });
    const other = await createTicket();
    const sent = await reply(other.id, { undo_seconds: 1 });
    await delivered(other.id, sent.id, 'accepted');
    const undo = await agent.api.call('POST', `/api/tickets/${id}/messages/${pending.id}/undo`);
    expect(undo.status).toBe(200);
    await service.query(`UPDATE pending_messages SET deliver_at = now()`);
    const later = await createTicket();
    await delivered(later.id, (await reply(later.id)).id, 'accepted');
    expect(smtp.to(email)).toEqual([]);
    expect(smtp.to(other.email)).toHaveLength(1);
  });

  it('goes to the chosen recipients and copies, also after its undo period', async () => {
    const { id, email } = await createTicket();
    const chosen = { to: ['Bob@Customer.example'], cc: ['eve@customer.example', 'bob@customer.example'] };
    const { id: messageId } = await reply(id, { ...chosen, undo_seconds: 1 });
    await eventually('the reply is delivered', async () => (await recipientsOf(id, messageId)).length > 0);
    await delivered(id, messageId, 'accepted', 'accepted');
    expect(smtp.to(email)).toEqual([]);
    const [{ mail } = {}] = smtp.to('bob@customer.example') as Partial<(typeof smtp.mails)[0]>[];
    expect(mail!.to).toMatchObject([{ address: 'bob@customer.example' }]);
    expect(mail!.cc).toMatchObject([{ address: 'eve@customer.example' }]);
  });

  it('carries its attachments', async () => {
    const { id, email } = await createTicket();
    const bytes = uniqueBytes(600_000);
    const file = await uploaded(agent.api, bytes, 'Größe "1".bin');
    const { id: messageId } = await reply(id, { attachment_ids: [file.id] });
    await delivered(id, messageId, 'accepted');
    const [{ mail } = {}] = smtp.to(email) as Partial<(typeof smtp.mails)[0]>[];
    expect(mail!.attachments).toMatchObject([{ filename: 'Größe "1".bin', disposition: 'attachment' }]);
    expect(sha256(new Uint8Array(mail!.attachments[0]!.content as ArrayBuffer))).toBe(sha256(bytes));
  });
});

describe('is not mailed:', () => {
  it('an internal note, and it can’t have recipients', async () => {
    const { id, email } = await createTicket();
    const note = await reply(id, { visibility: 'internal' });
    expect(note.recipients).toEqual([]);
    const refused = await agent.api.call<Problem>('POST', `/api/tickets/${id}/messages`, {
      ...{ body: 'A note', visibility: 'internal', cc: ['eve@customer.example'] },
    });
    expect(refused.status).toBe(403);
    const { id: messageId } = await reply(id);
    await delivered(id, messageId, 'accepted');
    expect(smtp.to(email)).toHaveLength(1);
    expect(smtp.to(email)[0]!.raw).not.toContain('A note');
  });

  it('the message of a requester, who can’t choose recipients and doesn’t see them', async () => {
    const ada = await service.api.person('requester', 'Ada');
    const { body: ticket } = await ada.api.call<Ticket>('POST', '/api/tickets', {
      ...{ title: 'Mine', description: 'Help', category: 'general', priority: 'low' },
    });
    const own = await reply(ticket.id, {}, ada.api);
    expect(own.recipients).toEqual([]);
    const chosen = { body: 'Spam', to: ['eve@customer.example'] };
    expect((await ada.api.call('POST', `/api/tickets/${ticket.id}/messages`, chosen)).status).toBe(403);
    const { id: messageId } = await reply(ticket.id);
    await delivered(ticket.id, messageId, 'accepted');
    expect(await recipientsOf(ticket.id, messageId, ada.api)).toEqual([]);
    expect(smtp.to('eve@customer.example').filter(({ raw }) => raw.includes('Spam'))).toEqual([]);
  });

  it('a reply on a ticket without an address', async () => {
    const { id } = await createTicket({ requester: { name: 'Ada' } });
    expect((await reply(id)).recipients).toEqual([]);
  });

  it('a reply of a team without a mailbox; chosen recipients are refused with the reason', async () => {
    const { body: team } = await service.api.call<{ id: number }>('POST', '/api/teams', { name: 'Field' });
    const { id } = await createTicket({ team_id: team.id });
    expect((await reply(id)).recipients).toEqual([]);
    const chosen = { body: 'Hello', to: ['eve@customer.example'] };
    const refused = await agent.api.call<Problem>('POST', `/api/tickets/${id}/messages`, chosen);
    expect(refused).toMatchObject({ status: 422, body: { code: 'message.no_mailbox' } });
  });

  it.each([
    ['too many', Array.from({ length: 51 }, (_, index) => `r${index}@customer.example`), 'too_many_items'],
    ['an invalid one', ['not an address'], 'email_invalid'],
    ['one with a header', ['eve@customer.example\r\nBcc: all@customer.example'], 'email_invalid'],
  ])('a reply with %s', async (_, to, code) => {
    const { id } = await createTicket();
    const refused = await agent.api.call<Problem>('POST', `/api/tickets/${id}/messages`, { body: 'Hi', to });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ field: 'to', code }]);
  });
});

describe('delivery that fails', () => {
  it('for one recipient leaves the others alone, and can be repeated by the agent', async () => {
    const { id, email } = await createTicket();
    smtp.refused.set('gone@customer.example', { code: 550, text: '5.1.1 No such user' });
    const { id: messageId } = await reply(id, { cc: ['gone@customer.example'] });
    const [, gone] = await delivered(id, messageId, 'accepted', 'failed');
    expect(gone!.detail).toBe('550 5.1.1 No such user');

    smtp.refused.clear();
    const path = `/api/tickets/${id}/messages/${messageId}/resend`;
    const again = await agent.api.call<Mailed>('POST', path);
    expect(again.body.recipients.map(({ delivery }) => delivery)).toEqual(['accepted', 'queued']);
    await delivered(id, messageId, 'accepted', 'accepted');
    expect(smtp.to(email)).toHaveLength(1);
    const [repeated] = smtp.to('gone@customer.example');
    expect(repeated!.mail.messageId).toBe(smtp.to(email)[0]!.mail.messageId);
    expect(await agent.api.call<Problem>('POST', path)).toMatchObject({
      status: 409,
      body: { code: 'message.not_resendable' },
    });
  });

  it('for the time being is retried with the same Message-ID', async () => {
    const { id, email } = await createTicket();
    smtp.refused.set(email, { code: 451, text: '4.7.1 Greylisted' });
    const { id: messageId } = await reply(id);
    const [delayed] = await delivered(id, messageId, 'delayed');
    expect(delayed!.detail).toBe('451 4.7.1 Greylisted');
    smtp.refused.clear();
    await retryNow(messageId);
    await delivered(id, messageId, 'accepted');
    expect(smtp.to(email)).toHaveLength(1);
  });

  it('after the mail was taken sends it once more with the same Message-ID', async () => {
    const { id, email } = await createTicket();
    smtp.cutAfterData = true;
    const { id: messageId } = await reply(id);
    await delivered(id, messageId, 'delayed');
    smtp.cutAfterData = false;
    await retryNow(messageId);
    await delivered(id, messageId, 'accepted');
    const ids = smtp.to(email).map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('because the content is refused is final', async () => {
    const { id } = await createTicket();
    smtp.refuseData = { code: 554, text: '5.7.1 Spam' };
    const { id: messageId } = await reply(id);
    const [refused] = await delivered(id, messageId, 'failed');
    expect(refused!.detail).toContain('554 5.7.1 Spam');
  });

  it('is given up after four days', async () => {
    const { id, email } = await createTicket();
    smtp.refused.set(email, { code: 451, text: '4.7.1 Greylisted' });
    const { id: messageId } = await reply(id);
    await delivered(id, messageId, 'delayed');
    await service.query(
      `UPDATE outgoing_mails SET queued_at = now() - interval '5 days' WHERE message_id = $1`,
      [messageId],
    );
    await retryNow(messageId);
    await delivered(id, messageId, 'failed');
  });

  it('for a wrong password is retried once it is corrected', async () => {
    const change = (smtp_password: string) =>
      service.api.call('PATCH', `/api/mailboxes/${mailboxId}`, { smtp_password });
    expect((await change('wrong')).status).toBe(200);
    const { id } = await createTicket();
    const { id: messageId } = await reply(id);
    const [refused] = await delivered(id, messageId, 'delayed');
    expect(refused!.detail).toContain('535');
    expect((await change('mail secret')).status).toBe(200);
    await retryNow(messageId);
    await delivered(id, messageId, 'accepted');
  });

  it('because the process is killed is made up for by the next one', async () => {
    const { id, email } = await createTicket();
    smtp.refused.set(email, { code: 451, text: '4.7.1 Greylisted' });
    const { id: messageId } = await reply(id);
    await delivered(id, messageId, 'delayed');
    // As a process leaves it that was killed while it sent the mail: claimed, and without an outcome.
    await service.query(
      `UPDATE outgoing_mails SET due_at = now() + interval '2 seconds', attempts = 1 WHERE message_id = $1`,
      [messageId],
    );
    smtp.refused.clear();
    await delivered(id, messageId, 'accepted');
    expect(smtp.to(email)).toHaveLength(1);
  });
});

it('mails of one mailbox are limited to 30 a minute', async () => {
  const messages: { id: number; messageId: number }[] = [];
  for (let index = 0; index < 35; index++) {
    const { id } = await createTicket();
    messages.push({ id, messageId: (await reply(id)).id });
  }
  const sentInMinute = async () =>
    (
      await service.query<{ count: number }>(
        `SELECT count(*)::int FROM outgoing_mails WHERE sent_at > now() - interval '1 minute'`,
      )
    )[0]!.count;
  await eventually('the limit is reached', async () => (await sentInMinute()) >= 30);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  // Four are claimed at once, before the first of them is counted.
  expect(await sentInMinute()).toBeLessThanOrEqual(33);
  await service.query(`UPDATE outgoing_mails SET sent_at = sent_at - interval '1 minute'`);
  const last = messages.at(-1)!;
  await delivered(last.id, last.messageId, 'accepted');
});
