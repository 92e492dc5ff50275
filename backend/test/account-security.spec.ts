import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api, type Answer, type Person, type Problem } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { EventClient } from './support/event-source.ts';
import { logLines } from './support/log-lines.ts';
import { ADMIN, startService, type Service } from './support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ TRUSTED_PROXIES: 'loopback', LOG_LEVEL: 'info' });
});
afterAll(() => service.stop());

const FAR = { 'x-forwarded-proto': 'https' };

function signIn(
  { email, password }: { email: string; password: string },
  headers: Record<string, string> = {},
): Promise<Answer<Problem & { access_token: string }>> {
  return new Api(service.url).call('POST', '/api/auth/login', { email, password }, { headers });
}

function cookiesOf({ headers }: Answer<unknown>): Record<string, string> {
  return Object.fromEntries(
    headers
      .getSetCookie()
      .map((line) => /^([^=]+)=([^;]*)/.exec(line)!)
      .filter(([, , value]) => value)
      .map(([, name, value]) => [name!, value!]),
  );
}

const header = (cookies: Record<string, string>): string =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

async function tokenOf(person: { api: Api }): Promise<Api> {
  const { status, body } = await person.api.call<{ token: string }>('POST', '/api/tokens', {
    name: 'x',
    scope: 'write',
  });
  expect(status).toBe(201);
  return new Api(service.url, body.token);
}

const status = async (api: Api, path = '/api/auth/me'): Promise<number> => (await api.get(path)).status;

describe('a credential does not outgrow its owner’s will', () => {
  it('as an administrator’s token, which changes nobody', async () => {
    const token = await tokenOf(service);
    const victim = await service.api.person('agent');
    for (const [method, path, body] of [
      [
        'POST',
        '/api/users',
        { name: 'x', email: 'x@example.org', role: 'admin', password: 'seven small boats' },
      ],
      ['PATCH', `/api/users/${victim.id}`, { role: 'admin' }],
      ['PATCH', `/api/users/${victim.id}`, { active: false }],
      ['PATCH', `/api/users/${victim.id}`, { email: 'mine@example.org' }],
      ['POST', `/api/users/${victim.id}/password-reset`, undefined],
      ['POST', '/api/tokens', { name: 'x', scope: 'write' }],
      ['POST', '/api/auth/confirm', { current_password: ADMIN.password }],
    ] as const) {
      expect([path, (await token.call(method, path, body)).status]).toEqual([path, 403]);
    }
    expect(await status(token, '/api/users')).toBe(200);
  });

  it('as a token whose owner is promoted, and shrinks with one who is demoted', async () => {
    const person = await service.api.person('requester');
    const token = await tokenOf(person);
    await service.api.call('PATCH', `/api/users/${person.id}`, { role: 'admin' });
    expect(await status(person.api, '/api/users')).toBe(200);
    expect(await status(token, '/api/users')).toBe(403);
    expect(await status(token)).toBe(200);
    const grown = await tokenOf(person);
    expect(await status(grown, '/api/users')).toBe(200);
    await service.api.call('PATCH', `/api/users/${person.id}`, { role: 'requester' });
    expect(await status(grown, '/api/users')).toBe(403);
  });

  it('as more tokens than its owner is shown, however many are made at once', async () => {
    const person = await service.api.person('agent');
    await service.query(
      `INSERT INTO api_tokens (user_id, name, scope, role, token_hash, expires_at)
       SELECT $1, 'x', 'read', 'agent', 'tokens of ' || $1::int || ', ' || n, now() + interval '1 day' FROM generate_series(1, 95) n`,
      [person.id],
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => person.api.call('POST', '/api/tokens', { name: 'x', scope: 'read' })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 201),
      ...Array.from({ length: 15 }, () => 400),
    ]);
  });

  it('as a session that signed in a while ago, until the password is confirmed', async () => {
    const person = await service.api.person('admin');
    await service.query(
      `UPDATE sessions SET verified_at = now() - interval '31 minutes' WHERE user_id = $1`,
      [person.id],
    );
    const call = (): Promise<Answer<Problem>> =>
      person.api.call('POST', '/api/tokens', { name: 'x', scope: 'read' });
    const refused = await call();
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.recent_sign_in_required']);
    for (const [method, path, body] of [
      ['POST', '/api/users', {}],
      ['PATCH', `/api/users/${person.id}`, {}],
      ['POST', `/api/users/${person.id}/password-reset`, undefined],
    ] as const) {
      const { body: problem } = await person.api.call<Problem>(method, path, body);
      expect(problem.code).toBe('auth.recent_sign_in_required');
    }
    const confirm = (current_password: string): Promise<Answer<Problem>> =>
      person.api.call('POST', '/api/auth/confirm', { current_password });
    expect((await confirm('wrong')).body.code).toBe('auth.wrong_current_password');
    expect((await call()).status).toBe(403);
    expect((await confirm(person.password)).status).toBe(204);
    expect((await call()).status).toBe(201);
    for (let i = 0; i < 10; i += 1) await confirm('wrong');
    expect((await confirm(person.password)).status).toBe(429);
    await eventually('the line of the log', () =>
      logLines(service.output()).find(
        ({ event, userId }) => event === 'sign_in.limited' && userId === person.id,
      ),
    );
  });
});

