import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access.js';
import { CurrentCaller } from '../auth/current-caller.js';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import type { Caller } from '../users/caller.js';
import { CreateTeamInput, TeamList, TeamView, UpdateTeamInput } from './dto/teams.dto.js';
import { TeamsService } from './teams.service.js';

@ApiTags('accounts')
@Controller('teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  /**
   * List teams
   * @remarks Agents see open teams and those that they are members of.
   */
  @Get()
  @Access('teams.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: TeamList })
  @Problems()
  list(@CurrentCaller() caller: Caller): Promise<TeamList> {
    return this.teams.list(caller);
  }

  /** Create a team */
  @Post()
  @Access('teams.manage')
  @ApiResponse({ status: 201, type: TeamView, headers: { Location: { schema: { type: 'string' } } } })
  @Problems(409, 413, 415)
  async create(
    @Body() input: CreateTeamInput,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TeamView> {
    const team = await this.teams.create(input, caller);
    reply.header('Location', `/api/teams/${team.id}`);
    return team;
  }

  /** Get a team */
  @Get(':id')
  @Access('teams.read')
  @DocumentedId(2)
  @ApiResponse({ status: 200, type: TeamView })
  @Problems(404)
  get(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<TeamView> {
    return this.teams.get(id, caller);
  }

  /**
   * Update a team
   * @remarks At least one team stays open. Who is no longer a member keeps their assigned tickets, but no longer sees
   * them if the team is confidential.
   */
  @Patch(':id')
  @Access('teams.manage')
  @DocumentedId(2)
  @ApiResponse({ status: 200, type: TeamView })
  @Problems(404, 409, 413, 415)
  update(
    @PathId() id: number,
    @Body() input: UpdateTeamInput,
    @CurrentCaller() caller: Caller,
  ): Promise<TeamView> {
    return this.teams.update(id, input, caller);
  }

  /**
   * Delete a team
   * @remarks Only a team without tickets. The first team can’t be deleted.
   */
  @Delete(':id')
  @Access('teams.manage')
  @HttpCode(204)
  @DocumentedId(2)
  @ApiResponse({ status: 204 })
  @Problems(404, 409)
  remove(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.teams.remove(id, caller);
  }
}
