import { uploaded } from './support/attachments.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Person, Ticket, TicketPage } from './support/api.ts';
import { Api as Client } from './support/api.ts';
import { EventClient } from './support/event-source.ts';
import { startService, type Service } from './support/service.ts';

/**
 * Invariant 11: each caller sees only what they may. Every route by which a ticket could be seen is tried by callers of every
 * role, for a ticket of an open team and one of a confidential team. A route that is in neither table fails the test.
 */

const CALLERS = [
  'its requester',
  'another requester',
  'an agent',
  "an agent's token",
  'a member',
  "a member's token",
  'an administrator',
] as const;
type CallerName = (typeof CALLERS)[number];
const TEAMS = ['open', 'confidential'] as const;
type TeamName = (typeof TEAMS)[number];

/** A ticket of a team, with words and a priority of its own. */
interface Example {
  id: number;
  teamId: number;
  word: string;
  /** In a public message and in an internal note. */
  messageWord: string;
  noteWord: string;
  priority: 'high' | 'critical';
  assigneeId: number;
  viewId: number;
}

let service: Service;
const apis = {} as Record<CallerName, Api>;
const examples = {} as Record<TeamName, Example>;
let member: Person;
let agent: Person;
let requester: Person;

beforeAll(async () => {
  service = await startService();
  requester = await service.api.person('requester', 'Ada');
  const other = await service.api.person('requester', 'Bob');
  agent = await service.api.person('agent', 'Grace');
  member = await service.api.person('agent', 'Linus');
  apis['its requester'] = requester.api;
  apis['another requester'] = other.api;
  apis['an agent'] = agent.api;
  apis["an agent's token"] = await tokenOf(agent);
  apis['a member'] = member.api;
  apis["a member's token"] = await tokenOf(member);
  apis['an administrator'] = service.api;
  const sales = await createTeam({ name: 'Sales' });
  const people = await createTeam({ name: 'People', confidential: true, member_ids: [member.id] });
  examples.open = await createExample(sales, {
    ...{ word: 'quokka', messageWord: 'wombat', noteWord: 'narwhal', priority: 'high' },
    assigneeId: agent.id,
  });
  examples.confidential = await createExample(people, {
    ...{ word: 'pangolin', messageWord: 'axolotl', noteWord: 'capybara', priority: 'critical' },
    assigneeId: member.id,
  });
});
afterAll(() => service.stop());

async function tokenOf({ api }: Person): Promise<Api> {
  const { body } = await api.call<{ token: string }>('POST', '/api/tokens', { name: 'x', scope: 'write' });
  return new Client(api.url, body.token);
}

async function createTeam(fields: Record<string, unknown>): Promise<number> {
  const { body, status, text } = await service.api.call<{ id: number }>('POST', '/api/teams', fields);
  expect(`${status} ${text}`).toMatch(/^201/);
  return body.id;
}

async function createExample(
  teamId: number,
  fields: Omit<Example, 'id' | 'teamId' | 'viewId'>,
): Promise<Example> {
  const { word, messageWord, noteWord, priority, assigneeId } = fields;
  const { id } = await service.api.createSettled({
    ...{ title: `About a ${word}`, priority, team_id: teamId, requester: { email: requester.email } },
  });
  await service.api.patch(id, { assignee_id: assigneeId });
  await service.api.message(id, `It is a ${messageWord}.`);
  await service.api.message(id, `Not a ${noteWord}.`, 'internal');
  const { body: view } = await service.api.call<{ id: number }>('POST', '/api/views', {
    ...{ name: word, query: { priority: [priority] }, shared: true },
  });
  return { id, teamId, viewId: view.id, ...fields };
}

/** Whether a caller sees a ticket of the team. */
function isVisible(caller: CallerName, team: TeamName): boolean {
  if (caller === 'an administrator' || caller === 'its requester') return true;
  return caller !== 'another requester' && (team === 'open' || caller.startsWith('a member'));
}

