import { sql } from 'kysely';
import { In, type FindOptionsWhere } from 'typeorm';
import type { Sql } from '../database/query.js';
import type { Caller } from '../identity/users/caller.js';
import { can } from '../vocabulary/index.js';
import type { Ticket } from './ticket.entity.js';

/*
 * Which tickets a caller may see. Requesters see their own. Agents see those of open teams and of the teams that they
 * are members of, admins all. Each read and write of tickets uses one of the functions below.
 */

/** Whether the caller sees the tickets of all requesters and teams. */
export function seesAllTickets(caller: Caller): boolean {
  return can(caller, 'tickets.readAll') && caller.visibleTeams === null;
}

/**
 * The teams to which a read of many tickets is limited: of the requested teams, or of all, those that the caller may
 * see. Undefined if it is not limited, and for requesters, who have few tickets.
 */
export function teamScope(caller: Caller, requested?: readonly number[]): readonly number[] | undefined {
  if (!can(caller, 'tickets.readAll')) return undefined;
  const { visibleTeams } = caller;
  if (!requested || !visibleTeams) return requested ?? visibleTeams ?? undefined;
  return requested.filter((id) => visibleTeams.includes(id));
}

/** Conditions that the caller may see a ticket `t`, of the requested teams if there are any. None if they see all. */
export function visibilityConditions(caller: Caller, requested?: readonly number[]): Sql[] {
  if (!can(caller, 'tickets.readAll')) {
    const own = sql`t.requester_id = ${caller.id}`;
    return requested ? [own, ofTeams(requested)] : [own];
  }
  const teams = teamScope(caller, requested);
  return teams ? [ofTeams(teams)] : [];
}

/** The tickets that the caller may see, for a repository of TypeORM. */
export function visibleTickets(caller: Caller): FindOptionsWhere<Ticket> {
  if (!can(caller, 'tickets.readAll')) return { requesterId: caller.id };
  return caller.visibleTeams ? { teamId: In([...caller.visibleTeams]) } : {};
}

/** What decides who may see a ticket. */
export interface TicketAudience {
  /** The requester; null for a ticket without one, and for what is hidden from requesters. */
  requesterId: number | null;
  /** The ticket's team and, of a ticket that is moved, also the former one. */
  teamIds: readonly number[];
}

export function canSeeTicket(caller: Caller, { requesterId, teamIds }: TicketAudience): boolean {
  if (!can(caller, 'tickets.readAll')) return requesterId === caller.id;
  return teamIds.some((id) => canSeeTeam(caller, id)) || caller.visibleTeams === null;
}

/** Whether the caller may see the tickets of a team, of which they may move tickets to it. */
export function canSeeTeam({ visibleTeams }: Caller, teamId: number): boolean {
  return visibleTeams === null || visibleTeams.includes(teamId);
}

function ofTeams(teams: readonly number[]): Sql {
  const [only] = teams;
  return teams.length === 1 ? sql`t.team_id = ${only}` : sql`t.team_id = ANY (${[...teams]}::integer[])`;
}
