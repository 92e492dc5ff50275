import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SMTPServer } from 'smtp-server';
import type { Problem } from './support/api.ts';
import { Dovecot } from './support/dovecot.ts';
import { eventually, freePort } from './support/engines.ts';
import { composeMail, type InboundMail, type Ledger, type Mailbox } from './support/mail.ts';
import { createDatabase, startService, type Service } from './support/service.ts';

const SECRETS_KEY = randomBytes(32).toString('base64');

let dovecot: Dovecot;
let service: Service;
beforeAll(async () => {
  dovecot = await Dovecot.start();
  service = await startService({ SECRETS_KEY });
});
afterAll(async () => {
  await service.stop();
  await dovecot.remove();
});

const boxes: number[] = [];
afterEach(async () => {
  for (const id of boxes.splice(0)) {
    const { pending, difference } = await ledgerOf(id);
    expect({ pending, difference }).toEqual({ pending: 0, difference: 0 });
    await service.api.call('PATCH', `/api/mailboxes/${id}`, { active: false });
  }
});

async function createMailbox(user: string, fields: Record<string, unknown> = {}): Promise<Mailbox> {
  const input = {
    name: user,
    address: `${user}@example.org`,
    team_id: 1,
    ...dovecot.settings(user),
    ...fields,
  };
  const { status, body, text } = await service.api.call<Mailbox>('POST', '/api/mailboxes', input);
  expect(`${status} ${text}`).toMatch(/^201/);
  boxes.push(body.id);
  return body;
}

async function mailboxOf(id: number): Promise<Mailbox> {
  return (await service.api.get<Mailbox>(`/api/mailboxes/${id}`)).body;
}

async function ledgerOf(id: number): Promise<Ledger> {
  return (await service.api.get<Ledger>(`/api/mailboxes/${id}/ledger`)).body;
}

async function mailsOf(id: number): Promise<InboundMail[]> {
  const path = `/api/mailboxes/${id}/mails?limit=100`;
  return (await service.api.get<{ results: InboundMail[] }>(path)).body.results;
}

function connected(id: number): Promise<unknown> {
  return eventually('the mailbox is connected', async () => (await mailboxOf(id)).last_fetched_at);
}

/** Waits until this many mails were received and processed. */
function processed(id: number, count: number): Promise<InboundMail[]> {
  return eventually(`${count} mails are processed`, async () => {
    const { received, pending } = await ledgerOf(id);
    return received >= count && pending === 0 && mailsOf(id);
  });
}

