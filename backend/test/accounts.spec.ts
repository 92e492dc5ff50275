import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api, type Answer, type Person, type Problem } from './support/api.ts';
import { EventClient } from './support/event-source.ts';
import {
  ACCOUNTS,
  ADMIN,
  createDatabase,
  startProcess,
  startService,
  type Service,
} from './support/service.ts';

let service: Service;
beforeAll(async () => (service = await startService()));
afterAll(() => service.stop());

/** A browser, as far as cookies go. */
class Browser {
  readonly cookies = new Map<string, { value: string; attributes: string }>();

  async call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    { csrf = true, headers = {} }: { csrf?: boolean; headers?: Record<string, string> } = {},
  ): Promise<Answer<Body>> {
    const token = this.cookies.get('XSRF-TOKEN')?.value;
    const answer = await new Api(service.url).call<Body>(method, path, body, {
      headers: {
        cookie: [...this.cookies].map(([name, { value }]) => `${name}=${value}`).join('; '),
        ...(csrf && token && { 'x-xsrf-token': token }),
        ...headers,
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const { name, value, attributes } = /^(?<name>[^=]+)=(?<value>[^;]*);? ?(?<attributes>.*)$/.exec(
        line,
      )!.groups!;
      if (value === '') this.cookies.delete(name!);
      else this.cookies.set(name!, { value: value!, attributes: attributes! });
    }
    return answer;
  }

  signIn({ email, password }: { email: string; password: string }): Promise<Answer<unknown>> {
    return this.call('POST', '/api/auth/login', { email, password });
  }

  copy(): Browser {
    const other = new Browser();
    this.cookies.forEach((cookie, name) => other.cookies.set(name, cookie));
    return other;
  }
}

describe('signing in', () => {
  it('answers with an access token, its life, and the person', async () => {
    const { status, body, headers } = await new Api(service.url).call('POST', '/api/auth/login', ADMIN);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^ey[\w-]+\.[\w-]+\.[\w-]+$/) as string,
      expires_in: 900,
      user: {
        id: service.admin.id,
        name: 'Administrator',
        email: ADMIN.email,
        role: 'admin',
        draft_key: expect.stringMatching(/^[\w-]{43}$/) as string,
      },
    });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('takes the address in any case', async () => {
    const { status } = await new Browser().signIn({ ...ADMIN, email: ADMIN.email.toUpperCase() });
    expect(status).toBe(200);
  });

  it('gives cookies that no script reads and no other site sends', async () => {
    const browser = new Browser();
    await browser.signIn(ADMIN);
    const attributes = (name: string): string => browser.cookies.get(name)!.attributes;
    expect(attributes('ticketiq_access')).toBe('Max-Age=900; Path=/api; HttpOnly; SameSite=Strict');
    expect(attributes('ticketiq_refresh')).toBe('Max-Age=2592000; Path=/api/auth; HttpOnly; SameSite=Strict');
    expect(attributes('XSRF-TOKEN')).toBe('Max-Age=2592000; Path=/; SameSite=Strict');
  });

  it('is refused in the same words for a wrong password, an unknown address and an inactive person', async () => {
    const gone = await service.api.person('agent');
    await service.api.call('PATCH', `/api/users/${gone.id}`, { active: false });
    const answers: string[] = [];
    for (const credentials of [
      { ...ADMIN, password: 'wrong' },
      { email: 'nobody@example.org', password: 'wrong' },
      gone,
    ]) {
      const { status, text } = await new Browser().signIn(credentials);
      expect(status).toBe(401);
      answers.push(text);
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('auth.wrong_credentials');
  });

  it('takes about as long for an unknown address as for a wrong password', async () => {
    const median = async (email: string): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 7; i += 1) {
        const started = performance.now();
        await new Browser().signIn({ email: i % 2 ? email : email.toUpperCase(), password: 'wrong' });
        times.push(performance.now() - started);
      }
      return times.sort((a, b) => a - b)[3]!;
    };
    const [known, unknown] = [
      await median((await service.api.person('agent')).email),
      await median('no@example.org'),
    ];
    // Without hashing for unknown accounts it would be a tenth.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('stores neither password nor token as it is', async () => {
    const browser = new Browser();
    const person = await service.api.person('agent');
    await browser.signIn(person);
    const [users] = await service.query<{ text: string }>(
      `SELECT string_agg(u::text, '') AS text FROM users u`,
    );
    expect(users!.text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(users!.text).not.toContain(person.password);
    const [sessions] = await service.query<{ text: string }>(
      `SELECT string_agg(s::text, '') AS text FROM sessions s`,
    );
    const secret = browser.cookies.get('ticketiq_refresh')!.value.split('.')[1]!;
    expect(sessions!.text).not.toContain(secret);
  });
});

