import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource } from 'typeorm';
import { boolean, enumeration, integer, json, nullable, text, type RowOf } from '../database/columns.js';
import { execute, literals, preparedRows, query, queryOne, statement } from '../database/query.js';
import {
  STATUSES,
  UNRESOLVED_STATUSES,
  rolesWith,
  type Category,
  type Decision,
  type Priority,
  type Status,
  type TriageSource,
  type TriageState,
  type UnresolvedStatus,
} from '../vocabulary/index.js';
import { DEFAULT_TEAM_ID } from '../identity/teams/team.entity.js';
import { isAssignableInAny } from '../identity/teams/teams.repository.js';
import { counterRows } from '../tickets/team-counters.js';
import { fillBreakdown } from './breakdown.js';
import { AGES, type Age } from './dto/queue.dto.js';

/** The teams whose tickets are counted; undefined for all (see `teamScope`). */
type Teams = readonly number[];

/** With more agents, a team needs a search instead of a list. */
const MAX_AGENTS = 1000;

/** Lowest and highest age in whole UTC days before today; null for no limit. */
export const DAYS_AGO: Record<Age, { from: number | null; to: number }> = {
  today: { from: 0, to: 0 },
  yesterday: { from: 1, to: 1 },
  week: { from: 6, to: 2 },
  month: { from: 29, to: 7 },
  older: { from: null, to: 30 },
};

const STATUS_COUNTS = fillBreakdown(STATUSES, () => integer);
const PRIORITY_COUNTS = { priority: enumeration('ticket_priority'), ...STATUS_COUNTS };
const ASSIGNEE_COUNTS = { id: nullable(integer), ...STATUS_COUNTS, name: nullable(text) };
const TEAM_COUNTS = { id: integer, name: text, ...STATUS_COUNTS };
const WORKLOAD = {
  ...{ id: integer, name: text, active: boolean },
  ...fillBreakdown(UNRESOLVED_STATUSES, () => integer),
};

const QUEUE = {
  today: text,
  counts: nullable(json<{ age: Age; status: UnresolvedStatus; priority: Priority; n: number }[]>()),
};

export interface CategoryDecision {
  day: string;
  source: TriageSource;
  decision: Decision;
  suggested: Category;
  chosen: Category;
  n: number;
}

const REPORT = {
  days: json<string[]>(),
  /** Grouped by day, by priority and by category: one of them is set. */
  filed:
    nullable(
      json<{ day: string | null; priority: Priority | null; category: Category | null; n: number }[]>(),
    ),
  /** Parallel lists of day (counted from the first), bucket and number of tickets, and the total seconds. */
  solved: json<[number[], number[], number[], number] | [null, null, null, null]>(),
  category_decisions: nullable(json<CategoryDecision[]>()),
  priority_decisions: nullable(json<{ suggested: Priority; chosen: Priority; n: number }[]>()),
};
export type ReportRow = RowOf<typeof REPORT>;

export interface TicketCount {
  status: Status;
  priority: Priority;
  category: Category;
  triage_state: TriageState;
  triage_source: TriageSource | null;
  n: number;
}

const STATISTICS = {
  counts: nullable(json<TicketCount[]>()),
  age_days: nullable(integer),
  daily: nullable(json<{ date: string; created: number; resolved: number }[]>()),
  /** `seconds` is the total of the bucket's tickets. */
  buckets: nullable(json<{ bucket: number; n: number; seconds: number }[]>()),
  /** Decisions of agents. */
  decided: nullable(json<Partial<Record<Decision, number>>>()),
};

/**
 * Reads the counters that triggers maintain (`migrations/baseline/counters.ts`): some hundreds of rows for any number
 * of tickets. Casts to integer before `sum`: the sum of bigints is numeric, which takes PostgreSQL several times as long.
 */
@Injectable()
export class StatsRepository {
  constructor(private readonly dataSource: DataSource) {}

  countByStatus(teams?: Teams): Promise<Record<Status, number>> {
    const counts = sql`SELECT ${BY_STATUS} FROM ${counterRows('ticket_counts', teams)}`;
    return queryOne(this.dataSource, statement(STATUS_COUNTS, counts));
  }

  countByPriority(teams?: Teams): Promise<RowOf<typeof PRIORITY_COUNTS>[]> {
    const counts = sql`SELECT priority, ${BY_STATUS} FROM ${counterRows('ticket_counts', teams)} GROUP BY priority`;
    return query(this.dataSource, statement(PRIORITY_COUNTS, counts));
  }

