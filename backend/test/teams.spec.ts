import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person, Problem, Ticket } from './support/api.ts';
import { startService, type Service } from './support/service.ts';

interface Team {
  id: number;
  name: string;
  confidential: boolean;
  members: { id: number; name: string }[];
  assignment: string;
  auto_close_days: number | null;
  open_tickets: number;
}
type TeamTicket = Ticket & { team: { id: number; name: string } };
interface History {
  results: { actor: { type: string; name: string }; changes: Record<string, unknown[]> }[];
}

let service: Service;
let agent: Person;
let member: Person;
beforeAll(async () => {
  service = await startService();
  agent = await service.api.person('agent', 'Grace');
  member = await service.api.person('agent', 'Linus');
});
afterAll(() => service.stop());

let teams = 0;
async function createTeam(fields: Record<string, unknown> = {}): Promise<Team> {
  teams += 1;
  const { status, body, text } = await service.api.call<Team>('POST', '/api/teams', {
    ...{ name: `Team ${teams}`, ...fields },
  });
  expect(`${status} ${text}`).toMatch(/^201/);
  return body;
}

async function team(id: number): Promise<Team> {
  return (await service.api.get<Team>(`/api/teams/${id}`)).body;
}

async function refused(method: string, path: string, body?: unknown): Promise<Problem> {
  const answer = await service.api.call<Problem>(method, path, body);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  return answer.body;
}

async function historyOf(id: number): Promise<History['results']> {
  return (await service.api.get<History>(`/api/tickets/${id}/history`)).body.results;
}

describe('teams', () => {
  it('start with one, which is open and has all tickets', async () => {
    const { body } = await service.api.get<{ results: Team[] }>('/api/teams');
    expect(body.results).toEqual([
      {
        ...{ id: 1, name: 'Support', confidential: false, members: [], assignment: 'off' },
        ...{ auto_close_days: null, open_tickets: 0, sends_mail: false },
      },
    ]);
    const { id } = await service.api.createSettled();
    expect((await team(1)).open_tickets).toBe(1);
    await service.api.call('DELETE', `/api/tickets/${id}`);
    expect((await team(1)).open_tickets).toBe(0);
  });

  it('are created and changed, with members by name', async () => {
    const { id } = await createTeam({ name: ' Billing ', member_ids: [member.id, agent.id] });
    expect(await team(id)).toMatchObject({
      ...{ name: 'Billing', members: [{ name: 'Grace' }, { name: 'Linus' }] },
    });
    const changes = { name: 'Invoices', confidential: true, member_ids: [agent.id], auto_close_days: 14 };
    const { body, status } = await service.api.call<Team>('PATCH', `/api/teams/${id}`, changes);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ name: 'Invoices', confidential: true, members: [{ id: agent.id }], auto_close_days: 14 },
    });
    const never = await service.api.call<Team>('PATCH', `/api/teams/${id}`, { auto_close_days: null });
    expect(never.body).toMatchObject({ name: 'Invoices', auto_close_days: null });
  });

  it('have different names, regardless of case', async () => {
    await createTeam({ name: 'Legal' });
    const problem = await refused('POST', '/api/teams', { name: 'LEGAL' });
    expect(problem).toMatchObject({
      code: 'team.name_taken',
      errors: [{ field: 'name', code: 'name_taken' }],
    });
  });

  it('have agents only as members', async () => {
    const requester = await service.api.person('requester', 'Ada');
    const problem = await refused('POST', '/api/teams', { name: 'Mixed', member_ids: [requester.id] });
    expect(problem.errors).toMatchObject([{ field: 'member_ids', code: 'member_unknown' }]);
  });

  it('are deleted without tickets only, except for the first', async () => {
    const { id } = await createTeam();
    const ticket = await service.api.createSettled({ team_id: id });
    expect(await refused('DELETE', `/api/teams/${id}`)).toMatchObject({ status: 409, code: 'team.in_use' });
    await service.api.patch(ticket.id, { team_id: 1 });
    expect((await service.api.call('DELETE', `/api/teams/${id}`)).status).toBe(204);
    expect((await service.api.get(`/api/teams/${id}`)).status).toBe(404);
    expect(await refused('DELETE', '/api/teams/1')).toMatchObject({ status: 409, code: 'team.default' });
  });

  it('are not all confidential', async () => {
    const { body } = await service.api.get<{ results: Team[] }>('/api/teams');
    const others = body.results.filter(({ id, confidential }) => id !== 1 && !confidential);
    for (const { id } of others) await service.api.call('PATCH', `/api/teams/${id}`, { confidential: true });
    const problem = await refused('PATCH', '/api/teams/1', { confidential: true });
    expect(problem).toMatchObject({ status: 409, code: 'team.last_open' });
    for (const { id } of others) await service.api.call('PATCH', `/api/teams/${id}`, { confidential: false });
  });
});

