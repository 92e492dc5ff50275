import { Injectable } from '@nestjs/common';
import { compareNames } from '../common/compare-names.js';
import type { Caller } from '../identity/users/caller.js';
import { teamScope } from '../tickets/ticket-visibility.js';
import type { AgentList, AgentListQuery } from './dto/agents.dto.js';
import { StatsRepository } from './stats.repository.js';

@Injectable()
export class WorkloadService {
  constructor(private readonly stats: StatsRepository) {}

  /**
   * Counts visible tickets. Reads counters maintained by triggers: a few rows per agent for any number of tickets. Former agents are
   * deactivated accounts, and accounts of another role with assigned tickets.
   */
  async agents({ former = false, team }: AgentListQuery, caller: Caller): Promise<AgentList> {
    const teams = teamScope(caller, team);
    const results = await this.stats.workload(former, teams, team && teams);
    return { results: results.toSorted((a, b) => compareNames(a.name, b.name)) };
  }
}