/** Whether the answer shows the ticket or that there is one. */
type Look = (api: Api, ticket: Example) => Promise<boolean>;

interface Way {
  route: string;
  how?: string;
  sees: Look;
  /** Requesters may not call it. */
  isForAgents?: boolean;
}

function listing(query: (ticket: Example) => string): Look {
  return async (api, ticket) => {
    const { results, total } = await api.list(`limit=100&${query(ticket)}`);
    const isListed = results.some(({ id }) => id === ticket.id);
    // The total must not count what the page does not show.
    expect(total).toEqual({ value: results.length, relation: 'eq' });
    return isListed;
  };
}

/** Calls a route of the ticket, which is answered as if there were none. */
function calling(method: string, path: (ticket: Example) => string, body?: Record<string, unknown>): Look {
  return async (api, ticket) => {
    const { status, body: answer } = await api.call<{ code?: string; detail?: string }>(
      ...([method, path(ticket), body] as const),
    );
    expect(status).toBeLessThan(500);
    if (status === 404)
      expect(answer).toMatchObject({ code: 'ticket.not_found', detail: `Ticket ${ticket.id} not found.` });
    return status !== 404 && status !== 403;
  };
}

/** Calls a route with a ticket of the caller's own and the ticket, and takes its effect back. */
function joining(call: (own: number, ticket: Example) => [string, string, object?]): Look {
  return async (api, ticket) => {
    const own = await api.createSettled({ title: 'Of the caller' });
    const { status } = await api.call(...call(own.id, ticket));
    await service.api.call('POST', `/api/tickets/${own.id}/unmerge`);
    await service.api.call('DELETE', `/api/tickets/${own.id}/links/${ticket.id}`);
    await service.api.call('DELETE', `/api/tickets/${own.id}`);
    expect(status).toBeLessThan(500);
    return status === 200;
  };
}

/** Reads a file of a public message of the ticket. */
function opening(path: string): Look {
  return async (api, ticket) => {
    const { id, sha256 } = await uploaded(service.api, Buffer.from(`file ${Math.random()}`), 'a.txt');
    await service.api.call('POST', `/api/tickets/${ticket.id}/messages`, {
      ...{ body: 'See the file.', attachment_ids: [id] },
    });
    await service.query(`UPDATE blobs SET thumbnail = '\\x00' WHERE sha256 = $1`, [sha256]);
    const { status } = await api.get(`/api/attachments/${id}${path}`);
    expect([200, 404]).toContain(status);
    return status === 200;
  };
}

function ticketPath(rest: string): (ticket: Example) => string {
  return ({ id }) => `/api/tickets/${id}${rest}`;
}

async function read<Body>(api: Api, path: string): Promise<Body | undefined> {
  const { status, body, text } = await api.get<Body>(path);
  expect(`${status} ${text}`).toMatch(/^(200|403)/);
  return status === 200 ? body : undefined;
}

function textOf(path: string): Look {
  return async (api, { word }) => (await api.get(path)).text.includes(word);
}

const bulkOf = async (api: Api, { id }: Example): Promise<boolean> => {
  const { body } = await api.call<{ updated?: number; failed?: { code: string }[] }>(
    'POST',
    '/api/tickets/bulk',
    {
      ...{ ids: [id], changes: { tags: [`tag${Math.random()}`] } },
    },
  );
  if (body.failed?.length) expect(body.failed).toMatchObject([{ id, code: 'ticket.not_found' }]);
  return body.updated === 1;
};

