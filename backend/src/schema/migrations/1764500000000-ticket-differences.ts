import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createCounterTriggers } from './1764000000000-create-tickets.js';
import { createConfidenceTriggers } from './confidence-counters.js';
import { countWholeWorkload, createReportTriggers, EVENTS } from './console-counters.js';

/** The columns of a ticket that any of the counters uses. */
export const COUNTED = `status, priority, category, triage_state, triage_source, suggested_category, suggested_priority,
  confidence, self_settled, abstained, assignee_id, created_at, resolved_at, decided_at`;

const CREATED = `(created_at AT TIME ZONE 'UTC')::date`;
const RESOLVED = `(resolved_at AT TIME ZONE 'UTC')::date`;
const DECIDED = `(decided_at AT TIME ZONE 'UTC')::date`;
const SECONDS = `extract(epoch FROM resolved_at - created_at)::bigint`;
const BUCKET = `floor(ln(greatest(${SECONDS}, 1)) / ln(1.1))::integer`;

const AT_MOST_AT_ONCE = 20_000;

export interface Counter {
  key: string;
  sums: string[];
  /** Rows that `differences` contribute to the counter. */
  reading: string;
}

export const COUNTERS: Record<string, Counter> = {
  ticket_counts: {
    key: 'status, priority, category, triage_state, triage_source',
    sums: ['n'],
    reading: 'SELECT status, priority, category, triage_state, triage_source, n FROM differences',
  },
  ticket_days: {
    key: 'day',
    sums: ['created', 'resolved'],
    reading: `SELECT ${CREATED} AS day, n AS created, 0::bigint AS resolved FROM differences
      UNION ALL SELECT ${RESOLVED}, 0, n FROM differences WHERE resolved_at IS NOT NULL`,
  },
  ticket_resolutions: {
    key: 'bucket',
    sums: ['n', 'seconds'],
    reading: `SELECT ${BUCKET} AS bucket, n, n * ${SECONDS} AS seconds FROM differences WHERE resolved_at IS NOT NULL`,
  },
  ticket_workload: {
    key: 'assignee_id, status',
    sums: ['n'],
    reading: 'SELECT assignee_id, status, n FROM differences',
  },
  ticket_filings: {
    key: 'day, priority, category',
    sums: ['n'],
    reading: `SELECT ${CREATED} AS day, priority, category, n FROM differences`,
  },
  ticket_backlog: {
    key: 'day, status, priority',
    sums: ['n'],
    reading: `SELECT ${CREATED} AS day, status, priority, n FROM differences WHERE status IN ('open', 'in_progress')`,
  },
  ticket_solutions: {
    key: 'day, bucket',
    sums: ['n', 'seconds'],
    reading: `SELECT ${RESOLVED} AS day, ${BUCKET} AS bucket, n, n * ${SECONDS} AS seconds
      FROM differences WHERE resolved_at IS NOT NULL`,
  },
  triage_category_decisions: {
    key: 'day, source, decision, suggested, chosen',
    sums: ['n'],
    reading: `SELECT ${DECIDED} AS day, triage_source AS source, triage_state::text::triage_decision AS decision,
      suggested_category AS suggested, category AS chosen, n FROM differences WHERE decided_at IS NOT NULL`,
  },
  triage_priority_decisions: {
    key: 'day, suggested, chosen',
    sums: ['n'],
    reading: `SELECT ${DECIDED} AS day, suggested_priority AS suggested, priority AS chosen, n
      FROM differences WHERE decided_at IS NOT NULL`,
  },
  // A confidence of 1 belongs to the last bucket of twenty. Compares real numbers as stored.
  triage_confidence: {
    key: 'suggested, bucket, outcome',
    sums: ['n'],
    reading: `SELECT suggested_category AS suggested, least(floor(confidence * 20)::integer, 19) AS bucket,
        CASE WHEN self_settled THEN 'self' ELSE triage_state::text END AS outcome, n
      FROM differences
      WHERE triage_state IN ('accepted', 'overridden') AND NOT abstained AND confidence IS NOT NULL`,
  },
};

