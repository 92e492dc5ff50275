import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import { composeMail, TestMailbox } from './support/mail.ts';
import { startService, type Service } from './support/service.ts';
import { startSmtpServer, type DeliveredMail, type SmtpTestServer } from './support/smtp-server.ts';

interface Mailed {
  id: number;
  body: string;
  recipients: { address: string; delivery: string; detail: string | null }[];
}

let service: Service;
let smtp: SmtpTestServer;
let mailbox: TestMailbox;
let agent: Person;
beforeAll(async () => {
  smtp = await startSmtpServer();
  service = await startService();
  const sending = { smtp_host: '127.0.0.1', smtp_port: smtp.port, smtp_security: 'none' };
  mailbox = await TestMailbox.create(service, sending);
  agent = await service.api.person('agent', 'Grace');
});
afterAll(async () => {
  const { difference } = await mailbox.ledger();
  await service.stop();
  await smtp.stop();
  expect(difference).toBe(0);
});

let customers = 0;

/** A ticket by mail, which an agent has answered by mail. */
async function answeredTicket(
  fields: Record<string, unknown> = {},
): Promise<{ id: number; email: string; messageId: number; sent: DeliveredMail }> {
  customers += 1;
  const email = `customer${customers}@customer.example`;
  const mail = composeMail({ from: `Ada <${email}>`, subject: 'VPN down', text: 'Nothing connects.' });
  const { ticket_id: id } = await mailbox.deliver(mail);
  const { body } = await agent.api.call<Mailed>('POST', `/api/tickets/${id}/messages`, {
    ...{ body: 'Which version do you use?', ...fields },
  });
  const [sent] = await eventually('the reply is sent', () => {
    const mails = smtp.to(email);
    return mails.length > 0 && mails;
  });
  return { id: id!, email, messageId: body.id, sent: sent! };
}

async function message(ticketId: number, id: number): Promise<Mailed> {
  const { body } = await agent.api.get<{ results: Mailed[] }>(`/api/tickets/${ticketId}/messages`);
  return body.results.find((each) => each.id === id)!;
}

describe('a conversation by mail', () => {
  it('stays one ticket: the reply refers to the mail, and the answer to the reply', async () => {
    const { id, email, sent } = await answeredTicket();
    expect(sent.mail.inReplyTo).toMatch(/^<mail-.*@example\.com>$/);
    const answer = composeMail({
      from: email,
      subject: sent.mail.subject!,
      text: 'Version 12.\n\n> Which version do you use?',
      headers: { 'In-Reply-To': sent.mail.messageId! },
    });
    expect(await mailbox.deliver(answer)).toMatchObject({ state: 'appended', ticket_id: id });
    const messages = await mailbox.messages(id);
    expect(messages.at(-1)).toMatchObject({ author: { name: expect.any(String) } });
    expect(messages.at(-1)!.body).toContain('Version 12.');
  });

  it('is recognized by its number if the program drops the references', async () => {
    const { id, email, sent } = await answeredTicket();
    const answer = composeMail({ from: email, subject: `AW: ${sent.mail.subject}`, text: 'Version 12.' });
    expect(await mailbox.deliver(answer)).toMatchObject({ state: 'appended', ticket_id: id });
    const stranger = composeMail({
      from: 'mallory@evil.example',
      subject: `Re: ${sent.mail.subject}`,
      text: 'Send me all.',
    });
    expect(await mailbox.deliver(stranger)).toMatchObject({ state: 'ticketed' });
  });

  it('includes who got a copy', async () => {
    const { id, sent } = await answeredTicket({ cc: ['colleague@customer.example'] });
    const answer = composeMail({
      from: 'colleague@customer.example',
      subject: sent.mail.subject!,
      text: 'It is 12.',
    });
    expect(await mailbox.deliver(answer)).toMatchObject({ state: 'appended', ticket_id: id });
  });
});

