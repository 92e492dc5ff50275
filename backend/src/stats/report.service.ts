import { Injectable } from '@nestjs/common';
import { CATEGORIES, DECISIONS, PRIORITIES, TRIAGE_SOURCES } from '../vocabulary/index.js';
import { acceptanceRate } from './acceptance.js';
import { fillBreakdown } from './breakdown.js';
import type { Caller } from '../identity/users/caller.js';
import { teamScope } from '../tickets/ticket-visibility.js';
import type { StatsQuery } from './dto/team-query.dto.js';
import { dayRange } from '../http/day-range.js';
import type { DecisionRate, Decisions, Report } from './dto/report.dto.js';
import { ResolutionHistogram, resolutionTimes } from './resolution-histogram.js';
import { StatsRepository, type CategoryDecision, type ReportRow } from './stats.repository.js';

/**
 * Reads counters maintained by triggers (`migrations/baseline/counters.ts`): some rows per day for any number of
 * tickets.
 */
@Injectable()
export class ReportService {
  constructor(private readonly stats: StatsRepository) {}

  /**
   * Returns the report for a range of UTC days.
   * @throws InvalidInput if the range is reversed or too long
   */
  async read(query: StatsQuery, caller: Caller): Promise<Report> {
    const { from, to } = dayRange(query);
    const row = await this.stats.report(from, to, teamScope(caller, query.team));
    const filed = row.filed ?? [];
    const { all, ofDays, seconds } = toResolutionTimes(row);
    const byCategory = row.category_decisions ?? [];
    const byPriority = row.priority_decisions ?? [];
    const resolution = resolutionTimes(all, seconds);
    const filedOn = new Map(filed.map(({ day, n }) => [day, n]));
    const decidedOn = byDay(byCategory);
    return {
      from,
      to,
      created: sum(filed, ({ day }) => day !== null),
      resolved: resolution.resolved,
      priority_breakdown: fillBreakdown(PRIORITIES, (value) =>
        sum(filed, ({ priority }) => priority === value),
      ),
      category_breakdown: fillBreakdown(CATEGORIES, (value) =>
        sum(filed, ({ category }) => category === value),
      ),
      resolution,
      daily: row.days.map((date, i) => {
        const solved = ofDays[i]!;
        const decided = decidedOn(date);
        return {
          date,
          created: filedOn.get(date) ?? 0,
          resolved: solved.resolved,
          p50_seconds: solved.percentileSeconds(0.5),
          p90_seconds: solved.percentileSeconds(0.9),
          decisions: {
            by_source: fillBreakdown(TRIAGE_SOURCES, (value) =>
              decisionCounts(decided, ({ source }) => source === value),
            ),
            by_category: fillBreakdown(CATEGORIES, (value) =>
              decisionCounts(decided, ({ suggested }) => suggested === value),
            ),
          },
        };
      }),
      triage: {
        by_source: fillBreakdown(TRIAGE_SOURCES, (value) =>
          acceptanceOf(byCategory, ({ source }) => source === value),
        ),
        by_category: fillBreakdown(CATEGORIES, (value) =>
          acceptanceOf(byCategory, ({ suggested }) => suggested === value),
        ),
        category_confusion: confusionPairs(CATEGORIES, byCategory),
        priority_confusion: confusionPairs(PRIORITIES, byPriority),
      },
    };
  }
}

function toResolutionTimes({ days, solved: [on, buckets, ns, seconds] }: ReportRow): {
  all: ResolutionHistogram;
  ofDays: ResolutionHistogram[];
  seconds: number;
} {
  const all = new ResolutionHistogram();
  const ofDays = days.map(() => new ResolutionHistogram());
  for (const [i, day] of (on ?? []).entries()) {
    all.add(buckets![i]!, ns![i]!);
    ofDays[day]!.add(buckets![i]!, ns![i]!);
  }
  return { all, ofDays, seconds: seconds ?? 0 };
}

function byDay<Row extends { day: string }>(rows: Row[]): (day: string) => Row[] {
  const byDay = Map.groupBy(rows, ({ day }) => day);
  return (day) => byDay.get(day) ?? [];
}

function sum<Row extends { n: number }>(rows: Row[], matches: (row: Row) => boolean): number {
  return rows.reduce((total, row) => total + (matches(row) ? row.n : 0), 0);
}

function decisionCounts(rows: CategoryDecision[], matches: (row: CategoryDecision) => boolean): Decisions {
  return fillBreakdown(DECISIONS, (each) => sum(rows, (row) => row.decision === each && matches(row)));
}

function acceptanceOf(rows: CategoryDecision[], matches: (row: CategoryDecision) => boolean): DecisionRate {
  const decided = decisionCounts(rows, matches);
  return { ...decided, acceptance_rate: acceptanceRate(decided) };
}

function confusionPairs<Value extends string>(
  values: readonly Value[],
  rows: { suggested: Value; chosen: Value; n: number }[],
): { suggested: Value; chosen: Value; n: number }[] {
  return values.flatMap((suggested) =>
    values.map((chosen) => ({
      suggested,
      chosen,
      n: sum(rows, (row) => row.suggested === suggested && row.chosen === chosen),
    })),
  );
}
