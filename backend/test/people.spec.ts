import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Person, Problem, Ticket } from './support/api.ts';
import { eventually } from './support/engines.ts';
import { startService, type Service } from './support/service.ts';

interface User {
  id: number;
  name: string;
  email: string;
  role: string;
  account: boolean;
  emails: { email: string; verified: boolean }[];
  organization: { id: number; name: string } | null;
  notes: string;
}
type PersonTicket = Ticket & {
  requester: { id: number | null; name: string | null; email: string; can_read: boolean } | null;
  organization: { id: number } | null;
};
interface Page {
  results: User[];
  next_cursor: string | null;
}

let service: Service;
let agent: Person;
beforeAll(async () => {
  service = await startService();
  agent = await service.api.person('agent', 'Grace');
});
afterAll(() => service.stop());

let addresses = 0;
/** An address that no other test uses. */
function address(domain = 'people.example'): string {
  addresses += 1;
  return `one${addresses}@${domain}`;
}

async function file(email: string, fields: Record<string, unknown> = {}): Promise<PersonTicket> {
  return (await agent.api.createSettled({ requester: { email }, ...fields })) as PersonTicket;
}

async function user(id: number): Promise<User> {
  const { body, status, text } = await service.api.get<User>(`/api/users/${id}`);
  expect(`${status} ${text}`).toMatch(/^200/);
  return body;
}

function change(id: number, changes: object): Promise<Answer<User & Problem>> {
  return service.api.call<User & Problem>('PATCH', `/api/users/${id}`, changes);
}

async function sees({ api }: Person, { id }: { id: number }): Promise<boolean> {
  const one = (await api.get(`/api/tickets/${id}`)).status === 200;
  const listed = (await api.list('limit=100')).results.some((ticket) => ticket.id === id);
  expect(listed).toBe(one);
  return one;
}

const PASSWORD = 'a long enough password';

/** Sets a password by the link that an administrator hands over. */
async function accept(id: number): Promise<Person> {
  const link = await service.api.call<{ path: string }>('POST', `/api/users/${id}/password-reset`);
  const token = link.body.path.split('#')[1];
  const reset = await service.api.call('POST', '/api/auth/password-reset', { token, password: PASSWORD });
  expect(reset.status).toBeLessThan(300);
  const { name, email } = await user(id);
  const api = await service.api.signIn({ email, password: PASSWORD });
  return { id, name, email, password: PASSWORD, api };
}

describe('a ticket that names an address', () => {
  it('has its owner as the requester, who is created without an account', async () => {
    const email = address();
    const ticket = await file(email, { requester: { email, name: 'Ada' } });
    expect(ticket.requester).toEqual({
      id: expect.any(Number) as number,
      name: 'Ada',
      email,
      can_read: false,
    });
    const { id } = ticket.requester!;
    expect(await user(id!)).toMatchObject({
      ...{ name: 'Ada', email, role: 'requester', account: false, organization: null },
      emails: [{ email, verified: false }],
    });
    expect((await file(email.toUpperCase())).requester).toMatchObject({ id });
    const list = await agent.api.list(`requester=${id}`);
    expect(list.total.value).toBe(2);
  });

  it('has one person, however many are filed at once', async () => {
    const email = address();
    const tickets = await Promise.all(Array.from({ length: 8 }, () => file(email)));
    expect(new Set(tickets.map(({ requester }) => requester!.id)).size).toBe(1);
    const { body } = await service.api.get<Page>(`/api/users?search=${email}`);
    expect(body.results.length).toBe(1);
  });

  it('has another person once it names another address', async () => {
    const ticket = await file(address());
    const other = await file(address());
    const moved = await agent.api.patch(ticket.id, { requester: { email: other.requester!.email } });
    expect((moved as PersonTicket).requester!.id).toBe(other.requester!.id);
    const nobodys = await agent.api.patch(ticket.id, { requester: null });
    expect(nobodys.requester).toBeNull();
  });

  it('is linked in the background where it was stored without a person', async () => {
    const email = address();
    const ticket = await file(email);
    await service.query('UPDATE tickets SET person_id = NULL WHERE id = $1', [ticket.id]);
    const unknown = await file(address());
    await service.query('UPDATE tickets SET person_id = NULL, requester_email = $2 WHERE id = $1', [
      ...[unknown.id, address()],
    ]);
    await eventually('the tickets are linked', async () => {
      const read = async (id: number) => ((await agent.api.ticket(id)) as PersonTicket).requester!.id;
      return (await read(ticket.id)) === ticket.requester!.id && (await read(unknown.id)) !== null;
    });
  });
});

