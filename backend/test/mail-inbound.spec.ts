import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person, Problem } from './support/api.ts';
import { composeMail, TestMailbox, type InboundMail } from './support/mail.ts';
import { startService, type Service } from './support/service.ts';

let service: Service;
let mailbox: TestMailbox;
let agent: Person;
beforeAll(async () => {
  service = await startService();
  mailbox = await TestMailbox.create(service, { aliases: ['help@example.org'] });
  agent = await service.api.person('agent', 'Grace');
});
afterAll(async () => {
  const { difference, pending } = await mailbox.ledger();
  await service.stop();
  expect({ difference, pending }).toEqual({ difference: 0, pending: 0 });
});

/** A message of ours, as outbound mail records it. */
async function sendReply(ticketId: number): Promise<string> {
  const messageId = `reply-${ticketId}-${Math.random().toString(36).slice(2)}@example.org`;
  await service.query(`INSERT INTO mail_threads (message_id, direction, ticket_id) VALUES ($1, 'out', $2)`, [
    messageId,
    ticketId,
  ]);
  return messageId;
}

async function newTicket(fields: Parameters<typeof composeMail>[0] = {}): Promise<number> {
  const mail = await mailbox.deliver(composeMail(fields));
  expect(mail).toMatchObject({ state: 'ticketed', ticket_id: expect.any(Number) });
  return mail.ticket_id!;
}

async function setStatus(id: number, status: string): Promise<void> {
  const answer = await service.api.call('PATCH', `/api/tickets/${id}`, { status });
  expect(answer.status).toBe(200);
}

describe('a mail', () => {
  it('makes a ticket that is triaged, of the person who wrote it', async () => {
    const mail = await mailbox.deliver(
      composeMail({ subject: 'VPN does not connect', text: 'It says: time-out.\n\nAda' }),
    );
    const ticket = await mailbox.ticket(mail.ticket_id!);
    expect(ticket).toMatchObject({
      title: 'VPN does not connect',
      channel: 'mail',
      status: 'open',
      requester: { name: 'Ada', email: 'ada@example.com' },
      team: { id: 1 },
    });
    expect(ticket.description).toContain('It says: time-out.');
    expect(mail).toMatchObject({ kind: 'human', from_address: 'ada@example.com', reason: null });
    const [created] = await service.query<{ actor_type: string; actor_name: string }>(
      'SELECT actor_type, actor_name FROM ticket_history WHERE ticket_id = $1 ORDER BY id LIMIT 1',
      [ticket.id],
    );
    expect(created).toEqual({ actor_type: 'mail', actor_name: 'Ada' });
  });

  it('belongs to the team of its mailbox', async () => {
    const team = (await service.api.call<{ id: number }>('POST', '/api/teams', { name: 'Billing' })).body;
    const other = await TestMailbox.create(service, {
      name: 'Billing',
      address: 'billing@example.org',
      team_id: team.id,
    });
    const mail = await other.deliver(composeMail({ to: 'billing@example.org' }));
    expect(await mailbox.ticket(mail.ticket_id!)).toMatchObject({ team: { id: team.id } });
    expect((await service.api.call<Problem>('DELETE', `/api/teams/${team.id}`)).body.code).toBe(
      'team.in_use',
    );
  });

  it('keeps its attachments', async () => {
    const boundary = 'parts';
    const text = [
      `--${boundary}`,
      'Content-Type: text/plain',
      '',
      'See the log.',
      `--${boundary}`,
      'Content-Type: application/octet-stream; name="log.txt"',
      'Content-Disposition: attachment; filename="log.txt"',
      '',
      'line 1',
      `--${boundary}--`,
    ].join('\n');
    const headers = { 'Content-Type': `multipart/mixed; boundary=${boundary}`, 'MIME-Version': '1.0' };
    const id = await newTicket({ text, headers });
    const { results } = (
      await service.api.get<{ results: { id: number; name: string }[] }>(`/api/tickets/${id}/attachments`)
    ).body;
    expect(results).toMatchObject([{ name: 'log.txt' }]);
    expect((await service.api.get(`/api/attachments/${results[0]!.id}`)).text).toMatch(/^line 1/);
  });

  it.each([
    ['no subject', { subject: null, text: 'The door is locked.' }, { title: 'The door is locked.' }],
    [
      'neither subject nor text',
      { subject: null, text: '' },
      { title: '(no subject)', description: '(no text)' },
    ],
    ['no sender', { from: null }, { requester: null }],
    ['an invalid sender', { from: 'undisclosed-recipients:;' }, { requester: null }],
    ['control characters', { subject: 'a \0 b', text: 'c \0 d' }, { description: 'c  d' }],
    ['a subject of 400 characters', { subject: 'x'.repeat(400) }, { title: 'x'.repeat(200) }],
  ])('with %s makes a ticket', async (_name, fields, expected) => {
    expect(await mailbox.ticket(await newTicket(fields))).toMatchObject(expected);
  });

  it('that is longer than a ticket keeps its whole text', async () => {
    const text = `${'A long story. '.repeat(2_000)}The end`;
    const id = await newTicket({ text });
    expect((await mailbox.ticket(id)).description.length).toBeLessThanOrEqual(20_000);
    const { results } = (
      await service.api.get<{ results: { id: number; name: string }[] }>(`/api/tickets/${id}/attachments`)
    ).body;
    expect(results).toMatchObject([{ name: 'message.txt' }]);
    expect((await service.api.get(`/api/attachments/${results[0]!.id}`)).text).toMatch(/The end$/);
  });

  it('that seems to be from the mailbox itself is of the person in Reply-To', async () => {
    const id = await newTicket({
      from: 'Form <help@example.org>',
      headers: { 'Reply-To': 'Bob <bob@example.com>' },
    });
    expect(await mailbox.ticket(id)).toMatchObject({ requester: { name: 'Bob', email: 'bob@example.com' } });
  });

  it('that names an agent as its sender does not act as the agent', async () => {
    const id = await newTicket({ from: 'carol@example.com' });
    const reply = await sendReply(id);
    const forged = await mailbox.deliver(
      composeMail({ from: `Grace <${agent.email}>`, headers: { 'In-Reply-To': `<${reply}>` } }),
    );
    expect(forged).toMatchObject({ state: 'appended', ticket_id: id });
    const [message] = await mailbox.messages(id);
    expect(message!.author).toEqual({ id: null, name: 'Grace' });
    expect((await mailbox.ticket(id)).first_response_at).toBeNull();
  });
});