const WAYS: Way[] = [
  { route: 'GET /api/tickets', sees: listing(() => '') },
  { route: 'GET /api/tickets', how: 'of the team', sees: listing(({ teamId }) => `team=${teamId}`) },
  { route: 'GET /api/tickets', how: 'by priority', sees: listing(({ priority }) => `priority=${priority}`) },
  { route: 'GET /api/tickets', how: 'latest update', sees: listing(() => 'status=open&sort=-updated_at') },
  { route: 'GET /api/tickets', how: 'unanswered', sees: listing(() => 'sort=-customer_replied_at') },
  {
    route: 'GET /api/tickets',
    how: 'by assignee',
    sees: listing((ticket) => `assignee=${ticket.assigneeId}`),
  },
  { route: 'GET /api/tickets', how: 'search', sees: listing(({ word }) => `search=${word}`) },
  {
    ...{ route: 'GET /api/tickets', how: 'search in a message' },
    sees: listing(({ messageWord }) => `search=${messageWord}`),
  },
  {
    ...{ route: 'GET /api/tickets', how: 'search in a note', isForAgents: true },
    sees: listing(({ noteWord }) => `search=${noteWord}`),
  },
  { route: 'GET /api/tickets', how: 'search by number', sees: listing(({ id }) => `search=%23${id}`) },
  {
    ...{ route: 'GET /api/tickets', how: 'search with an exclusion' },
    sees: listing(() => 'search=-unicorn'),
  },
  { route: 'GET /api/tickets/export.csv', isForAgents: true, sees: textOf('/api/tickets/export.csv') },
  { route: 'GET /api/tickets/export.jsonl', isForAgents: true, sees: textOf('/api/tickets/export.jsonl') },
  {
    ...{ route: 'GET /api/tickets/export.jsonl', how: 'search', isForAgents: true },
    sees: (api, ticket) => textOf(`/api/tickets/export.jsonl?search=${ticket.messageWord}`)(api, ticket),
  },
  { route: 'GET /api/tickets/{}', sees: calling('GET', ticketPath('')) },
  { route: 'PATCH /api/tickets/{}', sees: calling('PATCH', ticketPath(''), { tags: ['seen'] }) },
  { route: 'POST /api/tickets/{}/reopen', sees: calling('POST', ticketPath('/reopen')) },
  { route: 'POST /api/tickets/{}/read', isForAgents: true, sees: calling('POST', ticketPath('/read')) },
  { route: 'POST /api/tickets/{}/unread', isForAgents: true, sees: calling('POST', ticketPath('/unread')) },
  {
    ...{ route: 'POST /api/tickets/{}/triage/accept', isForAgents: true },
    sees: calling('POST', ticketPath('/triage/accept')),
  },
  {
    ...{ route: 'POST /api/tickets/{}/triage/undo', isForAgents: true },
    sees: calling('POST', ticketPath('/triage/undo')),
  },
  {
    ...{ route: 'POST /api/tickets/{}/triage/retry', isForAgents: true },
    sees: calling('POST', ticketPath('/triage/retry')),
  },
  { route: 'GET /api/tickets/{}/history', sees: calling('GET', ticketPath('/history')) },
  { route: 'GET /api/tickets/{}/messages', sees: calling('GET', ticketPath('/messages')) },
  {
    route: 'POST /api/tickets/{}/messages',
    sees: calling('POST', ticketPath('/messages'), { body: 'Hello.' }),
  },
  {
    ...{ route: 'POST /api/tickets/{}/messages/{}/resend', isForAgents: true },
    sees: async (api, ticket) => {
      const path = `/api/tickets/${ticket.id}/messages/1/resend`;
      const { body } = await api.call<{ code: string }>('POST', path);
      return body.code === 'message.not_found' || body.code === 'message.not_resendable';
    },
  },
  {
    ...{ route: 'POST /api/tickets/{}/messages/{}/undo', isForAgents: true },
    sees: async (api, ticket) => {
      const { body } = await api.call<{ code: string }>('POST', `/api/tickets/${ticket.id}/messages/1/undo`);
      return body.code === 'message.not_found' || body.code === 'message.delivered';
    },
  },
  {
    ...{ route: 'GET /api/tickets/{}/duplicates', isForAgents: true },
    sees: calling('GET', ticketPath('/duplicates')),
  },
  {
    ...{ route: 'PUT /api/tickets/{}/links/{}', isForAgents: true },
    sees: joining((own, { id }) => ['PUT', `/api/tickets/${own}/links/${id}`, { type: 'relates_to' }]),
  },
  {
    ...{ route: 'DELETE /api/tickets/{}/links/{}', isForAgents: true },
    sees: joining((own, { id }) => ['DELETE', `/api/tickets/${own}/links/${id}`]),
  },
  {
    ...{ route: 'POST /api/tickets/{}/merge', isForAgents: true },
    sees: joining((own, { id }) => ['POST', `/api/tickets/${own}/merge`, { into: id }]),
  },
  {
    ...{ route: 'POST /api/tickets/{}/unmerge', isForAgents: true },
    sees: calling('POST', ticketPath('/unmerge')),
  },
  {
    ...{ route: 'POST /api/tickets/{}/split', isForAgents: true },
    sees: async (api, { id }) => {
      const split = { message_id: 999_999, title: 'x' };
      const { body } = await api.call<{ code: string }>('POST', `/api/tickets/${id}/split`, split);
      return body.code === 'message.not_found';
    },
  },
  {
    ...{ route: 'POST /api/tickets/{}/unsplit', isForAgents: true },
    sees: calling('POST', ticketPath('/unsplit')),
  },
  { route: 'GET /api/tickets/{}/attachments', sees: calling('GET', ticketPath('/attachments')) },
  { route: 'GET /api/attachments/{}', sees: opening('') },
  { route: 'GET /api/attachments/{}/thumbnail', sees: opening('/thumbnail') },
  { route: 'GET /api/tickets/{}/draft', sees: calling('GET', ticketPath('/draft')) },
  {
    route: 'PUT /api/tickets/{}/draft',
    sees: calling('PUT', ticketPath('/draft'), { body: 'Hello', visibility: 'public' }),
  },
  {
    route: 'GET /api/drafts',
    sees: async (api, { id }) => {
      const { body } = await api.get<{ results: { ticket_id: number }[] }>('/api/drafts');
      return body.results.some(({ ticket_id }) => ticket_id === id);
    },
  },
  {
    ...{ route: 'PUT /api/tickets/{}/presence', isForAgents: true },
    sees: calling('PUT', ticketPath('/presence')),
  },
  { route: 'POST /api/tickets/bulk', isForAgents: true, sees: bulkOf },
  {
    ...{ route: 'GET /api/tickets/stats', isForAgents: true },
    sees: async (api, { priority }) => {
      type Stats = { priority_breakdown: Record<string, number>; total_tickets: number };
      const stats = await read<Stats>(api, '/api/tickets/stats');
      if (stats) expect(stats.total_tickets).toBe((await api.list('limit=100')).results.length);
      return (stats?.priority_breakdown[priority] ?? 0) > 0;
    },
  },
  {
    ...{ route: 'GET /api/tickets/stats', how: 'of the team', isForAgents: true },
    sees: async (api, { teamId }) => {
      const stats = await read<{ total_tickets: number }>(api, `/api/tickets/stats?team=${teamId}`);
      return stats?.total_tickets === 1;
    },
  },
  {
    ...{ route: 'GET /api/tickets/stats/report', isForAgents: true },
    sees: async (api, { priority }) => {
      type Report = { priority_breakdown: Record<string, number> };
      const report = await read<Report>(api, '/api/tickets/stats/report');
      return (report?.priority_breakdown[priority] ?? 0) > 0;
    },
  },
  {
    ...{ route: 'GET /api/tickets/stats/queue', isForAgents: true },
    sees: async (api, { priority }) => {
      type Queue = { buckets: { by_priority: Record<string, number> }[] };
      const queue = await read<Queue>(api, '/api/tickets/stats/queue');
      return Boolean(queue?.buckets.some(({ by_priority }) => by_priority[priority]! > 0));
    },
  },
  ...['none', 'priority', 'assignee', 'team'].map((lanes): Way => {
    return {
      ...{ route: 'GET /api/tickets/stats/board', how: `by ${lanes}`, isForAgents: true },
      sees: async (api, { priority, assigneeId, teamId }) => {
        type Board = { lanes: { key: string; counts: Record<string, number> }[] };
        const board = await read<Board>(api, `/api/tickets/stats/board?lanes=${lanes}`);
        if (!board) return false;
        const key = { priority, assignee: String(assigneeId), team: String(teamId), none: 'all' }[lanes];
        const counted = board.lanes.find((lane) => lane.key === key)?.counts.open ?? 0;
        if (lanes !== 'none') return counted > 0;
        return counted === 2 || (counted === 1 && priority === 'high');
      },
    };
  }),
  {
    ...{ route: 'GET /api/agents', isForAgents: true },
    sees: async (api, { assigneeId }) => {
      const agents = await read<{ results: { id: number; open: number }[] }>(api, '/api/agents');
      return agents?.results.some(({ id, open }) => id === assigneeId && open > 0) ?? false;
    },
  },
  {
    ...{ route: 'GET /api/views/counts', isForAgents: true },
    sees: async (api, { viewId }) => {
      type Counts = { results: { id: number; total: TicketPage['total'] }[] };
      const counts = await read<Counts>(api, '/api/views/counts');
      return (counts?.results.find(({ id }) => id === viewId)?.total.value ?? 0) > 0;
    },
  },
  {
    ...{ route: 'GET /api/teams', isForAgents: true },
    sees: async (api, { teamId }) => {
      const teams = await read<{ results: { id: number }[] }>(api, '/api/teams');
      return teams?.results.some(({ id }) => id === teamId) ?? false;
    },
  },
  {
    ...{ route: 'GET /api/teams/{}', isForAgents: true },
    sees: async (api, { teamId }) => (await api.get(`/api/teams/${teamId}`)).status === 200,
  },
  {
    ...{ route: 'POST /api/tickets', how: 'in the team', isForAgents: true },
    sees: async (api, { teamId }) => {
      const { status, body } = await api.call<Ticket & { code?: string; errors?: object[] }>(
        ...(['POST', '/api/tickets', { title: 'Mine', description: 'Text', team_id: teamId }] as const),
      );
      if (status === 400) expect(body.errors).toMatchObject([{ field: 'team_id', code: 'team_unknown' }]);
      if (status === 201) await service.api.call('DELETE', `/api/tickets/${body.id}`);
      return status === 201;
    },
  },
  {
    route: 'GET /api/events',
    sees: async (api, ticket) => {
      const client = await EventClient.connect(api);
      try {
        // Changes the ticket for its requester as well.
        await service.api.patch(ticket.id, { tags: [`event${Math.random()}`] });
        await sleep(1500);
        const names = client.events.filter(({ data }) => data.id === ticket.id).map(({ name }) => name);
        const stats = client.events.some(({ name }) => name === 'stats.changed');
        // Changed statistics must not reveal that a hidden ticket was changed.
        expect(stats && names.length === 0).toBe(false);
        return names.includes('ticket.updated');
      } finally {
        client.close();
      }
    },
  },
];