describe('a credential does not outlive its owner’s will', () => {
  const PASSWORD = 'seven small boats at dawn';
  const ends: [string, (person: Person, keep?: boolean) => Promise<Answer<unknown>>][] = [
    [
      'a changed password',
      ({ api, password }, keep_tokens) =>
        api.call('POST', '/api/auth/password', {
          current_password: password,
          new_password: PASSWORD,
          keep_tokens,
        }),
    ],
    [
      'a reset link',
      async ({ id }, keep_tokens) => {
        const { body } = await service.api.call<{ path: string }>('POST', `/api/users/${id}/password-reset`);
        return new Api(service.url).call('POST', '/api/auth/password-reset', {
          token: body.path.split('#')[1],
          password: PASSWORD,
          keep_tokens,
        });
      },
    ],
    [
      'signing out everywhere',
      ({ api }, keep_tokens) => api.call('POST', '/api/auth/logout', { everywhere: true, keep_tokens }),
    ],
  ];

  it.each(ends)('%s revokes API tokens and says how many, unless they are to be kept', async (_, end) => {
    const person = await service.api.person('agent');
    const tokens = [await tokenOf(person), await tokenOf(person)];
    const answer = await end(person);
    expect([answer.status, answer.headers.get('x-revoked-tokens')]).toEqual([204, '2']);
    for (const token of tokens) expect(await status(token)).toBe(401);

    const other = await service.api.person('agent');
    const kept = await tokenOf(other);
    const keeping = await end(other, true);
    expect([keeping.status, keeping.headers.get('x-revoked-tokens')]).toEqual([204, '0']);
    expect(await status(kept)).toBe(200);
  });

  it('an event stream of a revoked token ends within a heartbeat', { timeout: 30_000 }, async () => {
    const person = await service.api.person('agent');
    const stream = await EventClient.connect(await tokenOf(person));
    await ends[0]![1](person);
    await eventually('the stream has ended', () => stream.ended || undefined, 20);
  });

  it('a browser’s cookie is no longer known to the account after the password changed', async () => {
    const person = await service.api.person('agent');
    const { ticketiq_device: old } = cookiesOf(await signIn(person));
    const changed = await ends[0]![1](person);
    const { ticketiq_device: renewed } = cookiesOf(changed);
    const now = { email: person.email, password: PASSWORD };
    const from = { 'x-forwarded-for': '10.1.1.1' };
    for (let i = 0; i < 10; i += 1) await signIn({ ...now, password: 'a guess' }, from);
    expect((await signIn(now, { ...from, cookie: `ticketiq_device=${old!}` })).status).toBe(429);
    expect((await signIn(now, { ...from, cookie: `ticketiq_device=${renewed!}` })).status).toBe(200);
  });

  it('a reset link leads nowhere once the address has changed or the person was let in no more', async () => {
    for (const changes of [[{ email: 'elsewhere@example.org' }], [{ active: false }, { active: true }]]) {
      const person = await service.api.person('agent');
      const { body } = await service.api.call<{ path: string }>(
        'POST',
        `/api/users/${person.id}/password-reset`,
      );
      for (const change of changes) await service.api.call('PATCH', `/api/users/${person.id}`, change);
      const used = await new Api(service.url).call<Problem>('POST', '/api/auth/password-reset', {
        token: body.path.split('#')[1],
        password: PASSWORD,
      });
      expect([used.status, used.body.code]).toEqual([400, 'auth.reset_link_invalid']);
    }
  });

  it('a sign-in by the old password leaves no session behind, whenever the password changes', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await service.api.person('agent');
      const [changed, ...late] = await Promise.all([
        ends[0]![1](person),
        ...Array.from({ length: 4 }, () => signIn(person)),
      ]);
      expect(changed.status).toBe(204);
      for (const { status: signedIn, body } of late) {
        if (signedIn === 200) expect(await status(new Api(service.url, body.access_token))).toBe(401);
      }
    }
  });
});