describe('a mailbox', () => {
  it('makes a ticket of a mail within two seconds, and leaves the mail unread', async () => {
    await dovecot.deliver('fresh', [composeMail({ subject: 'Before' })]);
    const { id } = await createMailbox('fresh');
    await connected(id);
    const startedAt = Date.now();
    await dovecot.deliver('fresh', [composeMail({ subject: 'After' })]);
    const mails = await processed(id, 1);
    expect(Date.now() - startedAt).toBeLessThan(2000);
    // By default, mail that was there before stays where it is.
    expect(mails).toMatchObject([{ state: 'ticketed', subject: 'After' }]);
    expect(await dovecot.list('fresh')).toEqual([
      { subject: 'Before', flags: [] },
      { subject: 'After', flags: [] },
    ]);
  });

  it('fetches what is there if it is told to, and only once', async () => {
    const mails = Array.from({ length: 60 }, (_, i) =>
      composeMail({ subject: `Mail ${i}`, from: `person${i}@example.com` }),
    );
    await dovecot.deliver('archive', mails);
    const { id } = await createMailbox('archive', { fetch_policy: 'all' });
    expect(await processed(id, 60)).toHaveLength(60);
    await service.api.call('PATCH', `/api/mailboxes/${id}`, { active: false });
    await service.api.call('PATCH', `/api/mailboxes/${id}`, { active: true });
    await dovecot.deliver('archive', [composeMail({ subject: 'Another' })]);
    expect((await processed(id, 61))[0]).toMatchObject({ subject: 'Another' });
    expect(await ledgerOf(id)).toMatchObject({ received: 61, ticketed: 61, ignored: {} });
  });

  it('fetches mail that a person has read already', async () => {
    const { id } = await createMailbox('read');
    await connected(id);
    await service.api.call('PATCH', `/api/mailboxes/${id}`, { active: false });
    await dovecot.deliver('read', [composeMail({ subject: 'Read elsewhere' })]);
    await dovecot.markRead('read');
    await service.api.call('PATCH', `/api/mailboxes/${id}`, { active: true });
    expect(await processed(id, 1)).toMatchObject([{ subject: 'Read elsewhere' }]);
  });

  it('marks or moves mail that is stored', async () => {
    const flagged = await createMailbox('flagged', { after_fetch: 'flag' });
    await dovecot.createFolder('moved', 'Done');
    const moved = await createMailbox('moved', { after_fetch: 'move', move_to: 'Done' });
    for (const [user, { id }] of [
      ['flagged', flagged],
      ['moved', moved],
    ] as const) {
      await connected(id);
      await dovecot.deliver(user, [composeMail({ subject: user, from: `${user}@example.com` })]);
      await processed(id, 1);
    }
    await eventually('the mail is marked', async () => {
      const [mail] = await dovecot.list('flagged');
      return mail?.flags.includes('\\Seen');
    });
    await eventually('the mail is moved', async () => (await dovecot.list('moved', 'Done')).length === 1);
    expect(await dovecot.list('moved')).toEqual([]);
  });

  it('does not fetch a mail that is too large, and says so', async () => {
    const { id } = await createMailbox('large');
    await connected(id);
    const large = composeMail({ subject: 'Huge', text: `${'x'.repeat(75)}\n`.repeat(360_000) });
    await dovecot.deliver('large', [large, composeMail({ subject: 'Small' })]);
    const mails = await processed(id, 2);
    expect(mails).toMatchObject([
      { subject: 'Small', state: 'ticketed' },
      { subject: 'Huge', state: 'quarantined', reason: 'too_large', from_address: 'ada@example.com' },
    ]);
    const huge = mails[1]!.id;
    expect((await service.api.call('POST', `/api/quarantine/${huge}/release`)).status).toBe(204);
    const released = await eventually('the mail is a ticket', async () => {
      const mail = (await mailsOf(id)).find((each) => each.id === huge);
      return mail?.state === 'ticketed' && mail;
    });
    const ticket = (
      await service.api.get<{ title: string; description: string }>(`/api/tickets/${released.ticket_id}`)
    ).body;
    expect(ticket).toMatchObject({ title: 'Huge', description: expect.stringContaining('too large') });
  });

  it('whose server numbers its mails anew has no copies and loses nothing', async () => {
    const { id } = await createMailbox('renumbered');
    await connected(id);
    await dovecot.deliver('renumbered', [
      composeMail({ subject: 'First' }),
      composeMail({ subject: 'Without id', headers: { 'Message-ID': null } }),
    ]);
    await processed(id, 2);
    const validity = await dovecot.uidValidity('renumbered');
    await dovecot.renumber('renumbered');
    await dovecot.deliver('renumbered', [composeMail({ subject: 'While away' })]);
    expect(await dovecot.uidValidity('renumbered')).not.toBe(validity);
    await service.query('UPDATE mailboxes SET next_attempt_at = NULL');
    await processed(id, 5);
    expect(await ledgerOf(id)).toMatchObject({ received: 5, ticketed: 3, ignored: { duplicate: 2 } });
  });

  it('reconnects after the server was away', async () => {
    const { id } = await createMailbox('away');
    await connected(id);
    await dovecot.stop();
    await eventually('the mailbox reports it', async () => (await mailboxOf(id)).failing_since);
    expect((await mailboxOf(id)).last_error).toMatch(/^(disconnected|refused)$/);
    await dovecot.run();
    await dovecot.deliver('away', [composeMail({ subject: 'Back' })]);
    await service.query('UPDATE mailboxes SET next_attempt_at = NULL');
    expect(await processed(id, 1)).toMatchObject([{ subject: 'Back' }]);
    expect(await mailboxOf(id)).toMatchObject({ failing_since: null, last_error: null });
  });
});

describe('two processes', () => {
  it('fetch a mailbox one at a time, and one takes over from another that was killed', async () => {
    const databaseUrl = await createDatabase();
    const settings = { DATABASE_URL: databaseUrl, SECRETS_KEY };
    const [one, other] = [await startService(settings), await startService(settings)];
    const fields = {
      name: 'Shared',
      address: 'shared@example.org',
      team_id: 1,
      ...dovecot.settings('shared'),
    };
    const { id } = (await one.api.call<Mailbox>('POST', '/api/mailboxes', fields)).body;
    const ledger = async (from: Service): Promise<Ledger> =>
      (await from.api.get<Ledger>(`/api/mailboxes/${id}/ledger`)).body;
    await eventually('it is connected', async () => {
      return (await other.api.get<Mailbox>(`/api/mailboxes/${id}`)).body.last_fetched_at;
    });
    const compose = (i: number): string =>
      composeMail({ subject: `Mail ${i}`, from: `person${i}@example.com` });
    await dovecot.deliver(
      'shared',
      Array.from({ length: 20 }, (_, i) => compose(i)),
    );
    await eventually('all are tickets', async () => (await ledger(other)).ticketed === 20);
    // Whichever has the mailbox, in the middle of fetching.
    const killed = dovecot.deliver(
      'shared',
      Array.from({ length: 40 }, (_, i) => compose(20 + i)),
    );
    await eventually('some have arrived', async () => (await ledger(other)).received > 25);
    await one.stop('SIGKILL');
    await killed;
    await other.query('UPDATE inbound_mails SET due_at = now() WHERE due_at IS NOT NULL');
    await eventually('all are tickets', async () => (await ledger(other)).ticketed === 60, 60);
    expect(await ledger(other)).toMatchObject({ received: 60, difference: 0, pending: 0, ignored: {} });
    const [{ n }] = (await other.query<{ n: number }>('SELECT count(*)::int AS n FROM tickets')) as [
      { n: number },
    ];
    expect(n).toBe(60);
    await other.stop();
  });
});

