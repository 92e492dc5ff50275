import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicTask } from '../common/periodic-task.js';
import {
  CATEGORIES,
  DECISIONS,
  INITIAL_STATUS,
  PRIORITIES,
  STATUSES,
  TRIAGE_SOURCES,
  UNDECIDED_STATES,
  type TriageSource,
} from '../vocabulary/index.js';
import { acceptanceRate } from './acceptance.js';
import { fillBreakdown } from './breakdown.js';
import type { Caller } from '../identity/users/caller.js';
import { teamScope } from '../tickets/ticket-visibility.js';
import type { StatsQuery } from './dto/team-query.dto.js';
import { dayRange } from '../http/day-range.js';
import { ResolutionHistogram, resolutionTimes } from './resolution-histogram.js';
import { StatsRepository, type TicketCount } from './stats.repository.js';
import { OCCASIONAL_SOURCES, type Stats, type TriageStats } from './dto/stats.dto.js';

/** Each write adds a row to the counters that readers sum up until the next fold. */
const FOLD_INTERVAL_SECONDS = 5;

/** After folding this many rows, readers would scan the deleted ones, and autovacuum only runs once a minute. */
const FOLD_LOG_THRESHOLD = 1_000;

/**
 * Reads counters maintained by triggers (`migrations/baseline/counters.ts`): some hundreds of rows for any number
 * of tickets.
 */
@Injectable()
export class StatsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private foldTask: PeriodicTask | undefined;

  constructor(private readonly stats: StatsRepository) {}

  onApplicationBootstrap(): void {
    this.foldTask = new PeriodicTask(StatsService.name, FOLD_INTERVAL_SECONDS, () => this.foldCounters());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.foldTask?.stop();
  }

  /**
   * Returns the statistics, with daily figures for a range of UTC days.
   * @throws InvalidInput if the range is reversed or too long
   */
  async read(query: StatsQuery, caller: Caller): Promise<Stats> {
    const { from, to } = dayRange(query);
    const row = await this.stats.statistics(from, to, teamScope(caller, query.team));
    const counts = row.counts ?? [];
    const sum = (matches: (count: TicketCount) => boolean): number =>
      counts.filter(matches).reduce((total, { n }) => total + n, 0);
    const breakdown = <K extends 'status' | 'priority' | 'category', V extends TicketCount[K] & string>(
      field: K,
      values: readonly V[],
    ): Record<V, number> => fillBreakdown(values, (value) => sum((count) => count[field] === value));

    const resolutions = new ResolutionHistogram();
    let seconds = 0;
    for (const each of row.buckets ?? []) {
      resolutions.add(each.bucket, each.n);
      seconds += each.seconds;
    }

    const total = sum(() => true);
    return {
      total_tickets: total,
      open_tickets: sum((count) => count.status === INITIAL_STATUS),
      avg_tickets_per_day: round(total / Math.max(row.age_days ?? 1, 1)),
      priority_breakdown: breakdown('priority', PRIORITIES),
      category_breakdown: breakdown('category', CATEGORIES),
      status_breakdown: breakdown('status', STATUSES),
      daily: row.daily ?? [],
      resolution: resolutionTimes(resolutions, seconds),
      triage: {
        ...fillBreakdown([...UNDECIDED_STATES, ...DECISIONS], (state) =>
          sum((count) => count.triage_state === state),
        ),
        acceptance_rate: acceptanceRate({ ...fillBreakdown(DECISIONS, () => 0), ...row.decided }),
        by_source: countBySource((source) => sum((count) => count.triage_source === source)),
      },
    };
  }

  private async foldCounters(): Promise<void> {
    const folded = await this.stats.foldCounters();
    if (folded > FOLD_LOG_THRESHOLD) await this.stats.vacuumDifferences();
  }
}

function countBySource(count: (source: TriageSource) => number): TriageStats['by_source'] {
  const counts = Object.entries(fillBreakdown(TRIAGE_SOURCES, count));
  return Object.fromEntries(
    counts.filter(([source, n]) => n > 0 || !OCCASIONAL_SOURCES.includes(source)),
  ) as TriageStats['by_source'];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