/** Administrators only (see access.spec.ts), who see all tickets. */
const FOR_ADMINISTRATORS = [
  ...['DELETE /api/tickets/{}', 'POST /api/tickets/{}/restore', 'GET /api/tickets/deleted'],
  ...['POST /api/organizations', 'PATCH /api/organizations/{}', 'DELETE /api/organizations/{}'],
  ...['POST /api/teams', 'PATCH /api/teams/{}', 'DELETE /api/teams/{}'],
  ...['GET /api/triage/decisions.jsonl', 'GET /api/triage/models', 'POST /api/triage/models'],
  ...['POST /api/triage/models/replay', 'PUT /api/triage/models/active'],
  ...['POST /api/triage/models/{}/approve', 'POST /api/triage/models/{}/reject'],
  ...['GET /api/triage/runs', 'POST /api/triage/runs', 'GET /api/triage/runs/{}'],
  ...['GET /api/triage/runs/{}/tickets', 'PATCH /api/triage/runs/{}', 'POST /api/triage/runs/{}/apply'],
  ...['POST /api/triage/runs/{}/undo', 'DELETE /api/triage/runs/{}'],
  ...['POST /api/topics', 'PATCH /api/topics/{}', 'DELETE /api/topics/{}'],
  'PATCH /api/users/{}',
  ...['GET /api/mailboxes', 'POST /api/mailboxes', 'GET /api/mailboxes/{}', 'PATCH /api/mailboxes/{}'],
  ...['DELETE /api/mailboxes/{}', 'POST /api/mailboxes/{}/test', 'POST /api/mailboxes/{}/token'],
  ...['GET /api/mailboxes/{}/ledger', 'GET /api/mailboxes/{}/mails'],
  ...['GET /api/quarantine', 'GET /api/quarantine/{}', 'GET /api/quarantine/{}/raw'],
  ...['POST /api/quarantine/{}/release', 'DELETE /api/quarantine/{}'],
  ...['POST /api/users/{}/password-reset', 'GET /api/users/password-resets'],
  ...['DELETE /api/users/{}/password-reset', 'PUT /api/triage/thresholds/{}'],
];