describe('a reply', () => {
  it('to a sent mail is added to its ticket, which reopens', async () => {
    const id = await newTicket();
    const reply = await sendReply(id);
    await setStatus(id, 'resolved');
    const mail = await mailbox.deliver(
      composeMail({
        subject: 'Re: another subject',
        text: 'Still on fire.\n\n> Did you call?',
        headers: { 'In-Reply-To': `<${reply}>` },
      }),
    );
    expect(mail).toMatchObject({ state: 'appended', ticket_id: id });
    const ticket = await mailbox.ticket(id);
    expect(ticket).toMatchObject({ status: 'open', unread: true, customer_replied_at: expect.any(String) });
    expect(await mailbox.messages(id)).toMatchObject([
      { body: 'Still on fire.', visibility: 'public', author: { name: 'Ada' } },
    ]);
  });

  it('is recognized by any of its references', async () => {
    const id = await newTicket();
    const reply = await sendReply(id);
    const mail = await mailbox.deliver(
      composeMail({ headers: { References: `<a@b> <${reply}> <c@d>`, 'In-Reply-To': '<c@d>' } }),
    );
    expect(mail).toMatchObject({ state: 'appended', ticket_id: id });
  });

  it('of the requester to their own mail is added', async () => {
    const headers = { 'Message-ID': '<first@example.com>' };
    const id = await newTicket({ headers });
    const mail = await mailbox.deliver(composeMail({ headers: { 'In-Reply-To': '<first@example.com>' } }));
    expect(mail).toMatchObject({ state: 'appended', ticket_id: id });
  });

  it('of another person to the same newsletter makes a ticket of its own', async () => {
    const headers = { 'In-Reply-To': '<newsletter@example.com>', 'Message-ID': '<reader@example.com>' };
    const id = await newTicket({ headers });
    const other = await newTicket({
      from: 'eve@example.com',
      headers: { 'In-Reply-To': '<newsletter@example.com>', References: '<reader@example.com>' },
    });
    expect(other).not.toBe(id);
  });

  it('of a colleague in Cc is added', async () => {
    const headers = { Cc: 'Colleague <colleague@example.com>', 'Message-ID': '<with-cc@example.com>' };
    const id = await newTicket({ headers });
    const mail = await mailbox.deliver(
      composeMail({ from: 'colleague@example.com', headers: { References: '<with-cc@example.com>' } }),
    );
    expect(mail).toMatchObject({ state: 'appended', ticket_id: id });
  });

  it('with the number of the ticket is added if its sender takes part, and is a ticket otherwise', async () => {
    const id = await newTicket();
    const subject = `Re: [#${id}] The printer`;
    expect(await mailbox.deliver(composeMail({ subject }))).toMatchObject({
      state: 'appended',
      ticket_id: id,
    });
    const stranger = await mailbox.deliver(composeMail({ subject, from: 'stranger@example.com' }));
    expect(stranger.state).toBe('ticketed');
    expect(stranger.ticket_id).not.toBe(id);
  });

  it('with the hidden marker in its text is added if its sender takes part', async () => {
    const id = await newTicket();
    const text = `Thanks.\n\n> [ticket:${id}]`;
    expect(await mailbox.deliver(composeMail({ text }))).toMatchObject({ state: 'appended', ticket_id: id });
    expect((await mailbox.deliver(composeMail({ text, from: 'other@example.com' }))).state).toBe('ticketed');
  });

  it('to a merged ticket is added to its target', async () => {
    const [source, target] = [await newTicket(), await newTicket()];
    const reply = await sendReply(source);
    const merged = await service.api.call('POST', `/api/tickets/${source}/merge`, { into: target });
    expect(merged.status).toBe(200);
    const mail = await mailbox.deliver(composeMail({ headers: { 'In-Reply-To': `<${reply}>` } }));
    expect(mail).toMatchObject({ state: 'appended', ticket_id: target });
  });

  it('to a closed ticket reopens it, and to a deleted one makes another', async () => {
    const id = await newTicket();
    const reply = await sendReply(id);
    await setStatus(id, 'resolved');
    await setStatus(id, 'closed');
    const headers = { 'In-Reply-To': `<${reply}>` };
    await mailbox.deliver(composeMail({ headers }));
    expect((await mailbox.ticket(id)).status).toBe('open');
    expect((await service.api.call('DELETE', `/api/tickets/${id}`)).status).toBe(204);
    const mail = await mailbox.deliver(composeMail({ headers }));
    expect(mail.state).toBe('ticketed');
    expect(mail.ticket_id).not.toBe(id);
  });
});

