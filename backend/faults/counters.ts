const day = (column: string): string => `(${column} AT TIME ZONE 'UTC')::date`;
const SECONDS = `extract(epoch FROM resolved_at - created_at)::bigint`;
const BUCKET = `floor(ln(greatest(${SECONDS}, 1)) / ln(1.1))::int`;
/** Values that an agent sets at creation have a decision time as well, but no suggestion. */
const DECIDED_ABOUT_SUGGESTION = `decided_at IS NOT NULL AND triage_state <> 'manual'`;

interface Counter {
  key: string;
  sums: string[];
  /** The query for a full count. */
  counted: string;
}

/** Every counter that triggers maintain, and the full count of the tickets for it. */
const COUNTERS: Record<string, Counter> = {
  ticket_counts: counter('status, priority, category, triage_state, triage_source'),
  ticket_days: {
    key: 'day',
    sums: ['created', 'resolved'],
    counted: `
      SELECT day, sum(created)::bigint AS created, sum(resolved)::bigint AS resolved FROM (
        SELECT ${day('created_at')} AS day, 1 AS created, 0 AS resolved FROM tickets WHERE deleted_at IS NULL
        UNION ALL
        SELECT ${day('resolved_at')}, 0, 1 FROM tickets WHERE deleted_at IS NULL AND resolved_at IS NOT NULL
      ) d GROUP BY day`,
  },
  ticket_resolutions: {
    key: 'bucket',
    sums: ['n', 'seconds'],
    counted: `SELECT ${BUCKET} AS bucket, count(*) AS n, sum(${SECONDS})::bigint AS seconds FROM tickets
      WHERE deleted_at IS NULL AND resolved_at IS NOT NULL GROUP BY 1`,
  },
  ticket_workload: counter('assignee_id, status'),
  ticket_tags: {
    key: 'tag',
    sums: ['n'],
    counted: `SELECT tag, count(*) AS n FROM tickets, unnest(tags) AS tag WHERE deleted_at IS NULL GROUP BY tag`,
  },
  ticket_filings: counter(`day, priority, category`, { day: day('created_at') }),
  ticket_backlog: counter(
    'day, status, priority',
    { day: day('created_at') },
    `status IN ('open', 'in_progress')`,
  ),
  ticket_solutions: {
    key: 'day, bucket',
    sums: ['n', 'seconds'],
    counted: `SELECT ${day('resolved_at')} AS day, ${BUCKET} AS bucket, count(*) AS n,
      sum(${SECONDS})::bigint AS seconds FROM tickets
      WHERE deleted_at IS NULL AND resolved_at IS NOT NULL GROUP BY 1, 2`,
  },
  triage_category_decisions: counter(
    'day, source, decision, suggested, chosen',
    {
      day: day('decided_at'),
      source: 'triage_source',
      decision: 'triage_state::text::triage_decision',
      suggested: 'suggested_category',
      chosen: 'category',
    },
    DECIDED_ABOUT_SUGGESTION,
  ),
  triage_priority_decisions: counter(
    'day, suggested, chosen',
    { day: day('decided_at'), suggested: 'suggested_priority', chosen: 'priority' },
    DECIDED_ABOUT_SUGGESTION,
  ),
  triage_decision_counts: counter('state', { state: 'triage_state' }, 'decided_at IS NOT NULL'),
  triage_confidence: counter(
    'suggested, bucket, outcome',
    {
      suggested: 'suggested_category',
      bucket: 'least(floor(confidence * 20)::int, 19)',
      outcome: `CASE WHEN self_settled THEN 'self' ELSE triage_state::text END`,
    },
    `triage_state IN ('accepted', 'overridden') AND NOT abstained AND confidence IS NOT NULL
      AND (self_settled OR decided_at IS NOT NULL)`,
  ),
};

function counter(key: string, columns: Record<string, string> = {}, condition = 'true'): Counter {
  const names = key.split(', ');
  const selected = names.map((name) => `${columns[name] ?? name} AS ${name}`).join(', ');
  const grouped = names.map((_, i) => i + 1).join(', ');
  return {
    key,
    sums: ['n'],
    counted: `SELECT ${selected}, count(*) AS n FROM tickets
      WHERE deleted_at IS NULL AND ${condition} GROUP BY ${grouped}`,
  };
}

/** The counters with the number of rows that differ from a full count, in one statement and so one snapshot. */
export const DIFFERING_COUNTERS = Object.entries(COUNTERS)
  .map(([table, { key, sums, counted }]) => {
    const kept = `SELECT ${key}, ${sums.map((column) => `sum(${column})::bigint`).join(', ')} FROM ${table}
      GROUP BY ${key} HAVING ${sums.map((column) => `sum(${column}) <> 0`).join(' OR ')}`;
    return `SELECT '${table}' AS counter, count(*)::int AS rows
      FROM ((${kept}) EXCEPT (${counted}) UNION ALL ((${counted}) EXCEPT (${kept}))) d`;
  })
  .join('\nUNION ALL\n');
