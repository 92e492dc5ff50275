import { Injectable } from '@nestjs/common';
import { PRIORITIES, UNRESOLVED_STATUSES } from '../vocabulary/index.js';
import { fillBreakdown } from './breakdown.js';
import type { Caller } from '../identity/users/caller.js';
import { teamScope } from '../tickets/ticket-visibility.js';
import type { TeamQuery } from './dto/team-query.dto.js';
import { AGES, type Queue } from './dto/queue.dto.js';
import { DAYS_AGO, StatsRepository } from './stats.repository.js';

@Injectable()
export class QueueService {
  constructor(private readonly stats: StatsRepository) {}

  /** Reads counters maintained by triggers: a few rows for each of the last 30 days with an unresolved ticket. */
  async read({ team }: TeamQuery, caller: Caller): Promise<Queue> {
    const { today, counts } = await this.stats.queue(teamScope(caller, team));
    const buckets = AGES.map((name) => {
      const { from, to } = DAYS_AGO[name];
      const ofAge = (counts ?? []).filter(({ age }) => age === name);
      const sum = (matches: (count: (typeof ofAge)[number]) => boolean): number =>
        ofAge.filter(matches).reduce((total, { n }) => total + n, 0);
      return {
        name,
        created_from: from === null ? null : daysBefore(today, from),
        created_to: daysBefore(today, to),
        ...fillBreakdown(UNRESOLVED_STATUSES, (value) => sum(({ status }) => status === value)),
        by_priority: fillBreakdown(PRIORITIES, (value) => sum(({ priority }) => priority === value)),
      };
    });
    return { buckets };
  }
}

function daysBefore(day: string, days: number): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}