describe('a copy', () => {
  it('with the same Message-ID and content is ignored, also in another mailbox', async () => {
    const raw = composeMail({ headers: { 'Message-ID': '<copied@example.com>' } });
    const first = await mailbox.deliver(raw);
    expect(await mailbox.deliver(`Received: from relay\r\n${raw}`)).toMatchObject({
      ...{ state: 'ignored', reason: 'duplicate', ticket_id: first.ticket_id },
    });
    const other = await TestMailbox.create(service, { name: 'Sales', address: 'sales@example.org' });
    const copy = await other.deliver(`Delivered-To: sales@example.org\r\n${raw}`);
    expect(copy).toMatchObject({ state: 'ignored', reason: 'duplicate' });
    expect(await other.ledger()).toMatchObject({ received: 1, ignored: { duplicate: 1 }, difference: 0 });
  });

  it('is recognized when all arrive at once', async () => {
    const raw = composeMail();
    const answers = await Promise.all(Array.from({ length: 6 }, () => mailbox.post(raw)));
    const mails: InboundMail[] = [];
    for (const { body } of answers) mails.push(await mailbox.processed(body.id));
    expect(mails.map(({ state }) => state).sort()).toEqual([...Array<string>(5).fill('ignored'), 'ticketed']);
  });

  it('with another content is a mail of its own, and so are mails without a Message-ID', async () => {
    const headers = { 'Message-ID': '<reused@example.com>' };
    const first = await newTicket({ headers });
    expect(await newTicket({ headers, text: 'Something else.' })).not.toBe(first);
    const none = { headers: { 'Message-ID': null } };
    const raw = composeMail(none);
    expect((await mailbox.deliver(raw)).state).toBe('ticketed');
    expect((await mailbox.deliver(raw)).state).toBe('ticketed');
  });
});

