import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { violatedConstraint } from '../../database/violated-constraint.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import type { Caller } from '../users/caller.js';
import type { CreateTeamInput, TeamList, TeamView, UpdateTeamInput } from './dto/teams.dto.js';
import { DEFAULT_TEAM_ID, Team } from './team.entity.js';
import { TeamMember } from './team-member.entity.js';
import {
  DefaultTeam,
  LastOpenTeam,
  TeamInUse,
  TeamNameTaken,
  TeamNotFound,
  TooManyTeams,
  UnknownMember,
} from './teams.errors.js';
import { findAgents, lockTeams, setMembers, TeamsRepository } from './teams.repository.js';

/** All are listed at once. */
const MAX_TEAMS = 200;

/** Teams, which administrators manage. A change of who sees the tickets of a team takes effect with the next request. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly teams: TeamsRepository,
  ) {}

  async list({ visibleTeams }: Caller): Promise<TeamList> {
    return { results: await this.teams.list(visibleTeams) };
  }

  /** @throws TeamNotFound also for a team whose tickets the caller may not see */
  async get(id: number, { visibleTeams }: Caller): Promise<TeamView> {
    const ids = visibleTeams === null || visibleTeams.includes(id) ? [id] : [];
    const [team] = await this.teams.list(ids);
    if (!team) throw new TeamNotFound(id);
    return team;
  }

  /** @throws TeamNameTaken | UnknownMember | TooManyTeams */
  async create(
    { member_ids: memberIds, auto_close_days: autoCloseDays = null, ...fields }: CreateTeamInput,
    by: Caller,
  ): Promise<TeamView> {
    const id = await rejectNameTaken(() =>
      this.dataSource.transaction(async (manager) => {
        if ((await lockTeams(manager)).length >= MAX_TEAMS) throw new TooManyTeams(MAX_TEAMS);
        await requireAgents(manager, memberIds);
        const team = await manager.save(manager.create(Team, { ...fields, autoCloseDays }));
        await setMembers(manager, team.id, memberIds);
        return team.id;
      }),
    );
    logSecurityEvent('team.created', { teamId: id, by: by.id });
    return this.get(id, by);
  }

  /** @throws TeamNotFound | TeamNameTaken | UnknownMember | LastOpenTeam */
  async update(
    id: number,
    { member_ids: memberIds, auto_close_days: autoCloseDays, ...fields }: UpdateTeamInput,
    by: Caller,
  ): Promise<TeamView> {
    await rejectNameTaken(() =>
      this.dataSource.transaction(async (manager) => {
        const teams = await lockTeams(manager);
        if (!teams.some((team) => team.id === id)) throw new TeamNotFound(id);
        if (fields.confidential && !hasOpenTeam(teams, id)) throw new LastOpenTeam();
        const columns = { ...fields, ...(autoCloseDays !== undefined && { autoCloseDays }) };
        if (Object.keys(columns).length > 0) await manager.update(Team, { id }, columns);
        if (memberIds) await this.replaceMembers(manager, id, memberIds);
      }),
    );
    logSecurityEvent('team.changed', { teamId: id, by: by.id });
    return this.get(id, by);
  }

  /** @throws TeamNotFound | DefaultTeam | LastOpenTeam | TeamInUse */
  async remove(id: number, by: Caller): Promise<void> {
    try {
      await this.dataSource.transaction(async (manager) => {
        const teams = await lockTeams(manager);
        if (!teams.some((team) => team.id === id)) throw new TeamNotFound(id);
        if (id === DEFAULT_TEAM_ID) throw new DefaultTeam();
        if (!hasOpenTeam(teams, id)) throw new LastOpenTeam();
        await manager.delete(Team, { id });
      });
    } catch (error) {
      if (['fk_tickets_team', 'fk_mailboxes_team'].includes(violatedConstraint(error) ?? ''))
        throw new TeamInUse();
      throw error;
    }
    logSecurityEvent('team.deleted', { teamId: id, by: by.id });
  }

  /** A member who was deactivated since may stay. */
  private async replaceMembers(manager: EntityManager, id: number, memberIds: number[]): Promise<void> {
    const current = await manager.findBy(TeamMember, { teamId: id });
    const known = new Set(current.map(({ userId }) => userId));
    await requireAgents(
      manager,
      memberIds.filter((userId) => !known.has(userId)),
    );
    await setMembers(manager, id, memberIds);
  }
}

function hasOpenTeam(teams: { id: number; confidential: boolean }[], without: number): boolean {
  return teams.some(({ id, confidential }) => id !== without && !confidential);
}

/** @throws UnknownMember */
async function requireAgents(manager: EntityManager, ids: number[]): Promise<void> {
  const agents = new Set(await findAgents(manager, ids));
  const unknown = ids.find((id) => !agents.has(id));
  if (unknown !== undefined) throw new UnknownMember(unknown);
}

/** @throws TeamNameTaken. Relies on the unique index, since a prior check would miss concurrent inserts. */
async function rejectNameTaken<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (violatedConstraint(error) === 'uq_teams_name') throw new TeamNameTaken();
    throw error;
  }
}