/**
 * A write on tickets appends one row per changed ticket to `ticket_differences` instead of one to each of ten counters,
 * which took a sixth of the time to create a ticket. `fold_ticket_counters` distributes these rows to the counters,
 * which hold one row per key. A view with the counter's former name combines folded and pending rows, so that readers
 * see every committed write.
 */
export class TicketDifferences1764500000000 implements MigrationInterface {
  name = 'TicketDifferences1764500000000';

  async up(q: QueryRunner): Promise<void> {
    // Prevents a process of the previous version from writing duplicate keys meanwhile.
    await q.query(`LOCK TABLE tickets, ${Object.keys(COUNTERS).join(', ')} IN ACCESS EXCLUSIVE MODE`);
    await q.query(
      `SELECT fold_ticket_counters(), fold_ticket_workload(), fold_ticket_report(), fold_triage_confidence()`,
    );
    for (const [, past] of EVENTS) {
      await q.query(`DROP TRIGGER count_${past}_tickets ON tickets`);
      await q.query(`DROP FUNCTION count_${past}_tickets`);
      for (const counted of ['report', 'workload', 'confidence']) {
        await q.query(`DROP TRIGGER count_${counted}_${past} ON tickets`);
        await q.query(`DROP FUNCTION count_${counted}_${past}`);
      }
    }
    await q.query(
      `DROP FUNCTION fold_ticket_counters, fold_ticket_workload, fold_ticket_report, fold_triage_confidence`,
    );

    await q.query(
      `CREATE TABLE ticket_differences AS SELECT 0::bigint AS n, ${COUNTED} FROM tickets LIMIT 0`,
    );
    for (const [name, counter] of Object.entries(COUNTERS)) {
      await q.query(`ALTER TABLE ${name} RENAME TO ${name}_folded`);
      await readFoldedOrNot(q, name, counter);
    }
    for (const index of SUPERSEDED_INDEXES) await q.query(`DROP INDEX ${index.name}`);

    await countAs(q, COUNTED);
    for (const [event, past, transitions] of EVENTS) {
      await q.query(`
        CREATE TRIGGER count_tickets_${past} AFTER ${event} ON tickets REFERENCING ${transitions}
        FOR EACH STATEMENT EXECUTE FUNCTION count_tickets_${past}()
      `);
    }
    await foldInto(q, COUNTERS);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    await foldAll(q);
    for (const [, past] of EVENTS) {
      await q.query(`DROP TRIGGER count_tickets_${past} ON tickets`);
      await q.query(`DROP FUNCTION count_tickets_${past}`);
    }
    await q.query(`DROP FUNCTION fold_ticket_counters`);
    for (const counter of Object.keys(COUNTERS)) {
      await q.query(`DROP VIEW ${counter}`);
      await q.query(`DROP INDEX uq_${counter}_folded`);
      await q.query(`ALTER TABLE ${counter}_folded RENAME TO ${counter}`);
    }
    await q.query(`DROP TABLE ticket_differences`);
    for (const { name, on } of SUPERSEDED_INDEXES) await q.query(`CREATE INDEX ${name} ON ${on}`);

    await createCounterTriggers(q);
    await createReportTriggers(q);
    await createConfidenceTriggers(q);
    await countWholeWorkload(q);
    for (const [event, past, transitions] of EVENTS) {
      await q.query(`
        CREATE TRIGGER count_workload_${past} AFTER ${event} ON tickets REFERENCING ${transitions}
        FOR EACH STATEMENT EXECUTE FUNCTION count_workload_${past}()
      `);
    }
  }
}

/** The unique indexes start with the same column. */
const SUPERSEDED_INDEXES = [
  { name: 'ix_ticket_days_day', on: 'ticket_days (day)' },
  { name: 'ix_ticket_workload_assignee', on: 'ticket_workload (assignee_id)' },
  { name: 'ix_ticket_filings_day', on: 'ticket_filings (day)' },
  { name: 'ix_ticket_solutions_day', on: 'ticket_solutions (day)' },
  { name: 'ix_triage_category_decisions_day', on: 'triage_category_decisions (day)' },
  { name: 'ix_triage_priority_decisions_day', on: 'triage_priority_decisions (day)' },
];

