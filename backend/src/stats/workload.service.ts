import { Injectable } from '@nestjs/common';
import { compareNames } from '../common/compare-names.js';
import type { AgentList } from './dto/agents.dto.js';
import { StatsRepository } from './stats.repository.js';

@Injectable()
export class WorkloadService {
  constructor(private readonly stats: StatsRepository) {}

  /**
   * Reads counters maintained by triggers: a few rows per agent for any number of tickets. Former agents are
   * deactivated accounts, and accounts of another role with assigned tickets.
   */
  async agents(withFormer = false): Promise<AgentList> {
    const results = await this.stats.workload(withFormer);
    return { results: results.toSorted((a, b) => compareNames(a.name, b.name)) };
  }
}
