import type { QueryRunner } from 'typeorm';
import { COUNTED, createDifferenceFunctions } from './baseline/counters.js';

/** A counter of the tickets outside the default team, by team. Its figures are those of the counter without `team_`. */
interface TeamCounter {
  key: string;
  sums: string[];
  /** Rows that `differences` contribute to the counter. */
  reading: string;
}

const CREATED = `(created_at AT TIME ZONE 'UTC')::date`;
const RESOLVED = `(resolved_at AT TIME ZONE 'UTC')::date`;
const DECIDED = `(decided_at AT TIME ZONE 'UTC')::date`;
const SECONDS = `extract(epoch FROM resolved_at - created_at)::bigint`;
const BUCKET = `floor(ln(greatest(${SECONDS}, 1)) / ln(1.1))::integer`;
const SUGGESTED = `decided_at IS NOT NULL AND triage_state <> 'manual'`;

const N = ['n'];

export const TEAM_COUNTERS: Record<string, TeamCounter> = {
  ticket_counts: {
    key: 'status, priority, category, triage_state, triage_source',
    sums: N,
    reading: 'SELECT team_id, status, priority, category, triage_state, triage_source, n FROM differences',
  },
  ticket_days: {
    key: 'day',
    sums: ['created', 'resolved'],
    reading: `SELECT team_id, ${CREATED} AS day, n AS created, 0::bigint AS resolved FROM differences
      UNION ALL SELECT team_id, ${RESOLVED}, 0, n FROM differences WHERE resolved_at IS NOT NULL`,
  },
  ticket_resolutions: {
    key: 'bucket',
    sums: ['n', 'seconds'],
    reading: `SELECT team_id, ${BUCKET} AS bucket, n, n * ${SECONDS} AS seconds
      FROM differences WHERE resolved_at IS NOT NULL`,
  },
  ticket_workload: {
    key: 'assignee_id, status',
    sums: N,
    reading: 'SELECT team_id, assignee_id, status, n FROM differences',
  },
  ticket_filings: {
    key: 'day, priority, category',
    sums: N,
    reading: `SELECT team_id, ${CREATED} AS day, priority, category, n FROM differences`,
  },
  ticket_backlog: {
    key: 'day, status, priority',
    sums: N,
    reading: `SELECT team_id, ${CREATED} AS day, status, priority, n FROM differences
      WHERE status IN ('open', 'in_progress', 'waiting')`,
  },
  ticket_solutions: {
    key: 'day, bucket',
    sums: ['n', 'seconds'],
    reading: `SELECT team_id, ${RESOLVED} AS day, ${BUCKET} AS bucket, n, n * ${SECONDS} AS seconds
      FROM differences WHERE resolved_at IS NOT NULL`,
  },
  ticket_tags: {
    key: 'tag',
    sums: N,
    reading: 'SELECT team_id, tag, n FROM differences, unnest(tags) AS tag',
  },
  triage_category_decisions: {
    key: 'day, source, decision, suggested, chosen',
    sums: N,
    reading: `SELECT team_id, ${DECIDED} AS day, triage_source AS source,
      triage_state::text::triage_decision AS decision, suggested_category AS suggested,
      coalesce(decided_category, category) AS chosen, n FROM differences WHERE ${SUGGESTED}`,
  },
  triage_priority_decisions: {
    key: 'day, suggested, chosen',
    sums: N,
    reading: `SELECT team_id, ${DECIDED} AS day, suggested_priority AS suggested,
      coalesce(decided_priority, priority) AS chosen, n FROM differences WHERE ${SUGGESTED}`,
  },
  triage_decision_counts: {
    key: 'state',
    sums: N,
    reading: 'SELECT team_id, triage_state AS state, n FROM differences WHERE decided_at IS NOT NULL',
  },
};

/** The default team's figures are those of all teams minus these, so that an installation with one team writes none. */
const ELSEWHERE = 'SELECT * FROM ticket_differences WHERE team_id <> 1';