  /** In the order of the assignees' ids. */
  /** By name, without teams that have no tickets. */
  countByTeam(teams?: Teams): Promise<RowOf<typeof TEAM_COUNTS>[]> {
    // The default team has no counters of its own: its figures are those of all teams minus those of the others.
    const counts = sql`
      SELECT g.id, g.name, ${BY_STATUS}
      FROM (
        SELECT team_id, status, n FROM team_ticket_counts
        UNION ALL SELECT ${sql.lit(DEFAULT_TEAM_ID)}, status, -n FROM team_ticket_counts
        UNION ALL SELECT ${sql.lit(DEFAULT_TEAM_ID)}, status, n FROM ticket_counts
      ) c JOIN teams g ON g.id = c.team_id
      WHERE ${teams ? sql`g.id = ANY (${[...teams]}::integer[])` : sql`true`}
      GROUP BY g.id ORDER BY lower(g.name), g.id`;
    return query(this.dataSource, statement(TEAM_COUNTS, counts));
  }

  countByAssignee(teams?: Teams): Promise<RowOf<typeof ASSIGNEE_COUNTS>[]> {
    const counts = sql`
      SELECT w.*, u.name
      FROM (
        SELECT assignee_id AS id, ${BY_STATUS} FROM ${counterRows('ticket_workload', teams)} GROUP BY assignee_id
      ) w
      LEFT JOIN users u USING (id) ORDER BY id`;
    return query(this.dataSource, statement(ASSIGNEE_COUNTS, counts));
  }

  /**
   * Unresolved tickets of each agent and, on demand, of former agents (see `WorkloadService`).
   * @param teams the teams whose tickets are counted
   * @param assignable the teams whose tickets the agents can be assigned
   */
  workload(withFormer: boolean, teams?: Teams, assignable?: Teams): Promise<RowOf<typeof WORKLOAD>[]> {
    const isOfTeam = assignable ? isAssignableInAny(assignable) : sql`true`;
    const workload = sql`
      SELECT u.id, u.name, u.active AND u.role IN (${ASSIGNABLE}) AS active, ${UNRESOLVED_COUNTS}
      FROM users u LEFT JOIN ${counterRows('ticket_workload', teams, 'w')} ON w.assignee_id = u.id
      WHERE ((u.role IN (${ASSIGNABLE}) AND (u.active OR ${withFormer})) OR (${withFormer} AND w.assignee_id IS NOT NULL))
        AND ${isOfTeam}
      GROUP BY u.id ORDER BY active DESC, lower(u.name), u.id LIMIT ${MAX_AGENTS}`;
    return query(this.dataSource, statement(WORKLOAD, workload));
  }

  /** Counts older tickets as all minus the recent ones, so that the number of days read does not grow over time. */
  async queue(teams?: Teams): Promise<RowOf<typeof QUEUE>> {
    const counts = sql`
      WITH recent AS (
        SELECT (now() AT TIME ZONE 'UTC')::date - day AS days_ago, status, priority, n
        FROM ${counterRows('ticket_backlog', teams)}
        WHERE day > (now() AT TIME ZONE 'UTC')::date - ${sql.lit(DAYS_AGO.older.to)}
      )
      SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS today, (SELECT json_agg(c) FROM (
        SELECT age, status, priority, sum(n::int)::int AS n FROM (
          SELECT CASE ${AGE} END AS age, status, priority, n FROM recent
          UNION ALL SELECT 'older', status, priority, -n FROM recent
          UNION ALL SELECT 'older', status, priority, n FROM ${counterRows('ticket_counts', teams)}
          WHERE status IN (${literals(UNRESOLVED_STATUSES)})
        ) c GROUP BY age, status, priority
      ) c) AS counts`;
    const [row] = await preparedRows(this.dataSource, teams ? undefined : 'queue', statement(QUEUE, counts));
    return row!;
  }

