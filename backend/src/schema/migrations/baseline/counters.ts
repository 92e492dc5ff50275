import type { QueryRunner } from 'typeorm';

export interface Counter {
  /** Columns of a row. */
  columns: string;
  key: string;
  sums: string[];
  /** Rows that `differences` contribute to the counter. */
  reading: string;
}

const CREATED = `(created_at AT TIME ZONE 'UTC')::date`;
const RESOLVED = `(resolved_at AT TIME ZONE 'UTC')::date`;
const DECIDED = `(decided_at AT TIME ZONE 'UTC')::date`;
const SECONDS = `extract(epoch FROM resolved_at - created_at)::bigint`;
/**
 * Resolution times are counted in buckets: bucket b covers [1.1^b, 1.1^(b+1)) seconds. Its middle differs from each
 * value by at most 4.9 %, which bounds the error of the percentiles.
 */
const BUCKET = `floor(ln(greatest(${SECONDS}, 1)) / ln(1.1))::integer`;
const ABOUT_SUGGESTIONS = `decided_at IS NOT NULL AND triage_state <> 'manual'`;

/** The columns of a ticket that any of the counters uses. */
export const COUNTED = `status, priority, category, triage_state, triage_source, suggested_category, suggested_priority,
  confidence, self_settled, abstained, assignee_id, created_at, resolved_at, decided_at, tags, decided_category,
  decided_priority`;

