import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { teamsCreate } from '../api/fn/accounts/teams-create';
import { teamsList } from '../api/fn/accounts/teams-list';
import { teamsRemove } from '../api/fn/accounts/teams-remove';
import { teamsUpdate } from '../api/fn/accounts/teams-update';
import type { CreateTeamInput, TeamView, UpdateTeamInput } from '../api/models';
import { ApiProblem, toApiProblem } from './api-problem';
import { compareNames } from './collation';
import { Session } from './session';

export type Team = TeamView;
export type NewTeam = CreateTeamInput;
export type TeamChanges = UpdateTeamInput;

/**
 * Teams whose tickets the user sees. Loaded by `load()`, which filters and pickers call each time
 * they are shown.
 */
@Injectable({ providedIn: 'root' })
export class TeamsStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly teams = signal<readonly Team[] | null>(null);
  private loading: Promise<void> | null = null;

  /** Sorted by name; null until loaded. */
  readonly all = computed(() => this.teams()?.toSorted((a, b) => compareNames(a.name, b.name)) ?? null);
  /** Whether teams are shown on tickets and in filters. A single team is not. */
  readonly isShown = computed(() => (this.teams()?.length ?? 0) > 1);
  readonly problem = signal<ApiProblem | null>(null);

  /** Errors are stored in `problem`; previously loaded teams are retained. */
  load(): Promise<void> {
    if (!this.session.can('teams.read')) return Promise.resolve();
    this.loading ??= this.fetch().finally(() => (this.loading = null));
    return this.loading;
  }
  async create(team: NewTeam): Promise<void> {
    this.upsert(await this.api.invoke(teamsCreate, { body: team }));
  }
  async update(id: number, changes: TeamChanges): Promise<void> {
    this.upsert(await this.api.invoke(teamsUpdate, { id, body: changes }));
  }
  async remove(id: number): Promise<void> {
    await this.api.invoke(teamsRemove, { id });
    this.teams.update((all) => all?.filter((team) => team.id !== id) ?? null);
  }

  find(id: number): Team | undefined {
    return this.teams()?.find((team) => team.id === id);
  }
  nameOf(id: number): string {
    return this.find(id)?.name ?? $localize`Team ${id}:id:`;
  }
  /** Whether the agent can be assigned tickets of the team: a member, if it has any. */
  isAssignable(agentId: number, teamId: number | null): boolean {
    const members = teamId === null ? undefined : this.find(teamId)?.members;
    return !members?.length || members.some(({ id }) => id === agentId);
  }

  private async fetch(): Promise<void> {
    this.problem.set(null);
    try {
      this.teams.set((await this.api.invoke(teamsList)).results);
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }
  private upsert(team: Team): void {
    this.teams.update((all) => [...(all ?? []).filter(({ id }) => id !== team.id), team]);
  }
}