describe('a ticket', () => {
  it('is created in a team and moved to another, which its history tells', async () => {
    const { id: first } = await createTeam();
    const { id: second } = await createTeam();
    const ticket = (await service.api.createSettled({ team_id: first })) as TeamTicket;
    expect(ticket.team.id).toBe(first);
    const moved = (await service.api.patch(ticket.id, { team_id: second })) as TeamTicket;
    expect(moved.team.id).toBe(second);
    const [entry] = await historyOf(ticket.id);
    expect(entry!.changes).toEqual({ team_id: [first, second] });
    expect((await team(first)).open_tickets).toBe(0);
    expect((await team(second)).open_tickets).toBe(1);
    const list = await service.api.list(`team=${first},${second}`);
    expect(list.results.map(({ id }) => id)).toEqual([ticket.id]);
    expect(list.total).toEqual({ value: 1, relation: 'eq' });
  });

  it('is assigned to members only, if its team has any', async () => {
    const { id: teamId } = await createTeam({ member_ids: [member.id] });
    const { id } = await service.api.createSettled({ team_id: teamId });
    const problem = await refused('PATCH', `/api/tickets/${id}`, { assignee_id: agent.id });
    expect(problem).toMatchObject({
      ...{ status: 400, code: 'ticket.unknown_assignee', errors: [{ field: 'assignee_id' }] },
    });
    expect((await service.api.patch(id, { assignee_id: member.id })).assignee?.id).toBe(member.id);
  });

  it('loses an assignee who is not of its new team', async () => {
    const { id: teamId } = await createTeam({ member_ids: [member.id] });
    const { id } = await service.api.createSettled();
    await service.api.patch(id, { assignee_id: agent.id });
    expect((await service.api.patch(id, { team_id: teamId })).assignee).toBeNull();
    const [entry] = await historyOf(id);
    expect(entry!.changes).toEqual({ team_id: [1, teamId], assignee_id: [agent.id, null] });
    await service.api.patch(id, { team_id: 1 });
    await service.api.patch(id, { assignee_id: member.id });
    expect((await service.api.patch(id, { team_id: teamId })).assignee?.id).toBe(member.id);
  });

  it('is moved in bulk, and back by the undo', async () => {
    const { id: teamId } = await createTeam({ member_ids: [member.id] });
    const one = await service.api.createSettled();
    const two = await service.api.createSettled();
    await service.api.patch(one.id, { assignee_id: agent.id });
    const { body } = await service.api.call<{ updated: number; undo_id: number }>(
      ...(['POST', '/api/tickets/bulk', { ids: [one.id, two.id], changes: { team_id: teamId } }] as const),
    );
    expect(body.updated).toBe(2);
    expect((await service.api.list(`team=${teamId}`)).results).toHaveLength(2);
    await service.api.call('POST', `/api/tickets/bulk/${body.undo_id}/undo`);
    expect((await service.api.list(`team=${teamId}`)).results).toEqual([]);
    expect((await service.api.ticket(one.id)).assignee?.id).toBe(agent.id);
  });

  it('goes to the first team if a requester files it, who cannot choose', async () => {
    const requester = await service.api.person('requester', 'Ada');
    expect(((await requester.api.create()) as TeamTicket).team.id).toBe(1);
    const chosen = { title: 'x', description: 'x', team_id: 1 };
    expect((await requester.api.call('POST', '/api/tickets', chosen)).status).toBe(403);
  });
});