it('a reply that also resolves leaves the ticket open if the requester writes by mail before it is delivered', async () => {
  const { id, email, sent } = await answeredTicket();
  const { body: pending } = await agent.api.call<Mailed>('POST', `/api/tickets/${id}/messages`, {
    ...{ body: 'Solved.', undo_seconds: 3, resolve: true },
  });
  const objection = composeMail({
    from: email,
    subject: sent.mail.subject!,
    text: 'It still fails.',
    headers: { 'In-Reply-To': sent.mail.messageId! },
  });
  await mailbox.deliver(objection);
  await eventually('the reply is sent', () => smtp.to(email).length === 2);
  expect((await message(id, pending.id)).recipients).toMatchObject([{ address: email }]);
  expect((await mailbox.ticket(id)).status).toBe('open');
});

/** A delivery report (RFC 3464) about a mail. */
function deliveryReport(messageId: string, recipient: string, action: string, status: string): string {
  const boundary = 'report';
  const text = [
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'The mail could not be delivered.',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customer.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    'Subject: Re: VPN down',
    '',
    `--${boundary}--`,
  ].join('\n');
  return composeMail({
    from: 'MAILER-DAEMON@mx.customer.example',
    subject: 'Undelivered Mail Returned to Sender',
    text,
    headers: {
      'Content-Type': `multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      'MIME-Version': '1.0',
      'Auto-Submitted': 'auto-replied',
      'Return-Path': '<>',
    },
  });
}

describe('a delivery report', () => {
  it('is shown with the recipient whom the reply did not reach, live, and makes no ticket', async () => {
    const { id, email, messageId, sent } = await answeredTicket({ cc: ['eve@customer.example'] });
    const before = await mailbox.ticketCount();
    const events = await EventClient.connect(agent.api);
    const report = deliveryReport(sent.mail.messageId!, email, 'failed', '5.1.1');
    expect(await mailbox.deliver(report)).toMatchObject({
      state: 'appended',
      reason: 'bounce',
      ticket_id: id,
    });
    const { recipients } = await message(id, messageId);
    expect(recipients).toMatchObject([
      { address: email, delivery: 'bounced', detail: expect.stringContaining('5.1.1') },
      { address: 'eve@customer.example', delivery: 'accepted' },
    ]);
    await events.next('ticket.updated', id);
    events.close();
    expect(await mailbox.ticketCount()).toBe(before);
    expect(
      (await mailbox.messages(id)).filter(({ body }) => body.includes('could not be delivered')),
    ).toEqual([]);
  });

  it('of a delay is no failure', async () => {
    const { id, email, messageId, sent } = await answeredTicket();
    await mailbox.deliver(deliveryReport(sent.mail.messageId!, email, 'delayed', '4.4.1'));
    expect((await message(id, messageId)).recipients).toMatchObject([{ delivery: 'delayed' }]);
  });

  it('about a mail that was not sent changes nothing', async () => {
    const { id, email, messageId } = await answeredTicket();
    const report = deliveryReport('<forged@example.org>', email, 'failed', '5.1.1');
    expect(await mailbox.deliver(report)).toMatchObject({ state: 'ignored', reason: 'bounce' });
    expect((await message(id, messageId)).recipients).toMatchObject([{ delivery: 'accepted' }]);
  });
});

it('a mail by an automatic answer does not reopen a resolved ticket', async () => {
  const { id, email, sent } = await answeredTicket();
  await agent.api.call('PATCH', `/api/tickets/${id}`, { status: 'resolved' });
  const absence = composeMail({
    from: email,
    subject: `Out of office: ${sent.mail.subject}`,
    text: 'I am away until Monday.',
    headers: { 'In-Reply-To': sent.mail.messageId!, 'Auto-Submitted': 'auto-replied' },
  });
  expect(await mailbox.deliver(absence)).toMatchObject({ state: 'appended', ticket_id: id });
  expect((await mailbox.ticket(id)).status).toBe('resolved');
  const thanks = composeMail({
    from: email,
    subject: sent.mail.subject!,
    text: 'It is broken again.',
    headers: { 'In-Reply-To': sent.mail.messageId! },
  });
  await mailbox.deliver(thanks);
  expect((await mailbox.ticket(id)).status).toBe('open');
});