/** Counters of tickets that are not deleted. Days are days of UTC. */
export const COUNTERS: Record<string, Counter> = {
  ticket_counts: {
    columns: `status ticket_status NOT NULL, priority ticket_priority NOT NULL, category ticket_category NOT NULL,
      triage_state triage_state NOT NULL, triage_source triage_source, n bigint NOT NULL`,
    key: 'status, priority, category, triage_state, triage_source',
    sums: ['n'],
    reading: 'SELECT status, priority, category, triage_state, triage_source, n FROM differences',
  },
  ticket_days: {
    columns: `day date NOT NULL, created bigint NOT NULL, resolved bigint NOT NULL`,
    key: 'day',
    sums: ['created', 'resolved'],
    reading: `SELECT ${CREATED} AS day, n AS created, 0::bigint AS resolved FROM differences
      UNION ALL SELECT ${RESOLVED}, 0, n FROM differences WHERE resolved_at IS NOT NULL`,
  },
  // All resolution times.
  ticket_resolutions: {
    columns: `bucket integer NOT NULL, n bigint NOT NULL, seconds bigint NOT NULL`,
    key: 'bucket',
    sums: ['n', 'seconds'],
    reading: `SELECT ${BUCKET} AS bucket, n, n * ${SECONDS} AS seconds FROM differences WHERE resolved_at IS NOT NULL`,
  },
  // By assignee, for the board and the agents' workload.
  ticket_workload: {
    columns: `assignee_id integer, status ticket_status NOT NULL, n bigint NOT NULL`,
    key: 'assignee_id, status',
    sums: ['n'],
    reading: 'SELECT assignee_id, status, n FROM differences',
  },
  // By the day of creation and the current values.
  ticket_filings: {
    columns: `day date NOT NULL, priority ticket_priority NOT NULL, category ticket_category NOT NULL, n bigint NOT NULL`,
    key: 'day, priority, category',
    sums: ['n'],
    reading: `SELECT ${CREATED} AS day, priority, category, n FROM differences`,
  },
  // By the day of creation: tickets that are open or in progress.
  ticket_backlog: {
    columns: `day date NOT NULL, status ticket_status NOT NULL, priority ticket_priority NOT NULL, n bigint NOT NULL`,
    key: 'day, status, priority',
    sums: ['n'],
    reading: `SELECT ${CREATED} AS day, status, priority, n FROM differences WHERE status IN ('open', 'in_progress')`,
  },
  // Resolution times by the day of the resolution.
  ticket_solutions: {
    columns: `day date NOT NULL, bucket integer NOT NULL, n bigint NOT NULL, seconds bigint NOT NULL`,
    key: 'day, bucket',
    sums: ['n', 'seconds'],
    reading: `SELECT ${RESOLVED} AS day, ${BUCKET} AS bucket, n, n * ${SECONDS} AS seconds
      FROM differences WHERE resolved_at IS NOT NULL`,
  },
  // Agents' first decisions about suggestions, by their day.
  triage_category_decisions: {
    columns: `day date NOT NULL, source triage_source NOT NULL, decision triage_decision NOT NULL,
      suggested ticket_category NOT NULL, chosen ticket_category NOT NULL, n bigint NOT NULL`,
    key: 'day, source, decision, suggested, chosen',
    sums: ['n'],
    reading: `SELECT ${DECIDED} AS day, triage_source AS source, triage_state::text::triage_decision AS decision,
      suggested_category AS suggested, coalesce(decided_category, category) AS chosen, n
      FROM differences WHERE ${ABOUT_SUGGESTIONS}`,
  },
  triage_priority_decisions: {
    columns: `day date NOT NULL, suggested ticket_priority NOT NULL, chosen ticket_priority NOT NULL, n bigint NOT NULL`,
    key: 'day, suggested, chosen',
    sums: ['n'],
    reading: `SELECT ${DECIDED} AS day, suggested_priority AS suggested, coalesce(decided_priority, priority) AS chosen, n
      FROM differences WHERE ${ABOUT_SUGGESTIONS}`,
  },
  // By confidence in twentieths, of which 1 belongs to the last, and outcome, where 'self' means accepted by a
  // threshold. Used to simulate thresholds. Compares real numbers as stored.
  triage_confidence: {
    columns: `suggested ticket_category NOT NULL, bucket integer NOT NULL, outcome text NOT NULL, n bigint NOT NULL`,
    key: 'suggested, bucket, outcome',
    sums: ['n'],
    reading: `SELECT suggested_category AS suggested, least(floor(confidence * 20)::integer, 19) AS bucket,
        CASE WHEN self_settled THEN 'self' ELSE triage_state::text END AS outcome, n
      FROM differences
      WHERE triage_state IN ('accepted', 'overridden') AND NOT abstained AND confidence IS NOT NULL
        AND (self_settled OR decided_at IS NOT NULL)`,
  },
  // From which a list gets its total and the frequency of a tag without counting.
  ticket_tags: {
    columns: `tag text NOT NULL, n bigint NOT NULL`,
    key: 'tag',
    sums: ['n'],
    reading: 'SELECT tag, n FROM differences, unnest(tags) AS tag',
  },
  // Agents' decisions by triage state.
  triage_decision_counts: {
    columns: `state triage_state NOT NULL, n bigint NOT NULL`,
    key: 'state',
    sums: ['n'],
    reading: 'SELECT triage_state AS state, n FROM differences WHERE decided_at IS NOT NULL',
  },
};

const MAX_FOLDED = 20_000;

/**
 * A write on tickets appends one row per changed ticket to `ticket_differences`, so that writers never wait for each
 * other's counters. `fold_ticket_counters` distributes these rows to the tables `…_folded`, which hold one row per key.
 * A view with the counter's name combines folded and pending rows, so that readers see every committed write.
 */
export async function createCounters(q: QueryRunner): Promise<void> {
  await q.query(`
    CREATE TABLE ticket_differences (
      n bigint,
      status ticket_status,
      priority ticket_priority,
      category ticket_category,
      triage_state triage_state,
      triage_source triage_source,
      suggested_category ticket_category,
      suggested_priority ticket_priority,
      confidence real,
      self_settled boolean,
      abstained boolean,
      assignee_id integer,
      created_at timestamptz(3),
      resolved_at timestamptz(3),
      decided_at timestamptz(3),
      tags text[] NOT NULL,
      decided_category ticket_category,
      decided_priority ticket_priority
    )`);
  for (const [name, counter] of Object.entries(COUNTERS)) {
    await q.query(`CREATE TABLE ${name}_folded (${counter.columns})`);
    await q.query(
      `CREATE UNIQUE INDEX uq_${name}_folded ON ${name}_folded (${counter.key}) NULLS NOT DISTINCT`,
    );
    await createView(q, name, counter);
  }
  await createDifferenceFunctions(q, COUNTED);
  await q.query(`
    CREATE TRIGGER count_tickets_inserted AFTER INSERT ON tickets
      REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_tickets_inserted();
    CREATE TRIGGER count_tickets_updated AFTER UPDATE ON tickets
      REFERENCING OLD TABLE AS removed NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION count_tickets_updated();
    CREATE TRIGGER count_tickets_deleted AFTER DELETE ON tickets
      REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_tickets_deleted();`);
  await createFoldFunction(q, COUNTERS);
}