const DELETED = `WITH differences AS (DELETE FROM ticket_differences WHERE ctid = ANY (places) RETURNING *),`;
const RETURNED = 'RETURN cardinality(places);';

/**
 * Counts tickets by team. No ticket is outside the default team yet, so there is nothing to count. Changes the functions
 * in place, as they are defined by several migrations.
 */
export async function countByTeam(q: QueryRunner): Promise<void> {
  await q.query(`ALTER TABLE ticket_differences ADD team_id integer NOT NULL DEFAULT 1`);
  for (const [name, { key, sums, reading }] of Object.entries(TEAM_COUNTERS)) {
    const columns = ['team_id', key, ...sums].join(', ');
    await q.query(`CREATE TABLE team_${name}_folded (team_id integer NOT NULL, LIKE ${name}_folded)`);
    await q.query(
      `CREATE UNIQUE INDEX uq_team_${name}_folded ON team_${name}_folded (team_id, ${key}) NULLS NOT DISTINCT`,
    );
    const rows = reading.replaceAll('FROM differences', `FROM (${ELSEWHERE}) differences`);
    await q.query(`CREATE VIEW team_${name} AS SELECT ${columns} FROM team_${name}_folded
      UNION ALL SELECT ${columns} FROM (${rows}) d`);
  }
  await createDifferenceFunctions(q, `${COUNTED}, team_id`);
  await changeFold(q, [
    [DELETED, `${DELETED}\n      ${foldedByTeam()}`],
    [RETURNED, `${emptiedByTeam()}\n      ${RETURNED}`],
  ]);
}

export async function countWithoutTeams(q: QueryRunner): Promise<void> {
  await createDifferenceFunctions(q, COUNTED);
  await changeFold(q, [
    [`${DELETED}\n      ${foldedByTeam()}`, DELETED],
    [`${emptiedByTeam()}\n      ${RETURNED}`, RETURNED],
  ]);
  for (const name of Object.keys(TEAM_COUNTERS)) {
    await q.query(`DROP VIEW team_${name}`);
    await q.query(`DROP TABLE team_${name}_folded`);
  }
  await q.query(`ALTER TABLE ticket_differences DROP team_id`);
}

function foldedByTeam(): string {
  const folds = Object.entries(TEAM_COUNTERS).map(([name, { key, sums, reading }], i) => {
    const columns = `team_id, ${key}`;
    return `elsewhere${i} AS (
      INSERT INTO team_${name}_folded AS folded (${[columns, ...sums].join(', ')})
      SELECT ${columns}, ${sums.map((sum) => `sum(${sum})`).join(', ')}
      FROM (${reading.replaceAll('FROM differences', 'FROM elsewhere')}) d
      GROUP BY ${columns} HAVING ${sums.map((sum) => `sum(${sum}) <> 0`).join(' OR ')} ORDER BY ${columns}
      ON CONFLICT (${columns}) DO UPDATE SET
        ${sums.map((sum) => `${sum} = folded.${sum} + excluded.${sum}`).join(', ')}),`;
  });
  return `elsewhere AS (SELECT * FROM differences WHERE team_id <> 1),\n      ${folds.join('\n      ')}`;
}

function emptiedByTeam(): string {
  return Object.entries(TEAM_COUNTERS)
    .map(([name, { sums }]) => {
      return `DELETE FROM team_${name}_folded WHERE ${sums.map((sum) => `${sum} = 0`).join(' AND ')};`;
    })
    .join('\n      ');
}

/** Replaces texts in the function that folds differences. */
async function changeFold(q: QueryRunner, changes: [before: string, after: string][]): Promise<void> {
  const [{ source }] = (await q.query(
    `SELECT pg_get_functiondef('fold_ticket_counters'::regproc) AS source`,
  )) as [{ source: string }];
  let changed = source;
  for (const [before, after] of changes) {
    if (!changed.includes(before)) throw new Error('fold_ticket_counters is not the expected version.');
    changed = changed.replaceAll(before, () => after);
  }
  await q.query(changed);
}
