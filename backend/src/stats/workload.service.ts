import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { compareNames } from '../common/compare-names.js';
import type { AgentList, AgentWorkload } from './dto/agents.dto.js';
import { UNRESOLVED_STATUSES, rolesWith, sqlList } from '../vocabulary/index.js';

/** With more agents, a team needs a search instead of a list. */
const MAX_AGENTS = 1000;

const ASSIGNABLE = sqlList(rolesWith('tickets.beAssigned'));
const COUNTS = UNRESOLVED_STATUSES.map(
  (status) => `coalesce(sum(w.n) FILTER (WHERE w.status = '${status}'), 0)::int AS ${status}`,
).join(', ');

@Injectable()
export class WorkloadService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Reads counters maintained by triggers: a few rows per agent for any number of tickets. Former agents are
   * deactivated accounts, and accounts of another role with assigned tickets.
   */
  async agents(withFormer = false): Promise<AgentList> {
    const results = await this.dataSource.query<AgentWorkload[]>(
      `SELECT u.id, u.name, u.active AND u.role IN (${ASSIGNABLE}) AS active,
         ${COUNTS}
       FROM users u LEFT JOIN ticket_workload w ON w.assignee_id = u.id
       WHERE (u.role IN (${ASSIGNABLE}) AND (u.active OR $2)) OR ($2 AND w.assignee_id IS NOT NULL)
       GROUP BY u.id ORDER BY active DESC, lower(u.name), u.id LIMIT $1`,
      [MAX_AGENTS, withFormer],
    );
    return { results: results.toSorted((a, b) => compareNames(a.name, b.name)) };
  }
}