describe("a browser's session", () => {
  it('reads by its cookie, and changes only with the token that a page of ours repeats', async () => {
    const browser = new Browser();
    await browser.signIn(ADMIN);
    expect((await browser.call('GET', '/api/auth/me')).status).toBe(200);
    const ticket = { title: 'a', description: 'b' };
    const without = await browser.call<Problem>('POST', '/api/tickets', ticket, { csrf: false });
    expect([without.status, without.body.code]).toEqual([403, 'auth.csrf']);
    const other = new Browser();
    await other.signIn(ADMIN);
    const foreign = await browser.call('POST', '/api/tickets', ticket, {
      headers: { 'x-xsrf-token': other.cookies.get('XSRF-TOKEN')!.value },
    });
    expect(foreign.status).toBe(403);
    expect((await browser.call('POST', '/api/tickets', ticket)).status).toBe(201);
  });

  it('is renewed by a refresh, and each refresh token is good for one', async () => {
    const browser = new Browser();
    await browser.signIn(ADMIN);
    const first = browser.cookies.get('ticketiq_refresh')!.value;
    expect((await browser.call('POST', '/api/auth/refresh')).status).toBe(200);
    expect(browser.cookies.get('ticketiq_refresh')!.value).not.toBe(first);
    expect((await browser.call('GET', '/api/auth/me')).status).toBe(200);
    expect((await browser.call('POST', '/api/auth/refresh')).status).toBe(200);
  });

  it('is one for two tabs that refresh at once', async () => {
    const browser = new Browser();
    await browser.signIn(ADMIN);
    const tab = browser.copy();
    const answers = await Promise.all([browser, tab].map((each) => each.call('POST', '/api/auth/refresh')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(tab.cookies.get('ticketiq_refresh')).toEqual(browser.cookies.get('ticketiq_refresh'));
    expect((await tab.call('POST', '/api/auth/refresh')).status).toBe(200);
  });

  it('ends, for the thief as for the owner, when a used refresh token comes back', async () => {
    const browser = new Browser();
    await browser.signIn(ADMIN);
    const thief = browser.copy();
    await browser.call('POST', '/api/auth/refresh');
    // Not at once, which would be another tab.
    await service.query(`UPDATE sessions SET refreshed_at = now() - interval '1 minute'`);
    const reused = await thief.call<Problem>('POST', '/api/auth/refresh');
    expect([reused.status, reused.body.code]).toEqual([401, 'auth.required']);
    expect((await browser.call('GET', '/api/auth/me')).status).toBe(401);
    expect((await browser.call('POST', '/api/auth/refresh')).status).toBe(401);
    // The cookies are gone with it.
    expect(browser.cookies.has('ticketiq_access')).toBe(false);
  });

  it('ends also when the token before the last comes back at once', async () => {
    const browser = new Browser();
    await browser.signIn(ADMIN);
    const old = browser.copy();
    await browser.call('POST', '/api/auth/refresh');
    await browser.call('POST', '/api/auth/refresh');
    expect((await old.call('POST', '/api/auth/refresh')).status).toBe(401);
    expect((await browser.call('GET', '/api/auth/me')).status).toBe(401);
  });

  it('ends after 30 days without use', async () => {
    const browser = new Browser();
    await browser.signIn(ADMIN);
    await service.query(`UPDATE sessions SET expires_at = now()`);
    expect((await browser.call('POST', '/api/auth/refresh')).status).toBe(401);
    service.api = await new Api(service.url).signIn(ADMIN);
  });

  it('is signed out here, or everywhere', async () => {
    const person = await service.api.person('agent');
    const [here, there, third] = [new Browser(), new Browser(), new Browser()];
    for (const browser of [here, there, third]) await browser.signIn(person);
    expect((await here.call('POST', '/api/auth/logout', undefined, { csrf: false })).status).toBe(403);
    expect((await here.call('POST', '/api/auth/logout')).status).toBe(204);
    expect(here.cookies.has('ticketiq_access')).toBe(false);
    expect((await there.call('GET', '/api/auth/me')).status).toBe(200);
    expect((await there.call('POST', '/api/auth/logout', { everywhere: true })).status).toBe(204);
    expect((await third.call('GET', '/api/auth/me')).status).toBe(401);
    expect((await third.call('POST', '/api/auth/refresh')).status).toBe(401);
  });

  it('is one of a list, each of which can be ended', async () => {
    const person = await service.api.person('agent');
    const [here, there] = [new Browser(), new Browser()];
    await here.call('POST', '/api/auth/login', person, { headers: { 'user-agent': 'Here/1' } });
    await here.signIn(person);
    await there.signIn(person);
    const { body } = await here.call<{ results: { id: string; current: boolean }[] }>(
      'GET',
      '/api/auth/sessions',
    );
    expect(body.results.filter(({ current }) => current)).toHaveLength(1);
    for (const { id, current } of body.results) {
      if (!current) expect((await here.call('DELETE', `/api/auth/sessions/${id}`)).status).toBe(204);
    }
    expect((await there.call('GET', '/api/auth/me')).status).toBe(401);
    expect((await here.call('GET', '/api/auth/me')).status).toBe(200);
    const mine = body.results.find(({ current }) => current)!.id;
    expect((await service.api.call('DELETE', `/api/auth/sessions/${mine}`)).status).toBe(404);
  });

  it('has an event stream that ends with it', { timeout: 30_000 }, async () => {
    const person = await service.api.person('agent');
    const stream = await EventClient.connect(person.api);
    await person.api.call('POST', '/api/auth/logout', { everywhere: true });
    for (let second = 0; second < 17 && !stream.ended; second += 1) await sleep(1000);
    expect(stream.ended).toBe(true);
  });
});

describe('a password', () => {
  it('is changed by who knows it, which ends every other session', async () => {
    const person = await service.api.person('agent');
    const [here, there] = [new Browser(), new Browser()];
    await here.signIn(person);
    await there.signIn(person);
    const wrong = await here.call<Problem>('POST', '/api/auth/password', {
      current_password: 'wrong',
      new_password: 'a better horse',
    });
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([400, 'current_password']);
    const input = { current_password: person.password, new_password: 'a better horse' };
    expect((await here.call('POST', '/api/auth/password', input)).status).toBe(204);
    expect((await here.call('GET', '/api/auth/me')).status).toBe(200);
    expect((await there.call('GET', '/api/auth/me')).status).toBe(401);
    expect((await new Browser().signIn(person)).status).toBe(401);
    expect((await new Browser().signIn({ ...person, password: 'a better horse' })).status).toBe(200);
  });

  it.each(['short', '1234567890', 'aaaaaaaaaaaa', 'abababababab', 'x'.repeat(201), 'abcdefghijkl'])(
    'is not as easy as %s',
    async (password) => {
      const { status, body } = await service.api.call<Problem>('POST', '/api/users', {
        name: 'Ada',
        email: 'easy@example.org',
        role: 'agent',
        password,
      });
      expect([status, body.errors?.map(({ field }) => field)]).toEqual([400, ['password']]);
    },
  );

  it('is set by an administrator’s link, once, and a new link voids the older', async () => {
    const person = await service.api.person('agent');
    const link = async (): Promise<string> => {
      const { body } = await service.api.call<{ path: string }>(
        'POST',
        `/api/users/${person.id}/password-reset`,
      );
      expect(body.path).toMatch(/^\/reset-password#[\w-]{43}$/);
      return body.path.split('#')[1]!;
    };
    const use = (token: string): Promise<Answer<Problem>> =>
      new Api(service.url).call<Problem>('POST', '/api/auth/password-reset', {
        token,
        password: 'a better horse',
      });
    const [older, token] = [await link(), await link()];
    expect((await use(older)).body.code).toBe('auth.reset_link_invalid');
    const both = await Promise.all([use(token), use(token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 400]);
    expect((await use(token)).status).toBe(400);
    expect((await person.api.get('/api/auth/me')).status).toBe(401);
    expect((await new Browser().signIn({ ...person, password: 'a better horse' })).status).toBe(200);
    const expired = await link();
    await service.query(`UPDATE password_resets SET expires_at = now()`);
    expect((await use(expired)).status).toBe(400);
  });

  it('is set by pending links, which are listed with who issued them, and can be revoked', async () => {
    const { body: invited } = await service.api.call<{ id: number }>('POST', '/api/users', {
      name: 'Ina Invited',
      email: 'ina.invited@example.org',
      role: 'agent',
    });
    const known = await service.api.person('agent', 'Kim Known');
    const links = await Promise.all(
      [invited, known].map(({ id }) =>
        service.api.call<{ path: string; expires_at: string }>('POST', `/api/users/${id}/password-reset`),
      ),
    );
    interface Pending {
      user: { id: number; name: string };
      invitation: boolean;
      issued_by: { id: number } | null;
      expires_at: string;
    }
    const pending = async () => {
      const { body, text } = await service.api.get<{ results: Pending[] }>('/api/users/password-resets');
      for (const link of links) expect(text).not.toContain(link.body.path.split('#')[1]);
      return body.results.filter(({ user }) => [invited.id, known.id].includes(user.id));
    };
    const listed = await pending();
    expect(listed).toHaveLength(2);
    expect(listed.find(({ user }) => user.id === invited.id)).toMatchObject({
      user: { name: 'Ina Invited', email: 'ina.invited@example.org' },
      invitation: true,
      issued_by: { id: service.admin.id },
      expires_at: links[0]!.body.expires_at,
    });
    expect(listed.find(({ user }) => user.id === known.id)?.invitation).toBe(false);

    const revoke = () => service.api.call('DELETE', `/api/users/${invited.id}/password-reset`);
    expect((await revoke()).status).toBe(204);
    expect((await revoke()).status).toBe(204);
    expect((await pending()).map(({ user }) => user.id)).toEqual([known.id]);
    const used = await new Api(service.url).call('POST', '/api/auth/password-reset', {
      token: links[0]!.body.path.split('#')[1],
      password: 'a better horse',
    });
    expect(used.status).toBe(400);
  });

  it('is set by a link that the operator makes, where no administrator can', async () => {
    const person = await service.api.person('admin');
    const command = (email: string): ReturnType<typeof startProcess> =>
      startProcess(
        'cli/reset-password-command.js',
        { DATABASE_URL: service.databaseUrl, REDIS_URL: 'redis://x' },
        /#([\w-]{43})\n/,
        [email],
      );
    const { match } = await command(person.email);
    const input = { token: match[1], password: 'a better horse' };
    expect((await new Api(service.url).call('POST', '/api/auth/password-reset', input)).status).toBe(204);
    expect((await new Browser().signIn({ ...person, password: 'a better horse' })).status).toBe(200);
    await expect(command('nobody@example.org')).rejects.toThrow('No active user');
  });

  it('is nobody’s before the first link is used', async () => {
    const account = { name: 'New', email: 'new@example.org', role: 'requester' };
    expect((await service.api.call('POST', '/api/users', account)).status).toBe(201);
    expect((await new Browser().signIn({ ...account, password: '' })).status).toBe(400);
    expect((await new Browser().signIn({ ...account, password: 'null' })).status).toBe(401);
  });
});

describe('users', () => {
  it('are made, found, changed, let in no more and let in again', async () => {
    const { status, body, headers } = await service.api.call<{ id: number; email: string }>(
      'POST',
      '/api/users',
      {
        name: 'Katherine Johnson',
        email: 'Katherine@Example.org',
        role: 'agent',
        password: 'orbital mechanics',
      },
    );
    expect([status, body.email]).toEqual([201, 'katherine@example.org']);
    expect(headers.get('location')).toBe(`/api/users/${body.id}`);
    const found = await service.api.get<{ results: { id: number }[] }>(
      '/api/users?search=RINE%20john&role=agent',
    );
    expect(found.body.results.map(({ id }) => id)).toEqual([body.id]);
    expect((await service.api.get<{ results: unknown[] }>('/api/users?search=%25')).body.results).toEqual([]);

    const api = await new Api(service.url).signIn({ email: body.email, password: 'orbital mechanics' });
    const token = (await api.call<{ token: string }>('POST', '/api/tokens', { name: 'x', scope: 'read' }))
      .body.token;
    await service.api.call('PATCH', `/api/users/${body.id}`, { role: 'requester' });
    expect((await api.get('/api/tickets/stats')).status).toBe(403);
    await service.api.call('PATCH', `/api/users/${body.id}`, { active: false });
    await service.api.call('PATCH', `/api/users/${body.id}`, { active: true });
    expect((await api.get('/api/auth/me')).status).toBe(401);
    expect((await new Api(service.url, token).get('/api/auth/me')).status).toBe(401);
    expect((await new Browser().signIn({ email: body.email, password: 'orbital mechanics' })).status).toBe(
      200,
    );
  });

  it('page by page are all, each once', async () => {
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor ? `limit=3&cursor=${cursor}` : 'limit=3';
      const { body }: Answer<{ results: { id: number }[]; next_cursor: string | null }> =
        await service.api.get(`/api/users?${query}`);
      seen.push(...body.results.map(({ id }) => id));
      cursor = body.next_cursor;
    } while (cursor);
    const all = await service.query<{ id: number }>('SELECT id FROM users ORDER BY id DESC');
    expect(seen).toEqual(all.map(({ id }) => id));
  });

  it('have an address each, also when two are made at once', async () => {
    const account = { name: 'Twin', email: 'twin@example.org', role: 'agent' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => service.api.call<Problem>('POST', '/api/users', account)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const other = await service.api.person('agent');
    const taken = await service.api.call<Problem>('PATCH', `/api/users/${other.id}`, {
      email: 'TWIN@example.org',
    });
    expect([taken.status, taken.body.code]).toEqual([409, 'user.email_taken']);
  });

  it('always have an administrator among them, also when two remove each other at once', async () => {
    const second = await service.api.person('admin');
    await service.query(`UPDATE users SET role = 'agent' WHERE role = 'admin' AND id NOT IN ($1, $2)`, [
      service.admin.id,
      second.id,
    ]);
    const answers = await Promise.all([
      service.api.call('PATCH', `/api/users/${second.id}`, { role: 'agent' }),
      second.api.call('PATCH', `/api/users/${service.admin.id}`, { active: false }),
    ]);
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    const [admins] = await service.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM users WHERE role = 'admin' AND active`,
    );
    expect(admins!.n).toBeGreaterThanOrEqual(1);
    await service.query(`UPDATE users SET role = 'admin', active = true WHERE id = $1`, [service.admin.id]);
    service.api = await new Api(service.url).signIn(ADMIN);
  });

  it('who work on tickets have their workload beside their name', async () => {
    const agent = await service.api.person('agent', 'Workload');
    const gone = await service.api.person('agent', 'Gone');
    await service.api.call('PATCH', `/api/users/${gone.id}`, { active: false });
    const [first, second, third] = [
      await service.api.createSettled(),
      await service.api.createSettled(),
      await service.api.createSettled(),
    ];
    await service.api.patch(first.id, { assignee_id: agent.id });
    await service.api.patch(second.id, { assignee_id: agent.id, status: 'in_progress' });
    await service.api.patch(third.id, { assignee_id: agent.id, status: 'resolved' });
    const workload = async (): Promise<unknown> => {
      const { body } = await service.api.get<{ results: { id: number; name: string }[] }>('/api/agents');
      expect(body.results.map(({ name }) => name)).not.toContain('Gone');
      return body.results.find(({ id }) => id === agent.id);
    };
    expect(await workload()).toEqual({
      id: agent.id,
      name: 'Workload',
      active: true,
      open: 1,
      in_progress: 1,
      waiting: 0,
    });
    await service.query('SELECT fold_ticket_counters()');
    await service.api.call('DELETE', `/api/tickets/${first.id}`);
    await service.api.patch(third.id, { status: 'open' });
    await service.api.patch(second.id, { assignee_id: null });
    expect(await workload()).toEqual({
      id: agent.id,
      name: 'Workload',
      active: true,
      open: 1,
      in_progress: 0,
      waiting: 0,
    });
    expect(
      (await service.api.call('PATCH', `/api/tickets/${third.id}`, { assignee_id: gone.id })).status,
    ).toBe(400);
  });
});

describe('an agent who is deactivated', () => {
  it('is listed where asked for, keeps their tickets, and gets no other', async () => {
    const left = await service.api.person('agent', 'Left Behind');
    const [kept, other] = [await service.api.createSettled(), await service.api.createSettled()];
    await service.api.patch(kept.id, { assignee_id: left.id });
    await service.api.call('PATCH', `/api/users/${left.id}`, { active: false });
    const listed = async (query: string) =>
      (await service.api.get<{ results: { id: number }[] }>(`/api/agents${query}`)).body.results.find(
        ({ id }) => id === left.id,
      );
    expect(await listed('')).toBeUndefined();
    expect(await listed('?former=true')).toEqual({
      id: left.id,
      name: 'Left Behind',
      active: false,
      open: 1,
      in_progress: 0,
      waiting: 0,
    });
    const found = await service.api.get<{ results: { id: number }[] }>(`/api/tickets?assignee=${left.id}`);
    expect(found.body.results.map(({ id }) => id)).toEqual([kept.id]);
    // What is sent back as it was read is no new assignment.
    const changed = await service.api.patch(kept.id, { title: 'Still theirs', assignee_id: left.id });
    expect(changed).toMatchObject({ title: 'Still theirs', assignee: { id: left.id } });
    const refused = await service.api.call('PATCH', `/api/tickets/${other.id}`, { assignee_id: left.id });
    expect(refused.status).toBe(400);
  });
});

describe('names that are listed', () => {
  it('are in the order of an alphabet, not of code points', async () => {
    const zora = await service.api.person('agent', 'Zora Order');
    const people = [
      zora,
      ...(await Promise.all(['Ägidius Order', 'bo Order'].map((name) => service.api.person('agent', name)))),
    ];
    const sorted = ['Ägidius Order', 'bo Order', 'Zora Order'];
    for (const { id } of people) {
      const ticket = await service.api.createSettled();
      await service.api.patch(ticket.id, { assignee_id: id });
    }
    const agents = await service.api.get<{ results: { name: string }[] }>('/api/agents');
    expect(agents.body.results.map(({ name }) => name).filter((name) => sorted.includes(name))).toEqual(
      sorted,
    );
    const board = await service.api.get<{ lanes: { assignee: { name: string } | null }[] }>(
      '/api/tickets/stats/board?lanes=assignee',
    );
    const lanes = board.body.lanes.map(({ assignee }) => assignee?.name ?? '');
    expect(lanes.filter((name) => sorted.includes(name))).toEqual(sorted);
    for (const name of sorted) await zora.api.call('POST', '/api/views', { name, query: {} });
    const views = await zora.api.get<{ results: { name: string }[] }>('/api/views');
    expect(views.body.results.map(({ name }) => name)).toEqual(sorted);
  });
});

describe('two agents on one ticket', () => {
  let grace: Person;
  let ada: Person;
  beforeAll(async () => {
    [grace, ada] = [await service.api.person('agent', 'Grace'), await service.api.person('agent', 'Ada')];
  });

  it('each see that the other is there, as long as they are', async () => {
    const { id } = await service.api.createSettled();
    const events = await EventClient.connect(grace.api);
    const there = async (who: Person, editing?: boolean): Promise<unknown> =>
      (await who.api.call<{ viewers: unknown }>('PUT', `/api/tickets/${id}/presence`, editing && { editing }))
        .body.viewers;
    expect(await there(grace)).toEqual([]);
    expect(await there(ada, true)).toMatchObject([{ id: grace.id, name: 'Grace', editing: false }]);
    await events.next('ticket.viewers', id);
    expect(await there(grace)).toMatchObject([{ id: ada.id, name: 'Ada', editing: true }]);
    await ada.api.call('PUT', `/api/tickets/${id}/presence`, { replying: true });
    await events.next('ticket.viewers', id);
    expect(await there(grace)).toMatchObject([{ id: ada.id, editing: false, replying: true }]);
    await ada.api.call('DELETE', `/api/tickets/${id}/presence`);
    expect(await there(grace)).toEqual([]);
    await there(ada);
    await service.query(`UPDATE ticket_viewers SET seen_at = now() - interval '41 seconds'`);
    expect(await there(grace)).toEqual([]);
    events.close();
  });

  it('the second one’s stale change is refused with what the first has made of it', async () => {
    const { id, version } = await service.api.createSettled({ title: 'VPN' });
    const ifMatch = { headers: { 'if-match': `"${version}"` } };
    await grace.api.call('PATCH', `/api/tickets/${id}`, { title: 'VPN of Grace' }, ifMatch);
    const stale = await ada.api.call<Problem & { current: { title: string; version: number } }>(
      'PATCH',
      `/api/tickets/${id}`,
      { title: 'VPN of Ada' },
      ifMatch,
    );
    expect([stale.status, stale.body.code]).toEqual([412, 'ticket.stale']);
    expect(stale.body.current).toMatchObject({ id, title: 'VPN of Grace', version: version + 1 });
    expect((await grace.api.ticket(id)).title).toBe('VPN of Grace');
  });
});

describe('the first start', () => {
  const starts: { stop: (signal?: NodeJS.Signals) => Promise<unknown> }[] = [];
  const dirs: string[] = [];
  afterAll(async () => {
    await Promise.all(starts.map((process) => process.stop('SIGKILL')));
    await Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true })));
  });

  it(
    'makes an administrator in the embedded mode and tells the password once',
    { timeout: 120_000 },
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'ticketiq-first-'));
      dirs.push(dir);
      const settings = { PORT: '0', DATA_DIR: dir, LOG_LEVEL: 'trace' };
      const first = await startProcess('main.js', settings, /ready at http:\/\/localhost:(\d+)/);
      const { email, password } = /Email: +(?<email>\S+)\s+Password: (?<password>\S+)/.exec(
        first.output(),
      )!.groups!;
      const api = await new Api(`http://127.0.0.1:${first.match[1]}`).signIn({
        email: email!,
        password: password!,
      });
      expect((await api.get<{ role: string }>('/api/auth/me')).body.role).toBe('admin');
      await first.stop();
      const second = await startProcess('main.js', settings, /ready at http:\/\/localhost:(\d+)/);
      starts.push(second);
      expect(second.output()).not.toContain('Password');
      // The session outlives the restart: its secret is kept beside the database, for the owner's eyes only.
      expect(
        (await new Api(`http://127.0.0.1:${second.match[1]}`, api.bearer).get('/api/auth/me')).status,
      ).toBe(200);
      const secret = await readFile(join(dir, 'jwt-secret'), 'utf8');
      expect(first.output() + second.output()).not.toContain(secret);
      await second.stop();
    },
  );

  it.each([
    ['without JWT_SECRET', { JWT_SECRET: '' }, 'JWT_SECRET: Set the same random text'],
    ['with a weak JWT_SECRET', { JWT_SECRET: 'secret' }, 'JWT_SECRET: Set at least 32'],
    ['with a JWT_SECRET that is one letter', { JWT_SECRET: 'x'.repeat(40) }, 'JWT_SECRET: Set at least 32'],
    ['without an administrator', { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' }, 'ADMIN_EMAIL: Set it'],
    ['with an administrator without a password', { ADMIN_PASSWORD: '' }, 'ADMIN_PASSWORD: Set it'],
    ['with a weak password', { ADMIN_PASSWORD: 'admin' }, 'ADMIN_PASSWORD: Use at least 10'],
    ['with an address that is none', { ADMIN_EMAIL: 'admin' }, 'ADMIN_EMAIL: Enter a valid email address.'],
  ])('over given engines stops %s, in words that hold no value', async (_, settings, message) => {
    const url = await createDatabase();
    const failed = await startProcess(
      'main.js',
      { PORT: '0', DATABASE_URL: url, ...ACCOUNTS, ...settings },
      /ready at/,
    ).then(
      (started) => starts.push(started) && 'started',
      (error: Error) => error.message,
    );
    expect(failed).toContain(message);
    expect(failed).not.toContain('correct horse');
  });

  it('leaves an administrator who is there alone, whatever the settings say', async () => {
    const again = await startService({
      DATABASE_URL: service.databaseUrl,
      ADMIN_EMAIL: 'other@example.org',
      ADMIN_PASSWORD: 'another password',
    }).then(
      async (started) => {
        await started.stop();
        return 'signed in as the one who was there';
      },
      (error: Error) => error.message,
    );
    expect(again).toBe('signed in as the one who was there');
    const { status } = await new Browser().signIn({
      email: 'other@example.org',
      password: 'another password',
    });
    expect(status).toBe(401);
  });
});