describe('an address', () => {
  it('opens the tickets that name it to its owner once they have set a password', async () => {
    const ticket = await file(address());
    const ada = await accept(ticket.requester!.id!);
    expect(await sees(ada, ticket)).toBe(true);
    expect(await user(ada.id)).toMatchObject({
      ...{ account: true, emails: [{ email: ada.email, verified: true }] },
    });
    expect(await sees(ada, await file(ada.email))).toBe(true);
    expect(((await agent.api.ticket(ticket.id)) as PersonTicket).requester!.can_read).toBe(true);
  });

  it('opens them as well to an account that an administrator creates with a password', async () => {
    const ticket = await file(address());
    const { email, id } = ticket.requester!;
    const created = await service.api.call<User>('POST', '/api/users', {
      ...{ name: 'Ada', email, role: 'requester', password: PASSWORD },
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ id, account: true, emails: [{ verified: true }] });
    const api = await service.api.signIn({ email, password: PASSWORD });
    expect((await api.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
  });

  it('opens nothing while it is not verified', async () => {
    const ada = await service.api.person('requester', 'Ada');
    const other = address();
    expect((await change(ada.id, { emails: [{ email: other }] })).body.emails).toEqual([
      { email: ada.email, verified: true },
      { email: other, verified: false },
    ]);
    const ticket = await file(other);
    expect(ticket.requester).toMatchObject({ id: ada.id, can_read: false });
    expect(await sees(ada, ticket)).toBe(false);
    // Another password verifies the address with which they sign in, not the other one.
    const again = await accept(ada.id);
    expect(await sees(again, ticket)).toBe(false);
    expect((await agent.api.list(`requester=${ada.id}`)).results.map(({ id }) => id)).toEqual([ticket.id]);
    expect((await again.api.list(`requester=${ada.id}`)).results).toEqual([]);

    await change(ada.id, { emails: [{ email: other, verified: true }] });
    expect(await sees(again, ticket)).toBe(true);
    expect(await sees(again, await file(other))).toBe(true);
  });

  it('closes the tickets that name it when it is removed, except for those that the person filed', async () => {
    const ada = await service.api.person('requester', 'Ada');
    const other = address();
    await change(ada.id, { emails: [{ email: other, verified: true }] });
    const named = await file(other);
    const own = await ada.api.createSettled();
    expect(await sees(ada, named)).toBe(true);
    await change(ada.id, { emails: [] });
    expect(await sees(ada, named)).toBe(false);
    expect(await sees(ada, own)).toBe(true);
    await eventually('the ticket has another person', async () => {
      const { requester } = (await agent.api.ticket(named.id)) as PersonTicket;
      return requester!.id !== null && requester!.id !== ada.id;
    });
  });

  it.each([
    ['a dot more', (email: string) => email.replace('one', 'on.e')],
    ['a tag', (email: string) => email.replace('@', '+tag@')],
    ['a subdomain', (email: string) => email.replace('@', '@mail.')],
    ['a longer domain', (email: string) => `${email}.evil.example`],
    ['an IDN look-alike', (email: string) => email.replace('people', 'реople')],
  ])('does not open the tickets of a look-alike with %s', async (_, lookalike) => {
    const ticket = await file(address());
    const ada = await accept(ticket.requester!.id!);
    const other = await file(lookalike(ada.email));
    expect(other.requester!.id).not.toBe(ada.id);
    expect(await sees(ada, other)).toBe(false);
    const eve = await accept(other.requester!.id!);
    expect(await sees(eve, other)).toBe(true);
    expect(await sees(eve, ticket)).toBe(false);
  });

  it('belongs to one person', async () => {
    const ada = await service.api.person('requester', 'Ada');
    const contact = (await file(address())).requester!;
    const taken = await change(ada.id, { emails: [{ email: contact.email, verified: true }] });
    expect(taken.body).toMatchObject({
      status: 409,
      code: 'user.email_taken',
      errors: [{ field: 'emails' }],
    });
    const other = address();
    await change(ada.id, { emails: [{ email: other }] });
    const created = await service.api.call<Problem>('POST', '/api/users', {
      ...{ name: 'Eve', email: other, role: 'requester' },
    });
    expect(created.body).toMatchObject({
      status: 409,
      code: 'user.email_taken',
      errors: [{ field: 'email' }],
    });
    expect((await user(contact.id!)).emails).toEqual([{ email: contact.email, verified: false }]);
  });
});

describe('people', () => {
  it('are found by parts of their name and of each address, and read by agents as requesters', async () => {
    const ada = await service.api.person('requester', 'Ada Quokka');
    await change(ada.id, { emails: [{ email: 'wombat@people.example' }] });
    for (const search of ['quokka', 'wombat', 'people.exa']) {
      const { body } = await agent.api.get<Page>(`/api/users?search=${search}&limit=100`);
      expect(body.results.map(({ id }) => id)).toContain(ada.id);
    }
    expect((await agent.api.get<Page>('/api/users?search=grace')).body.results).toEqual([]);
    expect((await agent.api.get<Page>('/api/users?role=agent,admin')).body.results).toEqual([]);
    expect((await agent.api.get(`/api/users/${ada.id}`)).status).toBe(200);
    expect((await agent.api.get(`/api/users/${agent.id}`)).status).toBe(404);
    const contact = (await file(address())).requester!.id!;
    const accounts = await service.api.get<Page>('/api/users?account=true&limit=100');
    expect(accounts.body.results.map(({ id }) => id)).not.toContain(contact);
  });

  it('are created by agents without a password only', async () => {
    const person = { name: 'Bob', email: address(), role: 'requester' };
    for (const wrong of [{ role: 'agent' }, { password: PASSWORD }]) {
      const refused = await agent.api.call<Problem>('POST', '/api/users', { ...person, ...wrong });
      expect(refused.body).toMatchObject({ status: 403, code: 'user.administrators_only' });
    }
    const { body, status } = await agent.api.call<User>('POST', '/api/users', person);
    expect(status).toBe(201);
    expect(body).toMatchObject({ account: false, emails: [{ email: person.email, verified: false }] });
    expect((await agent.api.call<Problem>('POST', '/api/users', person)).status).toBe(409);
    expect((await agent.api.call('PATCH', `/api/users/${body.id}`, { notes: 'x' })).status).toBe(403);
  });

  it('join the organization of a verified address, with their tickets', async () => {
    const { body: engines } = await service.api.call<{ id: number }>('POST', '/api/organizations', {
      ...{ name: 'Engines', domains: ['engines.example'] },
    });
    const ticket = await file(address('engines.example'));
    const { id } = ticket.requester!;
    expect([ticket.organization, (await user(id!)).organization]).toEqual([null, null]);
    const ada = await accept(id!);
    expect(await user(ada.id)).toMatchObject({ organization: { id: engines.id, name: 'Engines' } });
    expect(await agent.api.ticket(ticket.id)).toMatchObject({ organization: { id: engines.id } });
    expect(await ada.api.createSettled()).toMatchObject({ organization: { id: engines.id } });
    expect(await file(ada.email)).toMatchObject({ organization: { id: engines.id } });
    expect((await agent.api.list(`organization=${engines.id}`)).total.value).toBe(3);
    const members = await agent.api.get<Page>(`/api/users?organization=${engines.id}`);
    expect(members.body.results.map((each) => each.id)).toEqual([ada.id]);

    const changed = await change(ada.id, { organization_id: null, notes: 'Left.' });
    expect(changed.body).toMatchObject({ organization: null, notes: 'Left.' });
    expect((await agent.api.list(`organization=${engines.id}`)).total.value).toBe(0);
    const unknown = await change(ada.id, { organization_id: 999_999 });
    expect(unknown.body).toMatchObject({ status: 400, errors: [{ field: 'organization_id' }] });
  });
});