describe('the counters by team', () => {
  it('agree with the tickets, before and after they are folded', async () => {
    const { id: teamId } = await createTeam();
    for (const priority of ['low', 'high', 'high'])
      await service.api.createSettled({ team_id: teamId, priority });
    const closed = await service.api.createSettled({ team_id: teamId, tags: ['counted'] });
    await service.api.patch(closed.id, { status: 'resolved' });
    type Stats = {
      total_tickets: number;
      priority_breakdown: object;
      daily: { created: number; resolved: number }[];
      resolution: { resolved: number };
    };
    const read = async (id: number): Promise<Stats> =>
      (await service.api.get<Stats>(`/api/tickets/stats?team=${id}`)).body;
    const check = async (): Promise<void> => {
      const stats = await read(teamId);
      expect(stats.priority_breakdown).toEqual({ low: 1, medium: 1, high: 2, critical: 0 });
      expect(stats.daily.at(-1)).toMatchObject({ created: 4, resolved: 1 });
      expect(stats.resolution.resolved).toBe(1);
      expect((await service.api.list(`team=${teamId}&tag=counted`)).total).toEqual({
        value: 1,
        relation: 'eq',
      });
      const [row] = await service.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM tickets WHERE deleted_at IS NULL AND team_id = 1',
      );
      // The first team's are derived from those of the others.
      expect((await read(1)).total_tickets).toBe(row!.n);
      expect((await service.api.list('team=1')).total.value).toBe(row!.n);
    };
    await check();
    await service.query('SELECT fold_ticket_counters()');
    await check();
    await service.query('UPDATE tickets SET team_id = 1 WHERE team_id = $1', [teamId]);
    expect((await read(teamId)).total_tickets).toBe(0);
    await service.query('SELECT fold_ticket_counters()');
    const [left] = await service.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM team_ticket_counts_folded WHERE team_id = $1',
      [teamId],
    );
    expect(left!.n).toBe(0);
  });
});

describe('automatic assignment', () => {
  const assigneesOf = async (tickets: Ticket[]): Promise<(number | undefined)[]> => {
    const triaged = await Promise.all(tickets.map(({ id }) => service.api.triaged(id)));
    return triaged.map(({ assignee }) => assignee?.id);
  };

  it('is off by default', async () => {
    const { id: teamId } = await createTeam({ member_ids: [member.id] });
    expect(await assigneesOf([await service.api.create({ team_id: teamId })])).toEqual([undefined]);
  });

  it('takes each member in turn, also for tickets that are triaged at once', async () => {
    const inactive = await service.api.person('agent', 'Gone');
    const { id: teamId } = await createTeam({
      ...{ assignment: 'round_robin', member_ids: [member.id, agent.id, inactive.id] },
    });
    await service.api.call('PATCH', `/api/users/${inactive.id}`, { active: false });
    const tickets = await Promise.all(
      Array.from({ length: 8 }, () => service.api.create({ team_id: teamId })),
    );
    const assignees = await assigneesOf(tickets);
    expect(assignees.filter((id) => id === member.id)).toHaveLength(4);
    expect(assignees.filter((id) => id === agent.id)).toHaveLength(4);
    const entries = await historyOf(tickets[0]!.id);
    const [entry] = entries.filter(({ changes }) => changes.assignee_id);
    expect(entry).toMatchObject({ actor: { type: 'rule', name: 'Round-robin assignment' } });
    expect(entry!.changes).toEqual({ assignee_id: [null, assignees[0]] });
  });

  it('takes the member with the fewest unresolved tickets', async () => {
    const busy = await service.api.person('agent', 'Busy');
    const idle = await service.api.person('agent', 'Idle');
    for (let i = 0; i < 3; i += 1) {
      const { id } = await service.api.createSettled();
      await service.api.patch(id, { assignee_id: busy.id });
    }
    const { id: teamId } = await createTeam({
      ...{ assignment: 'least_loaded', member_ids: [busy.id, idle.id] },
    });
    const tickets = await Promise.all(
      Array.from({ length: 4 }, () => service.api.create({ team_id: teamId })),
    );
    const assignees = await assigneesOf(tickets);
    expect(assignees.filter((id) => id === idle.id).length).toBeGreaterThanOrEqual(3);
  });

  it('keeps the choice of a person, also to assign nobody', async () => {
    const { id: teamId } = await createTeam({ member_ids: [member.id] });
    const { id } = await service.api.create({ team_id: teamId });
    await service.api.triaged(id);
    await service.api.patch(id, { assignee_id: member.id });
    await service.api.patch(id, { assignee_id: null });
    await service.api.call('PATCH', `/api/teams/${teamId}`, { assignment: 'round_robin' });
    await service.api.call('POST', `/api/tickets/${id}/triage/retry`);
    expect((await service.api.triaged(id)).assignee).toBeNull();
  });
});
