import { sql } from 'kysely';
import type { Sql } from '../database/query.js';
import { DEFAULT_TEAM_ID } from '../identity/teams/team.entity.js';

/** Counters that are also kept by team, with their columns. */
const COUNTERS = {
  ticket_counts: { key: ['status', 'priority', 'category', 'triage_state', 'triage_source'], sums: ['n'] },
  ticket_days: { key: ['day'], sums: ['created', 'resolved'] },
  ticket_resolutions: { key: ['bucket'], sums: ['n', 'seconds'] },
  ticket_workload: { key: ['assignee_id', 'status'], sums: ['n'] },
  ticket_filings: { key: ['day', 'priority', 'category'], sums: ['n'] },
  ticket_backlog: { key: ['day', 'status', 'priority'], sums: ['n'] },
  ticket_solutions: { key: ['day', 'bucket'], sums: ['n', 'seconds'] },
  ticket_tags: { key: ['tag'], sums: ['n'] },
  triage_category_decisions: { key: ['day', 'source', 'decision', 'suggested', 'chosen'], sums: ['n'] },
  triage_priority_decisions: { key: ['day', 'suggested', 'chosen'], sums: ['n'] },
  triage_decision_counts: { key: ['state'], sums: ['n'] },
} as const;

/**
 * Rows of a counter for these teams, or for all, as a source of the FROM clause. The default team has no rows by team:
 * its figures are those of all teams minus those of the others.
 */
export function counterRows(
  name: keyof typeof COUNTERS,
  teams: readonly number[] | undefined,
  alias: string = name,
): Sql {
  if (!teams) return alias === name ? sql.id(name) : sql`${sql.id(name)} ${sql.id(alias)}`;
  const { key, sums } = COUNTERS[name];
  const keys = sql.join(key.map((column) => sql.id(column)));
  const own = sql.join(sums.map((sum) => sql.id(sum)));
  const negated = sql.join(sums.map((sum) => sql`-${sql.id(sum)}`));
  const byTeam = sql.id(`team_${name}`);
  const ids = sql`(${[...teams]}::integer[])`;
  const rows = teams.includes(DEFAULT_TEAM_ID)
    ? sql`SELECT ${keys}, ${own} FROM ${sql.id(name)}
      UNION ALL SELECT ${keys}, ${negated} FROM ${byTeam} WHERE team_id <> ALL ${ids}`
    : sql`SELECT ${keys}, ${own} FROM ${byTeam} WHERE team_id = ANY ${ids}`;
  const totals = sql.join(sums.map((sum) => sql`sum(${sql.id(sum)})::bigint AS ${sql.id(sum)}`));
  const isCounted = sql.join(
    sums.map((sum) => sql`sum(${sql.id(sum)}) <> 0`),
    sql` OR `,
  );
  return sql`(SELECT ${keys}, ${totals} FROM (${rows}) r GROUP BY ${keys} HAVING ${isCounted}) ${sql.id(alias)}`;
}