/** They read and write nothing of a ticket, or answer alike whether there is one. */
const WITHOUT_TICKETS = [
  'POST /api/tickets/classify',
  // The sender's own files, until they are sent.
  ...['POST /api/attachments', 'DELETE /api/attachments/{}'],
  // Figures over all teams.
  ...['GET /api/topics', 'GET /api/topics/{}', 'GET /api/topics/quality'],
  ...['GET /api/organizations', 'GET /api/organizations/{}'],
  // People, of whom agents see all requesters.
  ...['GET /api/users', 'GET /api/users/{}', 'POST /api/users'],
  // With the token of a mailbox.
  'POST /api/mail/inbound',
  // Of the caller's own changes; see below.
  ...['GET /api/tickets/bulk', 'POST /api/tickets/bulk/{}/undo'],
  ...['DELETE /api/tickets/{}/draft', 'DELETE /api/tickets/{}/presence'],
  ...['GET /api/views', 'POST /api/views', 'PATCH /api/views/{}', 'DELETE /api/views/{}'],
  ...['GET /api/canned-replies', 'POST /api/canned-replies'],
  ...['PATCH /api/canned-replies/{}', 'DELETE /api/canned-replies/{}'],
  ...['GET /api/triage/thresholds', 'GET /api/triage/usage'],
  ...['GET /api/tokens', 'POST /api/tokens', 'DELETE /api/tokens/{}'],
  ...['GET /api/auth/me', 'GET /api/auth/sessions', 'DELETE /api/auth/sessions/{}'],
  ...['POST /api/auth/password', 'POST /api/auth/confirm', 'POST /api/auth/logout', 'POST /api/auth/login'],
  ...['POST /api/auth/refresh', 'POST /api/auth/password-reset'],
  ...['GET /api/health/live', 'GET /api/health/ready'],
];