/** Creates or replaces a counter's view, whose columns can't change. */
export async function createView(
  q: QueryRunner,
  name: string,
  { key, sums, reading }: Omit<Counter, 'columns'>,
): Promise<void> {
  const columns = [key, ...sums].join(', ');
  await q.query(`
    CREATE OR REPLACE VIEW ${name} AS SELECT ${columns} FROM ${name}_folded
    UNION ALL SELECT ${columns} FROM (${reading.replaceAll('FROM differences', 'FROM ticket_differences')}) d`);
}

/** A write on tickets appends its differences in these columns. */
export async function createDifferenceFunctions(q: QueryRunner, counted: string): Promise<void> {
  const live = (table: string): string => `FROM ${table} WHERE deleted_at IS NULL`;
  const differences = {
    inserted: `SELECT 1, ${counted} ${live('added')}`,
    updated: `SELECT sum(n), ${counted} FROM (
        SELECT 1 AS n, ${counted} ${live('added')} UNION ALL SELECT -1, ${counted} ${live('removed')}
      ) d GROUP BY ${counted} HAVING sum(n) <> 0`,
    deleted: `SELECT -1, ${counted} ${live('removed')}`,
  };
  for (const [past, rows] of Object.entries(differences)) {
    await q.query(`
      CREATE OR REPLACE FUNCTION count_tickets_${past}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO ticket_differences (n, ${counted}) ${rows};
        RETURN NULL;
      END $$`);
  }
}

/**
 * `fold_ticket_counters` distributes rows of `ticket_differences` to these counters and returns their number, limited
 * to bound its duration. Keys are sorted, so that rows read together are stored together. Folds are serialized, since
 * they would wait for each other's rows.
 */
export async function createFoldFunction(
  q: QueryRunner,
  counters: Record<string, Omit<Counter, 'columns'>>,
): Promise<void> {
  const folded = Object.entries(counters).map(
    ([counter, { key, sums, reading }]) => `
      INSERT INTO ${counter}_folded AS folded (${[key, ...sums].join(', ')})
      SELECT ${key}, ${sums.map((sum) => `sum(${sum})`).join(', ')} FROM (${reading}) d
      GROUP BY ${key} HAVING ${sums.map((sum) => `sum(${sum}) <> 0`).join(' OR ')} ORDER BY ${key}
      ON CONFLICT (${key}) DO UPDATE SET ${sums.map((sum) => `${sum} = folded.${sum} + excluded.${sum}`).join(', ')}`,
  );
  const [last, ...others] = folded.reverse();
  const emptied = Object.entries(counters).map(
    ([counter, { sums }]) =>
      `DELETE FROM ${counter}_folded WHERE ${sums.map((sum) => `${sum} = 0`).join(' AND ')};`,
  );
  await q.query(`
    CREATE OR REPLACE FUNCTION fold_ticket_counters() RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE places tid[];
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('fold_ticket_counters'));
      places := ARRAY(SELECT ctid FROM ticket_differences LIMIT ${MAX_FOLDED});
      IF places = '{}' THEN RETURN 0; END IF;
      WITH differences AS (DELETE FROM ticket_differences WHERE ctid = ANY (places) RETURNING *),
      ${others.map((insert, i) => `dealt${i} AS (${insert})`).join(', ')}
      ${last};
      ${emptied.join('\n      ')}
      RETURN cardinality(places);
    END $$`);
}
