import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedQuery } from '../database/sql.js';
import { PeriodicTask } from '../common/periodic-task.js';
import {
  CATEGORIES,
  DECISIONS,
  INITIAL_STATUS,
  PRIORITIES,
  STATUSES,
  TRIAGE_SOURCES,
  UNDECIDED_STATES,
  type Category,
  type Decision,
  type Priority,
  type Status,
  type TriageSource,
  type TriageState,
} from '../vocabulary/index.js';
import { acceptanceRate } from './acceptance.js';
import { fillBreakdown } from './breakdown.js';
import type { DayRangeQuery } from '../http/dto/day-range.dto.js';
import { dayRange } from '../http/day-range.js';
import { ResolutionHistogram, resolutionTimes } from './resolution-histogram.js';
import { OCCASIONAL_SOURCES, type Stats, type TriageStats } from './dto/stats.dto.js';

/** Each write adds a row to the counters that readers sum up until the next fold. */
const FOLD_INTERVAL_SECONDS = 5;

/** After folding this many rows, readers would scan the deleted ones, and autovacuum only runs once a minute. */
const FOLD_LOG_THRESHOLD = 1_000;

interface TicketCountRow {
  status: Status;
  priority: Priority;
  category: Category;
  triage_state: TriageState;
  triage_source: TriageSource | null;
  n: number;
}

/**
 * Reads counters maintained by triggers (`TicketDifferences` in the migrations): some hundreds of rows for any number
 * of tickets.
 */
@Injectable()
export class StatsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private foldTask: PeriodicTask | undefined;

  constructor(private readonly dataSource: DataSource) {}

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
  async read(query: DayRangeQuery): Promise<Stats> {
    const { from, to } = dayRange(query);
    // A single statement, so that all figures are from the same snapshot.
    const [read] = await preparedQuery<StatsRow>(this.dataSource, 'statistics', SELECT_STATS, [from, to]);
    const row = read!;
    const counts = row.counts ?? [];
    const sum = (matches: (count: TicketCountRow) => boolean): number =>
      counts.filter(matches).reduce((total, { n }) => total + n, 0);
    const breakdown = <K extends 'status' | 'priority' | 'category', V extends TicketCountRow[K] & string>(
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
    const [{ folded }] = await this.dataSource.query<[{ folded: number }]>(
      `SELECT fold_ticket_counters() AS folded`,
    );
    if (folded > FOLD_LOG_THRESHOLD) await this.dataSource.query(`VACUUM ticket_differences`);
  }
}

interface StatsRow {
  counts: TicketCountRow[] | null;
  age_days: number | null;
  daily: { date: string; created: number; resolved: number }[] | null;
  /** `seconds` is the total of the bucket's tickets. */
  buckets: { bucket: number; n: number; seconds: number }[] | null;
  /** Decisions of agents. */
  decided: Partial<Record<Decision, number>> | null;
}

/** Casts to integer before `sum`: the sum of bigints is numeric, which takes PostgreSQL several times as long. */
const SELECT_STATS = `
  SELECT
    (SELECT json_agg(c) FROM (
      SELECT status, priority, category, triage_state, triage_source, sum(n::int)::int AS n FROM ticket_counts
      GROUP BY status, priority, category, triage_state, triage_source
    ) c) AS counts,
    (SELECT (now() AT TIME ZONE 'UTC')::date - (
      SELECT day FROM ticket_days GROUP BY day HAVING sum(created::int) > 0 ORDER BY day LIMIT 1
    )) AS age_days,
    (SELECT json_agg(d ORDER BY d.date) FROM (
      SELECT to_char(day, 'YYYY-MM-DD') AS date, coalesce(sum(created::int), 0)::int AS created,
        coalesce(sum(resolved::int), 0)::int AS resolved
      FROM generate_series($1::date, $2::date, interval '1 day') AS days (day)
      LEFT JOIN (SELECT * FROM ticket_days WHERE day BETWEEN $1::date AND $2::date) d USING (day)
      GROUP BY day
    ) d) AS daily,
    (SELECT json_agg(b) FROM (
      SELECT bucket, sum(n::int)::int AS n, sum(seconds::float8) AS seconds FROM ticket_resolutions GROUP BY bucket
    ) b) AS buckets,
    (SELECT json_object_agg(state, n) FROM (
      SELECT state, sum(n::int)::int AS n FROM triage_decision_counts GROUP BY state
    ) d) AS decided`;

function countBySource(count: (source: TriageSource) => number): TriageStats['by_source'] {
  const counts = Object.entries(fillBreakdown(TRIAGE_SOURCES, count));
  return Object.fromEntries(
    counts.filter(([source, n]) => n > 0 || !OCCASIONAL_SOURCES.includes(source)),
  ) as TriageStats['by_source'];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