it('every documented route is in one of the tables', async () => {
  const { body } = await service.api.get<{ paths: Record<string, Record<string, unknown>> }>(
    '/api/docs-json',
  );
  const documented = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
  );
  const tested = [...WAYS.map(({ route }) => route), ...FOR_ADMINISTRATORS, ...WITHOUT_TICKETS];
  expect(documented.filter((route) => !tested.includes(route))).toEqual([]);
  expect(tested.filter((route) => !documented.includes(route))).toEqual([]);
});

const NAMED = WAYS.map((way) => ({ ...way, name: [way.route, way.how].filter(Boolean).join(', ') }));

describe.each(CALLERS)('%s', (caller) => {
  describe.each(TEAMS)('sees a ticket of the %s team where they may', (team) => {
    it.each(NAMED)('by $name', async ({ sees, isForAgents }) => {
      const isAllowed = !(isForAgents && caller.includes('requester'));
      expect(await sees(apis[caller], examples[team])).toBe(isAllowed && isVisible(caller, team));
    });
  });
});

describe('an agent who is no longer a member', () => {
  let leaver: Person;
  let teamId: number;
  let ticket: Ticket;
  const created = { title: 'Created once', description: 'Text', category: 'general', priority: 'low' };

  beforeAll(async () => {
    leaver = await service.api.person('agent', 'Barbara');
    teamId = await createTeam({ name: 'Legal', confidential: true, member_ids: [leaver.id, member.id] });
    ticket = await leaver.api.createSettled({ title: 'About a lawsuit', team_id: teamId });
  });

  it('loses sight of the tickets at once, and keeps none of the ways that they had begun', async () => {
    const { api } = leaver;
    const key = { headers: { 'idempotency-key': 'once' } };
    await api.create({ ...created, team_id: teamId }, key);
    await api.call('POST', `/api/tickets/${ticket.id}/messages`, { body: 'Hello.' }, key);
    const messageKey = { headers: { 'idempotency-key': 'once-sent' } };
    await api.call('POST', `/api/tickets/${ticket.id}/messages`, { body: 'Hello.' }, messageKey);
    await api.call('PUT', `/api/tickets/${ticket.id}/draft`, { body: 'Hm', visibility: 'internal' });
    const pending = await api.call<{ id: number }>('POST', `/api/tickets/${ticket.id}/messages`, {
      ...{ body: 'Later.', undo_seconds: 60 },
    });
    const bulk = await api.call<{ undo_id: number }>('POST', '/api/tickets/bulk', {
      ...{ ids: [ticket.id], changes: { tags: ['court'] } },
    });
    const stream = await EventClient.connect(api);
    const members = { member_ids: [member.id] };
    expect((await service.api.call('PATCH', `/api/teams/${teamId}`, members)).status).toBe(200);

    expect((await api.get(`/api/tickets/${ticket.id}`)).status).toBe(404);
    expect((await api.list('limit=100')).results.map(({ id }) => id)).not.toContain(ticket.id);
    const again = await api.call<{ code: string }>(
      'POST',
      '/api/tickets',
      { ...created, team_id: teamId },
      key,
    );
    expect(again.status).toBe(404);
    const sent = await api.call('POST', `/api/tickets/${ticket.id}/messages`, { body: 'Hello.' }, messageKey);
    expect(sent.status).toBe(404);
    expect((await api.get<{ results: object[] }>('/api/drafts')).body.results).toEqual([]);
    expect((await api.get(`/api/tickets/${ticket.id}/draft`)).status).toBe(404);
    const undone = await api.call('POST', `/api/tickets/${ticket.id}/messages/${pending.body.id}/undo`);
    expect(undone.status).toBe(404);
    const undoneBulk = await api.call('POST', `/api/tickets/bulk/${bulk.body.undo_id}/undo`);
    expect(undoneBulk.body).toMatchObject({
      updated: 0,
      failed: [{ id: ticket.id, code: 'ticket.not_found' }],
    });
    expect((await member.api.ticket(ticket.id)).tags).toEqual(['court']);
    // Within the heartbeat, the open stream follows.
    await sleep(16_000);
    await service.api.patch(ticket.id, { tags: ['closed'] });
    await sleep(1500);
    const seen = stream.events.filter(({ data }) => data.id === ticket.id).map(({ name }) => name);
    expect(seen).toEqual([]);
    stream.close();
  });
});