  /**
   * Reads all figures in a single statement, so that they are from the same snapshot. A year has tens of thousands of
   * buckets: PostgreSQL returns them as lists of numbers in a third of the time that objects take.
   */
  async report(from: string, to: string, teams?: Teams): Promise<ReportRow> {
    const first = sql`${from}::date`;
    const range = sql`${first} AND ${to}::date`;
    const report = sql`
      SELECT
        (SELECT json_agg(to_char(day, 'YYYY-MM-DD') ORDER BY day)
         FROM generate_series(${first}, ${to}::date, interval '1 day') AS days (day)) AS days,
        (SELECT json_agg(f) FROM (
          SELECT day, priority, category, sum(n::int)::int AS n FROM ${counterRows('ticket_filings', teams)}
          WHERE day BETWEEN ${range} GROUP BY GROUPING SETS (day, priority, category)
        ) f) AS filed,
        (SELECT json_build_array(array_agg(day - ${first}), array_agg(bucket), array_agg(n::int), sum(seconds)::float8)
         FROM ${counterRows('ticket_solutions', teams)} WHERE day BETWEEN ${range}) AS solved,
        (SELECT json_agg(c) FROM (
          SELECT day, source, decision, suggested, chosen, sum(n::int)::int AS n
          FROM ${counterRows('triage_category_decisions', teams)}
          WHERE day BETWEEN ${range} GROUP BY day, source, decision, suggested, chosen
        ) c) AS category_decisions,
        (SELECT json_agg(p) FROM (
          SELECT suggested, chosen, sum(n::int)::int AS n FROM ${counterRows('triage_priority_decisions', teams)}
          WHERE day BETWEEN ${range} GROUP BY suggested, chosen
        ) p) AS priority_decisions`;
    const [row] = await preparedRows(
      this.dataSource,
      teams ? undefined : 'report',
      statement(REPORT, report),
    );
    return row!;
  }

  /** Reads all figures in a single statement, so that they are from the same snapshot. */
  async statistics(from: string, to: string, teams?: Teams): Promise<RowOf<typeof STATISTICS>> {
    const statistics = sql`
      SELECT
        (SELECT json_agg(c) FROM (
          SELECT status, priority, category, triage_state, triage_source, sum(n::int)::int AS n
          FROM ${counterRows('ticket_counts', teams)}
          GROUP BY status, priority, category, triage_state, triage_source
        ) c) AS counts,
        (SELECT (now() AT TIME ZONE 'UTC')::date - (
          SELECT day FROM ${counterRows('ticket_days', teams)} GROUP BY day HAVING sum(created::int) > 0 ORDER BY day LIMIT 1
        )) AS age_days,
        (SELECT json_agg(d ORDER BY d.date) FROM (
          SELECT to_char(day, 'YYYY-MM-DD') AS date, coalesce(sum(created::int), 0)::int AS created,
            coalesce(sum(resolved::int), 0)::int AS resolved
          FROM generate_series(${from}::date, ${to}::date, interval '1 day') AS days (day)
          LEFT JOIN (SELECT * FROM ${counterRows('ticket_days', teams)} WHERE day BETWEEN ${from}::date AND ${to}::date) d USING (day)
          GROUP BY day
        ) d) AS daily,
        (SELECT json_agg(b) FROM (
          SELECT bucket, sum(n::int)::int AS n, sum(seconds::float8) AS seconds
          FROM ${counterRows('ticket_resolutions', teams)} GROUP BY bucket
        ) b) AS buckets,
        (SELECT json_object_agg(state, n) FROM (
          SELECT state, sum(n::int)::int AS n FROM ${counterRows('triage_decision_counts', teams)} GROUP BY state
        ) d) AS decided`;
    const [row] = await preparedRows(
      this.dataSource,
      teams ? undefined : 'statistics',
      statement(STATISTICS, statistics),
    );
    return row!;
  }

  /** Adds the differences that writes appended to the counters, and returns their number. */
  async foldCounters(): Promise<number> {
    const fold = statement({ folded: integer }, sql`SELECT fold_ticket_counters() AS folded`);
    const { folded } = await queryOne(this.dataSource, fold);
    return folded;
  }

  /** Frees the space of folded differences, which readers would otherwise scan. */
  async vacuumDifferences(): Promise<void> {
    await execute(this.dataSource, statement({}, sql`VACUUM ticket_differences`));
  }
}

const ASSIGNABLE = literals(rolesWith('tickets.beAssigned'));

const BY_STATUS = sql.join(
  STATUSES.map(
    (status) => sql`coalesce(sum(n) FILTER (WHERE status = ${sql.lit(status)}), 0)::int AS ${sql.id(status)}`,
  ),
);

const UNRESOLVED_COUNTS = sql.join(
  UNRESOLVED_STATUSES.map(
    (status) =>
      sql`coalesce(sum(w.n) FILTER (WHERE w.status = ${sql.lit(status)}), 0)::int AS ${sql.id(status)}`,
  ),
);

const AGE = sql.join(
  AGES.map((name) => {
    const { from, to } = DAYS_AGO[name];
    const upTo = from === null ? sql`` : sql`AND days_ago <= ${sql.lit(from)}`;
    return sql`WHEN days_ago >= ${sql.lit(to)} ${upTo} THEN ${sql.lit(name)}`;
  }),
  sql` `,
);
