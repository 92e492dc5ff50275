import type { EntityManager } from 'typeorm';
import type { Caller } from '../identity/users/caller.js';
import { DEFAULT_TEAM_ID, Team } from '../identity/teams/team.entity.js';
import { findAgents, findAssignable } from '../identity/teams/teams.repository.js';
import type { CreateTicketInput } from './dto/ticket-input.dto.js';
import type { TicketChanges } from './ticket-changes.js';
import { canSeeTeam } from './ticket-visibility.js';
import type { Ticket } from './ticket.entity.js';
import { TicketActionForbidden, UnknownAssignee, UnknownTeam } from './tickets.errors.js';
import { can } from '../vocabulary/index.js';

type Assigned = Pick<Ticket, 'teamId' | 'assigneeId'>;

/**
 * The team of a new ticket: the given one, or the default. Requesters do not choose.
 * @throws TicketActionForbidden | UnknownTeam
 */
export async function resolveTeam(
  manager: EntityManager,
  { team_id: teamId }: CreateTicketInput,
  caller: Caller,
): Promise<number> {
  if (teamId === undefined) {
    if (!can(caller, 'tickets.readAll') || canSeeTeam(caller, DEFAULT_TEAM_ID)) return DEFAULT_TEAM_ID;
    return caller.visibleTeams?.[0] ?? DEFAULT_TEAM_ID;
  }
  if (!can(caller, 'tickets.manage')) throw new TicketActionForbidden('Only agents can choose the team.');
  await requireTeam(manager, { teamId }, caller);
  return teamId;
}

/** @throws UnknownTeam for a team whose tickets the caller may not see */
export async function requireTeam(
  manager: EntityManager,
  { teamId }: TicketChanges,
  caller: Caller,
): Promise<void> {
  if (teamId === undefined) return;
  if (!canSeeTeam(caller, teamId) || !(await manager.existsBy(Team, { id: teamId })))
    throw new UnknownTeam(teamId);
}

/**
 * Requires a requested assignee to be an active agent, of whatever team.
 * @throws UnknownAssignee
 */
export async function requireAgent(manager: EntityManager, { assigneeId }: TicketChanges): Promise<void> {
  if (typeof assigneeId !== 'number') return;
  if (!(await findAgents(manager, [assigneeId])).includes(assigneeId)) throw new UnknownAssignee(assigneeId);
}

/** Who can be assigned the tickets of which team, for requested changes of tickets. */
export class AssignmentRules {
  private constructor(private readonly assignable: ReadonlySet<string>) {}

  static async load(
    manager: EntityManager,
    { assigneeId, teamId }: TicketChanges,
    tickets: readonly Assigned[],
  ): Promise<AssignmentRules> {
    const requested = typeof assigneeId === 'number' ? [assigneeId] : [];
    const current = teamId === undefined || assigneeId !== undefined ? [] : tickets.map(assigneeOf);
    const people = new Set([...requested, ...current.filter((id) => id !== null)]);
    const teams = new Set(teamId === undefined ? tickets.map((ticket) => ticket.teamId) : [teamId]);
    const pairs = people.size > 0 ? await findAssignable(manager, [...people], [...teams]) : [];
    return new AssignmentRules(new Set(pairs.map((pair) => keyOf(pair.userId, pair.teamId))));
  }

  /**
   * The changes of a ticket, which loses its assignee if they cannot be assigned tickets of its new team. A current
   * assignee may stay in the team, even if deactivated since.
   * @throws UnknownAssignee
   */
  complete(ticket: Assigned, changes: TicketChanges): TicketChanges {
    const { teamId = ticket.teamId, assigneeId = ticket.assigneeId } = changes;
    const isUnchanged = teamId === ticket.teamId && assigneeId === ticket.assigneeId;
    if (assigneeId === null || isUnchanged || this.assignable.has(keyOf(assigneeId, teamId))) return changes;
    if (changes.assigneeId !== undefined) throw new UnknownAssignee(assigneeId);
    return { ...changes, assigneeId: null };
  }
}

function assigneeOf({ assigneeId }: Assigned): number | null {
  return assigneeId;
}

function keyOf(userId: number, teamId: number): string {
  return `${userId} ${teamId}`;
}