describe('a machine', () => {
  it('that replies automatically is added to its ticket without reopening it', async () => {
    const id = await newTicket();
    const reply = await sendReply(id);
    await setStatus(id, 'resolved');
    const mail = await mailbox.deliver(
      composeMail({
        text: 'I am on holiday.',
        headers: { 'In-Reply-To': `<${reply}>`, 'Auto-Submitted': 'auto-replied' },
      }),
    );
    expect(mail).toMatchObject({ state: 'appended', kind: 'auto_reply', ticket_id: id });
    expect(await mailbox.ticket(id)).toMatchObject({ status: 'resolved', customer_replied_at: null });
    expect(await mailbox.messages(id)).toMatchObject([{ body: 'I am on holiday.' }]);
  });

  it('that replies to nothing known makes no ticket', async () => {
    const before = await mailbox.ticketCount();
    const mail = await mailbox.deliver(composeMail({ headers: { 'Auto-Submitted': 'auto-replied' } }));
    expect(mail).toMatchObject({ state: 'ignored', reason: 'auto_reply', ticket_id: null });
    expect(await mailbox.ticketCount()).toBe(before);
  });

  it('that reports an undeliverable mail makes no ticket', async () => {
    const mail = await mailbox.deliver(
      composeMail({
        from: 'MAILER-DAEMON@example.com',
        text: '--b\nContent-Type: text/plain\n\nUnknown user\n--b\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n--b--',
        headers: { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' },
      }),
    );
    expect(mail).toMatchObject({ state: 'ignored', reason: 'bounce', kind: 'bounce' });
  });

  it('that returns our own mail makes no ticket', async () => {
    const id = await newTicket();
    const messageId = await sendReply(id);
    const own = { from: 'Support <support@example.org>', headers: { 'Message-ID': `<${messageId}>` } };
    expect(await mailbox.deliver(composeMail(own))).toMatchObject({ state: 'ignored', reason: 'own_mail' });
    const forwarded = { headers: { 'X-TicketIQ-Loop': 'support@example.org' } };
    expect(await mailbox.deliver(composeMail(forwarded))).toMatchObject({ state: 'ignored', reason: 'loop' });
    // That of another installation.
    const foreign = { headers: { 'X-TicketIQ-Loop': 'support@example.net' } };
    expect((await mailbox.deliver(composeMail(foreign))).state).toBe('ticketed');
  });
});

describe('a mail that could not be processed', () => {
  it('is a ticket with the mail attached', async () => {
    // A process that ends while it reads the mail.
    const { body } = await mailbox.post(
      composeMail({ subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=', text: 'Poison' }),
    );
    await mailbox.processed(body.id);
    const [{ raw }] = (await service.query<{ raw: Buffer }>('SELECT raw FROM inbound_mails WHERE id = $1', [
      body.id,
    ])) as [{ raw: Buffer }];
    const [{ id }] = (await service.query<{ id: number }>(
      `INSERT INTO inbound_mails (mailbox_id, source, sha256, size, raw, attempts)
       VALUES ($1, 'http', repeat('0', 64), $2, $3, 3) RETURNING id`,
      [mailbox.mailbox.id, raw.length, raw],
    )) as [{ id: number }];
    await service.query('UPDATE mailboxes SET mails_received = mails_received + 1 WHERE id = $1', [
      mailbox.mailbox.id,
    ]);
    const mail = await mailbox.processed(id);
    expect(mail).toMatchObject({ state: 'ticketed' });
    const ticket = await mailbox.ticket(mail.ticket_id!);
    expect(ticket).toMatchObject({ title: 'Grüße', requester: { email: 'ada@example.com' } });
    const { results } = (
      await service.api.get<{ results: { id: number; name: string }[] }>(
        `/api/tickets/${ticket.id}/attachments`,
      )
    ).body;
    expect(results).toMatchObject([{ name: 'message.eml' }]);
    expect((await service.api.get(`/api/attachments/${results[0]!.id}`)).text).toContain('Poison');
  });

  it('waits for an administrator after more attempts', async () => {
    const raw = Buffer.from(composeMail({ subject: 'Broken' }));
    const [{ id }] = (await service.query<{ id: number }>(
      `INSERT INTO inbound_mails (mailbox_id, source, sha256, size, raw, attempts)
       VALUES ($1, 'http', repeat('1', 64), $2, $3, 6) RETURNING id`,
      [mailbox.mailbox.id, raw.length, raw],
    )) as [{ id: number }];
    await service.query('UPDATE mailboxes SET mails_received = mails_received + 1 WHERE id = $1', [
      mailbox.mailbox.id,
    ]);
    expect(await mailbox.processed(id)).toMatchObject({ state: 'quarantined', reason: 'unreadable' });
    await service.api.call('DELETE', `/api/quarantine/${id}`);
  });
});

describe('quarantine', () => {
  async function quarantined(text = 'Buy now'): Promise<number> {
    const mail = await mailbox.deliver(composeMail({ text, headers: { 'X-Spam-Flag': 'YES' } }));
    expect(mail).toMatchObject({ state: 'quarantined', reason: 'spam', ticket_id: null });
    return mail.id;
  }

  it('has mails that can be read, downloaded and released', async () => {
    const id = await quarantined();
    const { body } = await service.api.get<{ results: InboundMail[] }>('/api/quarantine');
    expect(body.results).toContainEqual(expect.objectContaining({ id, reason: 'spam' }));
    expect((await service.api.get(`/api/quarantine/${id}`)).body).toMatchObject({ text: 'Buy now' });
    const raw = await service.api.get(`/api/quarantine/${id}/raw`);
    expect(raw.text).toContain('X-Spam-Flag');
    expect(raw.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(raw.headers.get('content-type')).toBe('application/octet-stream');
    expect((await service.api.call('POST', `/api/quarantine/${id}/release`)).status).toBe(204);
    expect(await mailbox.processed(id)).toMatchObject({ state: 'ticketed', reason: null });
    expect((await service.api.call('POST', `/api/quarantine/${id}/release`)).status).toBe(404);
  });

  it('has mails that can be deleted, and are still counted', async () => {
    const id = await quarantined('Delete me');
    const { ignored } = await mailbox.ledger();
    expect((await service.api.call('DELETE', `/api/quarantine/${id}`)).status).toBe(204);
    expect((await service.api.get(`/api/quarantine/${id}/raw`)).status).toBe(404);
    const after = await mailbox.ledger();
    expect(after.ignored.deleted).toBe((ignored.deleted ?? 0) + 1);
    expect(after.difference).toBe(0);
  });

  it('has the mails of a sender beyond 60 an hour', async () => {
    await service.query(
      `INSERT INTO inbound_mails (mailbox_id, source, sha256, size, state, due_at, processed_at, from_address)
       SELECT NULL, 'http', repeat('2', 64), 1, 'ticketed', NULL, now(), 'flood@example.com' FROM generate_series(1, 60)`,
    );
    const flood = await mailbox.deliver(composeMail({ from: 'flood@example.com' }));
    expect(flood).toMatchObject({ state: 'quarantined', reason: 'rate_limit' });
    expect((await mailbox.deliver(composeMail({ from: 'calm@example.com' }))).state).toBe('ticketed');
  });

  it('is for administrators', async () => {
    expect((await agent.api.get('/api/quarantine')).status).toBe(403);
  });
});

describe('inbound mail by HTTP', () => {
  it('needs the token of an active mailbox', async () => {
    const raw = composeMail();
    expect((await mailbox.post(raw, { authorization: '' })).status).toBe(401);
    expect((await mailbox.post(raw, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await mailbox.post(raw, service.api.authorization)).status).toBe(401);
    const other = await TestMailbox.create(service, { name: 'Former', address: 'former@example.org' });
    await service.api.call('PATCH', `/api/mailboxes/${other.mailbox.id}`, { active: false });
    expect((await other.post(raw)).status).toBe(401);
    await service.api.call('PATCH', `/api/mailboxes/${other.mailbox.id}`, { active: true });
    await service.api.call('POST', `/api/mailboxes/${other.mailbox.id}/token`);
    expect((await other.post(raw)).status).toBe(401);
  });

  it('accepts only mails of up to 25 MB', async () => {
    expect((await mailbox.post('{}', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await mailbox.post('')).status).toBe(400);
    const large = Buffer.alloc(25 * 1024 * 1024 + 1, 'x');
    expect((await mailbox.post(large)).body).toMatchObject({ status: 413, code: 'mail.too_large' });
    const { received } = await mailbox.ledger();
    const file = Buffer.alloc(18 * 1024 * 1024, 'content')
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n');
    const text = `--b\nContent-Type: application/octet-stream; name=large.bin\nContent-Transfer-Encoding: base64\n\n${file}\n--b--`;
    const largest = composeMail({ text, headers: { 'Content-Type': 'multipart/mixed; boundary=b' } });
    expect(largest.length).toBeGreaterThan(24 * 1024 * 1024);
    expect((await mailbox.deliver(largest)).state).toBe('ticketed');
    expect((await mailbox.ledger()).received).toBe(received + 1);
  });
});

it('a ticket that is deleted for good takes the mail with it', async () => {
  const mail = await mailbox.deliver(composeMail({ from: 'gone@example.com' }));
  await service.query('DELETE FROM tickets WHERE id = $1', [mail.ticket_id]);
  const rows = await service.query('SELECT raw, subject, from_address FROM inbound_mails WHERE id = $1', [
    mail.id,
  ]);
  expect(rows).toEqual([{ raw: null, subject: null, from_address: null }]);
  expect((await mailbox.ledger()).difference).toBe(0);
});