describe('a session’s refresh token', () => {
  const refresh = (cookie: string): Promise<Answer<Problem>> =>
    new Api(service.url).call('POST', '/api/auth/refresh', undefined, { headers: { cookie } });

  it('that is made up from the session’s id ends nothing', async () => {
    const answer = await signIn(ADMIN);
    const [id, secret, tag] = cookiesOf(answer).ticketiq_refresh!.split('.');
    for (const forged of [
      `${id}.garbage`,
      `${id}.`,
      `${id}`,
      `${id}.garbage.${tag}`,
      `${id}.${secret}.garbage`,
      `${id}.${secret!.slice(1)}.${tag}`,
      `${id}..`,
    ]) {
      expect([forged, (await refresh(`ticketiq_refresh=${forged}`)).status]).toEqual([forged, 401]);
    }
    const api = new Api(service.url, answer.body.access_token);
    expect(await status(api)).toBe(200);
    expect((await refresh(`ticketiq_refresh=${id}.${secret}.${tag}`)).status).toBe(200);
  });

  it('from before there were tags is good once, and ends the session when it comes back', async () => {
    const answer = await signIn(ADMIN);
    const [id, secret] = cookiesOf(answer).ticketiq_refresh!.split('.');
    const former = `ticketiq_refresh=${id}.${secret}`;
    const renewed = await refresh(former);
    expect([renewed.status, cookiesOf(renewed).ticketiq_refresh!.split('.').length]).toEqual([200, 3]);
    await service.query(`UPDATE sessions SET refreshed_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    expect((await refresh(former)).status).toBe(401);
    expect(await status(new Api(service.url, answer.body.access_token))).toBe(401);
  });

  it('each is of a session that is listed, and those beyond a thousand end at the next sign-in', async () => {
    const person = await service.api.person('agent');
    await service.query(
      `INSERT INTO sessions (id, user_id, token_hash, expires_at, refreshed_at)
       SELECT gen_random_uuid(), $1, n::text, now() + interval '1 day', now() - interval '1 hour'
       FROM generate_series(1, 1200) n`,
      [person.id],
    );
    expect((await signIn(person)).status).toBe(200);
    const { body } = await person.api.get<{ results: unknown[] }>('/api/auth/sessions');
    const [counted] = await service.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM sessions WHERE user_id = $1',
      [person.id],
    );
    expect([body.results.length, counted!.n]).toEqual([1000, 1000]);
  });
});

describe('over https', () => {
  it('cookies are this host’s own, and the former ones are replaced', async () => {
    const person = await service.api.person('agent');
    const former = cookiesOf(await signIn(person));
    expect(Object.keys(former).every((name) => !name.startsWith('__Host-'))).toBe(true);
    const [id, secret] = former.ticketiq_refresh!.split('.');
    // As a browser of the release before has it.
    const cookie = header({ ...former, ticketiq_refresh: `${id}.${secret}` });
    const renewed = await new Api(service.url).call('POST', '/api/auth/refresh', undefined, {
      headers: { ...FAR, cookie },
    });
    expect(renewed.status).toBe(200);
    const lines = renewed.headers.getSetCookie();
    for (const name of ['ticketiq_access', 'ticketiq_refresh', 'XSRF-TOKEN']) {
      const set = lines.find((line) => line.startsWith(`__Host-${name}=`))!;
      expect(set).toMatch(/; Path=\/;/);
      expect(set).toMatch(/; Secure/);
      expect(set).not.toMatch(/Domain/i);
      expect(lines.find((line) => line.startsWith(`${name}=;`))).toContain('Max-Age=0');
    }
    const cookies = cookiesOf(renewed);
    const headers = { ...FAR, cookie: header(cookies), 'x-xsrf-token': cookies['__Host-XSRF-TOKEN']! };
    const created = await new Api(service.url).call(
      'POST',
      '/api/tickets',
      { title: 'a', description: 'b' },
      { headers },
    );
    expect(created.status).toBe(201);
    const left = await new Api(service.url).call('POST', '/api/auth/logout', {}, { headers });
    expect(left.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(
      expect.arrayContaining([
        '__Host-ticketiq_access',
        'ticketiq_access',
        '__Host-XSRF-TOKEN',
        'XSRF-TOKEN',
      ]),
    );
  });

  it('a cookie without the prefix, which a neighbour of the domain could set, is nobody’s', async () => {
    const cookies = cookiesOf(await signIn(ADMIN));
    const headers = { ...FAR, cookie: header(cookies) };
    expect((await new Api(service.url).get('/api/auth/me', { headers })).status).toBe(401);
    const refreshed = await new Api(service.url).call('POST', '/api/auth/refresh', undefined, { headers });
    expect(refreshed.status).toBe(401);
  });

  it('is what PUBLIC_URL says, whatever the proxies say, and links begin with it', async () => {
    const other = await startService({ PUBLIC_URL: 'https://help.example.org/' });
    const plain = await startService({ PUBLIC_URL: 'http://localhost:8000', TRUSTED_PROXIES: 'loopback' });
    const login = (to: Service, headers = {}): Promise<Answer<unknown>> =>
      new Api(to.url).call('POST', '/api/auth/login', ADMIN, { headers });
    expect((await login(other)).headers.getSetCookie().every((line) => /^__Host-.*; Secure/.test(line))).toBe(
      true,
    );
    expect((await other.api.get('/api/auth/me')).headers.get('strict-transport-security')).toContain(
      'max-age',
    );
    expect((await login(plain, FAR)).headers.getSetCookie().join()).not.toMatch(/__Host-|Secure/);
    expect((await plain.api.get('/api/auth/me')).headers.get('strict-transport-security')).toBeNull();
    const { body } = await other.api.call<{ url: string }>(
      'POST',
      `/api/users/${other.admin.id}/password-reset`,
    );
    expect(body.url).toMatch(/^https:\/\/help\.example\.org\/reset-password#[\w-]{43}$/);
    await Promise.all([other.stop(), plain.stop()]);
  });

  it('a start that leaves it open says so, and so does a proxy that is not trusted, once', async () => {
    const open = await startService({ HOST: '0.0.0.0' });
    for (let i = 0; i < 3; i += 1) {
      await open.api.get('/api/auth/me', { headers: { 'x-forwarded-for': `192.0.2.${i}`, ...FAR } });
    }
    await eventually('the warning', () => open.output().includes('TRUSTED_PROXIES') || undefined);
    expect(open.output().match(/TRUSTED_PROXIES/g)).toHaveLength(1);
    expect(open.output()).toContain('PUBLIC_URL is not set');
    expect(service.output()).not.toMatch(/PUBLIC_URL|TRUSTED_PROXIES/);
    await open.stop();
  });
});

it('one account that signs in all the time leaves turns to strangers', { timeout: 60_000 }, async () => {
  const [busy, stranger] = [await service.api.person('requester'), await service.api.person('agent')];
  const { ticketiq_device: device } = cookiesOf(await signIn(busy));
  let flooding = true;
  const flood = async (again: () => Promise<Answer<unknown>>): Promise<void> => {
    while (flooding) await again();
  };
  const floods = Array.from({ length: 16 }, (_, i) =>
    flood(() =>
      i % 2
        ? busy.api.call('POST', '/api/auth/confirm', { current_password: busy.password })
        : signIn(busy, { cookie: `ticketiq_device=${device!}` }),
    ),
  );
  const started = performance.now();
  try {
    for (let i = 0; i < 5; i += 1) {
      expect((await signIn(stranger, { 'x-forwarded-for': `10.77.${i}.1` })).status).toBe(200);
    }
  } finally {
    flooding = false;
    await Promise.all(floods);
  }
  const seconds = (performance.now() - started) / 1000;
  expect(seconds).toBeLessThan(20);
});

describe('guesses', () => {
  const at = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

  it('from one /64 count as one client’s, and from one /48 as those of one site', async () => {
    const victim = await service.api.person('agent');
    const wrong = { ...victim, password: 'a guess' };
    const answers = [];
    for (let i = 0; i < 11; i += 1) {
      answers.push((await signIn(wrong, at(`2001:db8:1:2:${i.toString(16)}::${i}`))).status);
    }
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    const site = [];
    for (let i = 3; i < 24; i += 1) site.push((await signIn(wrong, at(`2001:db8:1:${i}::1`))).status);
    expect(site.at(0)).toBe(401);
    expect(site.at(-1)).toBe(429);
    expect((await signIn(victim, at('2001:db8:2::1'))).status).toBe(200);
    const other = { ...(await service.api.person('agent')), password: 'a guess' };
    const mapped = [];
    for (let i = 0; i < 11; i += 1) {
      mapped.push((await signIn(other, at(i % 2 ? '::ffff:10.2.3.4' : `10.2.3.4:${5000 + i}`))).status);
    }
    expect(mapped.at(-1)).toBe(429);
  });

  it(
    'from everywhere at one account are slowed down, and its owner’s browser and network are not',
    { timeout: 120_000 },
    async () => {
      const victim = await service.api.person('agent');
      const wrong = { ...victim, password: 'a guess' };
      const known = cookiesOf(await signIn(victim, at('10.7.7.7')));
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, i) => signIn(wrong, at(`10.20.${i}.1`))),
      );
      const slowed = answers.filter(({ status: each }) => each === 429);
      expect(answers.filter(({ status: each }) => each === 401).length).toBeLessThanOrEqual(32);
      expect(slowed.length).toBeGreaterThanOrEqual(28);
      expect(Number(slowed[0]!.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      const device = `ticketiq_device=${known.ticketiq_device!}`;
      expect((await signIn(victim, { ...at('10.99.99.1'), cookie: device })).status).toBe(200);
      expect((await signIn(victim, at('10.7.7.7'))).status).toBe(200);
      // Other accounts are not slowed down.
      expect((await signIn(await service.api.person('agent'), at('10.20.1.1'))).status).toBe(200);
    },
  );

  it('at accounts that there are not do not keep an office out', { timeout: 120_000 }, async () => {
    const colleague = await service.api.person('agent');
    for (let batch = 0; batch < 22; batch += 1) {
      await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          signIn({ email: `junk${batch}.${i}@example.org`, password: 'a guess' }, at('10.50.0.1')),
        ),
      );
    }
    expect((await signIn(colleague, at('10.50.0.1'))).status).toBe(200);
  });
});

it(
  'many sign-ins at once leave the pages quick, and are turned away rather than piled up',
  { timeout: 60_000 },
  async () => {
    const person = await service.api.person('agent');
    let flooding = true;
    const refused: (string | null)[] = [];
    const flood = Array.from({ length: 60 }, async (_, i) => {
      for (let n = 0; flooding; n += 1) {
        const { status: each, headers } = await signIn(
          { email: `flood${i}.${n}@example.org`, password: 'a guess' },
          { 'x-forwarded-for': `10.${100 + i}.${n % 200}.1` },
        );
        if (each === 429) refused.push(headers.get('retry-after'));
        else expect(each).toBe(401);
      }
    });
    const times: number[] = [];
    for (let i = 0; i < 40; i += 1) {
      const started = performance.now();
      await new Promise<void>((resolve, reject) => {
        const call = request(`${service.url}/`, { agent: false }, (response) => {
          response.resume();
          void once(response, 'end').then(() => resolve());
        });
        call.on('error', reject);
        call.end();
      });
      expect((await person.api.get('/api/tickets')).status).toBe(200);
      times.push(performance.now() - started);
    }
    flooding = false;
    await Promise.all(flood);
    expect(times.sort((a, b) => a - b)[20]).toBeLessThan(1000);
    expect(refused.every((seconds) => Number(seconds) > 0)).toBe(true);
  },
);

describe('an address', () => {
  it('in another spelling is the same account, or none', async () => {
    const person = await service.api.person('agent');
    const name = person.email.split('@')[0]!;
    const create = (email: string): Promise<Answer<Problem>> =>
      service.api.call('POST', '/api/users', { name: 'x', email, role: 'requester' });
    for (const email of [
      `${name.toUpperCase()}@EXAMPLE.org`,
      `${name}＠example.org`,
      `ｐ${name.slice(1)}@example.org`,
    ]) {
      expect((await create(email)).body.code).toBe('user.email_taken');
      expect((await signIn({ ...person, email })).status).toBe(200);
    }
    for (const email of [
      `${name}\u200B@example.org`,
      `\u0440${name.slice(1)}@example.org`,
      `${name}@exam\u00ADple.org`,
    ]) {
      expect((await create(email)).status).toBe(400);
      expect((await signIn({ ...person, email })).status).toBe(401);
      const filed = await service.api.call('POST', '/api/tickets', {
        title: 'a',
        description: 'b',
        requester: { email },
      });
      expect(filed.status).toBe(400);
    }
  });
});

it('what happens to accounts is in the log by stable names, and nothing that anybody typed', async () => {
  const person = await service.api.person('agent');
  const typed = 'my secret password in the wrong field';
  await signIn({ email: typed, password: typed }, { 'x-forwarded-for': '10.66.1.2' });
  await signIn({ ...person, password: typed }, { 'x-forwarded-for': '10.66.1.2' });
  const { body: token } = await person.api.call<{ id: number; token: string }>('POST', '/api/tokens', {
    name: typed,
    scope: 'read',
  });
  await person.api.call('DELETE', `/api/tokens/${token.id}`);
  await service.api.call('PATCH', `/api/users/${person.id}`, { name: typed });
  const { body: link } = await service.api.call<{ path: string }>(
    'POST',
    `/api/users/${person.id}/password-reset`,
  );
  await person.api.get('/api/tickets/export.csv');
  await service.api.get('/api/triage/decisions.jsonl');
  await person.api.call('POST', '/api/auth/logout', { everywhere: true });
  await new Api(service.url).call('POST', '/api/auth/password-reset', {
    token: link.path.split('#')[1],
    password: 'seven small boats at dawn',
  });
  const events = (): Record<string, unknown>[] =>
    logLines(service.output()).filter(
      (line) =>
        line.event !== undefined &&
        (line.userId === person.id || line.userId === null || line.event === 'decisions.exported'),
    );
  await eventually(
    'the last event',
    () => events().some(({ event }) => event === 'password.reset') || undefined,
  );
  const failed = events().filter(
    ({ event, network }) => event === 'sign_in.failed' && network === '10.66.1.0/24',
  );
  expect(failed.map(({ userId }) => userId)).toEqual([null, person.id]);
  expect(events().map(({ event }) => event)).toEqual(
    expect.arrayContaining([
      'user.created',
      'sign_in.succeeded',
      'token.created',
      'token.revoked',
      'user.changed',
      'reset_link.issued',
      'tickets.exported',
      'decisions.exported',
      'session.ended',
      'password.reset',
    ]),
  );
  const printed = service.output();
  for (const secret of [typed, person.email, person.password, token.token, link.path.split('#')[1]!]) {
    expect(printed.includes(secret), secret).toBe(false);
  }
});