describe('the test of a mailbox', () => {
  interface Tested {
    ok: boolean;
    code: string | null;
    message: string;
    folders: string[];
  }

  async function test(
    fields: Record<string, unknown>,
    body: object = {},
  ): Promise<{ imap: Tested; smtp: Tested }> {
    const { id } = await createMailbox(`test${boxes.length}${Date.now()}`, { active: false, ...fields });
    const answer = await service.api.call<{ imap: Tested; smtp: Tested }>(
      'POST',
      `/api/mailboxes/${id}/test`,
      body,
    );
    expect(answer.status).toBe(200);
    return answer.body;
  }

  it('lists the folders', async () => {
    await dovecot.createFolder('folders', 'Archive');
    const { imap, smtp } = await test({ imap_user: 'folders' });
    expect(imap).toMatchObject({
      ok: true,
      code: null,
      folders: expect.arrayContaining(['INBOX', 'Archive']),
    });
    expect(smtp).toBeNull();
  });

  it.each([
    ['wrong_password', { imap_password: 'wrong' }],
    ['password_missing', { imap_password: null }],
    ['folder_missing', { imap_folder: 'Nowhere' }],
    ['folder_missing', { after_fetch: 'move', move_to: 'Nowhere' }],
    ['host_not_found', { imap_host: 'nowhere.invalid' }],
    ['tls_mode', { imap_security: 'tls' }],
    ['tls_mode', { imap_security: 'starttls' }],
  ])('says what is wrong: %s', async (code, fields) => {
    const { imap } = await test(fields);
    expect(imap).toMatchObject({ ok: false, code });
    expect(imap.message.length).toBeGreaterThan(20);
  });

  it('says that nothing listens', async () => {
    expect((await test({ imap_port: await freePort() })).imap).toMatchObject({ ok: false, code: 'refused' });
  });

  it('sends a mail', async () => {
    const received: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ password }, _session, done) =>
        password === 'right' ? done(null, { user: 'x' }) : done(new Error('Invalid')),
      allowInsecureAuth: true,
      onData: (stream, _session, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          received.push(text);
          done();
        });
      },
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const smtp = { smtp_host: '127.0.0.1', smtp_port: port, smtp_security: 'none', smtp_user: 'x' };
    const sent = await test({ ...smtp, smtp_password: 'right' }, { send_to: 'ada@example.com' });
    expect(sent.smtp).toMatchObject({ ok: true, code: null });
    expect(received).toMatchObject([expect.stringContaining('To: ada@example.com')]);
    expect((await test({ ...smtp, smtp_password: 'wrong' })).smtp).toMatchObject({ code: 'wrong_password' });
    expect((await test({ ...smtp, smtp_security: 'starttls', smtp_password: 'right' })).smtp).toMatchObject({
      code: 'tls_mode',
    });
    await new Promise<void>((resolve) => server.close(resolve));
  });
});

describe('passwords', () => {
  it('are never returned, and stored encrypted', async () => {
    const mailbox = await createMailbox('secret', { active: false });
    expect(mailbox.has_imap_password).toBe(true);
    const { text } = await service.api.get(`/api/mailboxes/${mailbox.id}`);
    expect(text).not.toContain(dovecot.password);
    const [row] = await service.query<{ imap_password: Buffer }>(
      'SELECT imap_password FROM mailboxes WHERE id = $1',
      [mailbox.id],
    );
    expect(row!.imap_password.includes(dovecot.password)).toBe(false);
  });

  it('are entered again when the host or the encryption changes', async () => {
    const { id } = await createMailbox('moving', { active: false });
    const path = `/api/mailboxes/${id}`;
    for (const change of [{ imap_host: 'imap.example.net' }, { imap_security: 'tls' }]) {
      const refused = await service.api.call<Problem>('PATCH', path, change);
      expect(refused.body.errors).toMatchObject([{ field: 'imap_password', code: 'required' }]);
      expect((await service.api.call('PATCH', path, { ...change, imap_password: 'new' })).status).toBe(200);
    }
  });

  it('can’t be stored without a key', async () => {
    const keyless = await startService();
    const fields = { name: 'x', address: 'x@example.org', team_id: 1, ...dovecot.settings('x') };
    const refused = await keyless.api.call<Problem>('POST', '/api/mailboxes', fields);
    expect(refused).toMatchObject({ status: 422, body: { code: 'secrets.key_missing' } });
    const { results } = (await keyless.api.get<{ results: Mailbox[] }>('/api/mailboxes')).body;
    expect(results).toEqual([]);
    await keyless.stop();
  });
});