/** A write on tickets appends its differences in these columns to `ticket_differences`. */
export async function countAs(q: QueryRunner, counted: string): Promise<void> {
  const live = (table: string): string => `FROM ${table} WHERE deleted_at IS NULL`;
  const differences = {
    inserted: `SELECT 1, ${counted} ${live('added')}`,
    updated: `SELECT sum(n), ${counted} FROM (
        SELECT 1 AS n, ${counted} ${live('added')} UNION ALL SELECT -1, ${counted} ${live('removed')}
      ) d GROUP BY ${counted} HAVING sum(n) <> 0`,
    deleted: `SELECT -1, ${counted} ${live('removed')}`,
  };
  for (const [, past] of EVENTS) {
    await q.query(`
      CREATE OR REPLACE FUNCTION count_tickets_${past}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO ticket_differences (n, ${counted}) ${differences[past]};
        RETURN NULL;
      END $$
    `);
  }
}

/** Creates the counter's view over its existing `…_folded` table. */
export async function readFoldedOrNot(
  q: QueryRunner,
  name: string,
  { key, sums, reading }: Counter,
): Promise<void> {
  await q.query(`CREATE UNIQUE INDEX uq_${name}_folded ON ${name}_folded (${key}) NULLS NOT DISTINCT`);
  const columns = [key, ...sums].join(', ');
  await q.query(`
    CREATE VIEW ${name} AS SELECT ${columns} FROM ${name}_folded
    UNION ALL SELECT ${columns} FROM (${reading.replaceAll('FROM differences', 'FROM ticket_differences')}) d
  `);
}

export async function foldAll(q: QueryRunner): Promise<void> {
  for (let folded = 1; folded > 0;) {
    [{ folded }] = (await q.query(`SELECT fold_ticket_counters() AS folded`)) as [{ folded: number }];
  }
}

/**
 * `fold_ticket_counters` distributes rows of `ticket_differences` to these counters and returns their number, limited
 * to bound its duration. Keys are sorted, so that rows read together are stored together. Folds are serialized, since
 * they would wait for each other's rows.
 */
export async function foldInto(q: QueryRunner, counters: Record<string, Counter>): Promise<void> {
  const dealt = Object.entries(counters).map(
    ([counter, { key, sums, reading }]) => `
      INSERT INTO ${counter}_folded AS folded (${[key, ...sums].join(', ')})
      SELECT ${key}, ${sums.map((sum) => `sum(${sum})`).join(', ')} FROM (${reading}) d
      GROUP BY ${key} HAVING ${sums.map((sum) => `sum(${sum}) <> 0`).join(' OR ')} ORDER BY ${key}
      ON CONFLICT (${key}) DO UPDATE SET ${sums.map((sum) => `${sum} = folded.${sum} + excluded.${sum}`).join(', ')}`,
  );
  const [last, ...others] = dealt.reverse();
  const emptied = Object.entries(counters).map(
    ([counter, { sums }]) =>
      `DELETE FROM ${counter}_folded WHERE ${sums.map((sum) => `${sum} = 0`).join(' AND ')};`,
  );
  await q.query(`
    CREATE OR REPLACE FUNCTION fold_ticket_counters() RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE places tid[];
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('fold_ticket_counters'));
      places := ARRAY(SELECT ctid FROM ticket_differences LIMIT ${AT_MOST_AT_ONCE});
      IF places = '{}' THEN RETURN 0; END IF;
      WITH differences AS (DELETE FROM ticket_differences WHERE ctid = ANY (places) RETURNING *),
      ${others.map((insert, i) => `dealt${i} AS (${insert})`).join(', ')}
      ${last};
      ${emptied.join('\n      ')}
      RETURN cardinality(places);
    END $$`);
}
