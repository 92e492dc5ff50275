import type { QueryRunner } from 'typeorm';

/** The statements that update counters, each with its transition tables. */
export const EVENTS = [
  ['INSERT', 'inserted', 'NEW TABLE AS added', ['added']],
  ['UPDATE', 'updated', 'OLD TABLE AS removed NEW TABLE AS added', ['added', 'removed']],
  ['DELETE', 'deleted', 'OLD TABLE AS removed', ['removed']],
] as const;

const COUNTED = `status, priority, category, triage_state, triage_source, suggested_category, suggested_priority,
  created_at, resolved_at, decided_at, deleted_at`;

/**
 * Stores the time of an agent's last decision about a suggestion with the ticket, so that the ticket's row determines
 * how and when the decision counts, and deleted tickets do not.
 */
export async function createDecisionTime(q: QueryRunner): Promise<void> {
  await q.query(`ALTER TABLE "tickets" ADD "decided_at" TIMESTAMP(3) WITH TIME ZONE`);
  // Other columns do not change, but the triggers would sum the whole table.
  await q.query(`ALTER TABLE tickets DISABLE TRIGGER USER`);
  await q.query(`
    UPDATE tickets t SET decided_at = coalesce((
      SELECT c.decided_at FROM classifications c WHERE c.ticket_id = t.id AND c.applied ORDER BY c.id DESC LIMIT 1
    ), t.updated_at)
    WHERE triage_state IN ('accepted', 'overridden')
  `);
  await q.query(`ALTER TABLE tickets ENABLE TRIGGER USER`);
  await q.query(`ALTER TABLE tickets ADD CONSTRAINT "ck_tickets_decided_at"
    CHECK ((triage_state IN ('accepted', 'overridden')) = (decided_at IS NOT NULL))`);
  await q.query(`
    CREATE FUNCTION stamp_triage_decision() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.decided_at := CASE WHEN NEW.triage_state IN ('accepted', 'overridden') THEN NEW.updated_at END;
      RETURN NEW;
    END $$
  `);
  await q.query(`
    CREATE TRIGGER stamp_triage_decision_inserted BEFORE INSERT ON tickets FOR EACH ROW
    WHEN (NEW.triage_state IN ('accepted', 'overridden') AND NEW.decided_at IS NULL)
    EXECUTE FUNCTION stamp_triage_decision()
  `);
  await q.query(`
    CREATE TRIGGER stamp_triage_decision_updated BEFORE UPDATE ON tickets FOR EACH ROW
    WHEN ((OLD.triage_state, OLD.category, OLD.priority)
      IS DISTINCT FROM (NEW.triage_state, NEW.category, NEW.priority))
    EXECUTE FUNCTION stamp_triage_decision()
  `);
}

export async function dropDecisionTime(q: QueryRunner): Promise<void> {
  await q.query(`DROP TRIGGER stamp_triage_decision_inserted ON tickets`);
  await q.query(`DROP TRIGGER stamp_triage_decision_updated ON tickets`);
  await q.query(`DROP FUNCTION stamp_triage_decision`);
  await q.query(`ALTER TABLE tickets DROP COLUMN decided_at`);
}

/**
 * Counters of the report and the triage queue. Differences are appended and folded, as for the statistics. Their size
 * is bounded by days, regardless of the number of tickets:
 * - ticket_filings: tickets created on a day, by their current values;
 * - ticket_backlog: those that are open or in progress;
 * - ticket_solutions: tickets resolved on a day, by the bucket of their resolution time (as in ticket_resolutions);
 * - triage_category_decisions, triage_priority_decisions: agents' decisions about suggestions on a day.
 */
export async function createReportCounters(q: QueryRunner): Promise<void> {
  await q.query(`CREATE TABLE ticket_filings (
    day date NOT NULL, priority ticket_priority NOT NULL, category ticket_category NOT NULL, n bigint NOT NULL)`);
  await q.query(`CREATE INDEX ix_ticket_filings_day ON ticket_filings (day)`);
  await q.query(`CREATE TABLE ticket_backlog (
    day date NOT NULL, status ticket_status NOT NULL, priority ticket_priority NOT NULL, n bigint NOT NULL)`);
  await q.query(
    `CREATE TABLE ticket_solutions (day date NOT NULL, bucket integer NOT NULL, n bigint NOT NULL, seconds bigint NOT NULL)`,
  );
  await q.query(`CREATE INDEX ix_ticket_solutions_day ON ticket_solutions (day)`);
  await q.query(`CREATE TABLE triage_category_decisions (
    day date NOT NULL, source triage_source NOT NULL, decision triage_decision NOT NULL,
    suggested ticket_category NOT NULL, chosen ticket_category NOT NULL, n bigint NOT NULL)`);
  await q.query(`CREATE INDEX ix_triage_category_decisions_day ON triage_category_decisions (day)`);
  await q.query(`CREATE TABLE triage_priority_decisions (
    day date NOT NULL, suggested ticket_priority NOT NULL, chosen ticket_priority NOT NULL, n bigint NOT NULL)`);
  await q.query(`CREATE INDEX ix_triage_priority_decisions_day ON triage_priority_decisions (day)`);

  await q.query(appendReport(`SELECT 1 AS sign, ${COUNTED} FROM tickets`));
  await createReportTriggers(q);
}

export async function createReportTriggers(q: QueryRunner): Promise<void> {
  for (const [event, past, transitions, tables] of EVENTS) {
    const differences = tables
      .map((table) => `SELECT ${table === 'added' ? 1 : -1} AS sign, ${COUNTED} FROM ${table}`)
      .join(' UNION ALL ');
    await q.query(`
      CREATE FUNCTION count_report_${past}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        ${appendReport(differences)};
        RETURN NULL;
      END $$
    `);
    await q.query(`
      CREATE TRIGGER count_report_${past} AFTER ${event} ON tickets REFERENCING ${transitions}
      FOR EACH STATEMENT EXECUTE FUNCTION count_report_${past}()
    `);
  }
  await q.query(`
    CREATE FUNCTION fold_ticket_report() RETURNS void LANGUAGE sql AS $$
      ${fold('ticket_filings', 'day, priority, category', ['n'])};
      ${fold('ticket_backlog', 'day, status, priority', ['n'])};
      ${fold('ticket_solutions', 'day, bucket', ['n', 'seconds'])};
      ${fold('triage_category_decisions', 'day, source, decision, suggested, chosen', ['n'])};
      ${fold('triage_priority_decisions', 'day, suggested, chosen', ['n'])}
    $$
  `);
}

export async function dropReportCounters(q: QueryRunner): Promise<void> {
  for (const [, past] of EVENTS) await q.query(`DROP TRIGGER count_report_${past} ON tickets`);
  await q.query(
    `DROP FUNCTION count_report_inserted, count_report_updated, count_report_deleted, fold_ticket_report`,
  );
  await q.query(
    `DROP TABLE ticket_filings, ticket_backlog, ticket_solutions, triage_category_decisions, triage_priority_decisions`,
  );
}

/** A single statement, so that the transition tables are summed once for all five counters. */
function appendReport(differences: string): string {
  return `
    WITH differences AS (SELECT * FROM (${differences}) d WHERE deleted_at IS NULL),
    filed AS (
      INSERT INTO ticket_filings
      SELECT (created_at AT TIME ZONE 'UTC')::date, priority, category, sum(sign) FROM differences
      GROUP BY 1, 2, 3 HAVING sum(sign) <> 0
    ), owed AS (
      INSERT INTO ticket_backlog
      SELECT (created_at AT TIME ZONE 'UTC')::date, status, priority, sum(sign) FROM differences
      WHERE status IN ('open', 'in_progress')
      GROUP BY 1, 2, 3 HAVING sum(sign) <> 0
    ), solved AS (
      INSERT INTO ticket_solutions
      SELECT day, floor(ln(greatest(seconds, 1)) / ln(1.1)), sum(sign), sum(sign * seconds) FROM (
        SELECT (resolved_at AT TIME ZONE 'UTC')::date AS day, sign,
          extract(epoch FROM resolved_at - created_at)::bigint AS seconds
        FROM differences WHERE resolved_at IS NOT NULL
      ) s GROUP BY 1, 2 HAVING sum(sign) <> 0 OR sum(sign * seconds) <> 0
    ), decided AS (
      INSERT INTO triage_category_decisions
      SELECT (decided_at AT TIME ZONE 'UTC')::date, triage_source, triage_state::text::triage_decision,
        suggested_category, category, sum(sign)
      FROM differences WHERE decided_at IS NOT NULL
      GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0
    )
    INSERT INTO triage_priority_decisions
    SELECT (decided_at AT TIME ZONE 'UTC')::date, suggested_priority, priority, sum(sign)
    FROM differences WHERE decided_at IS NOT NULL
    GROUP BY 1, 2, 3 HAVING sum(sign) <> 0`;
}

/** Merges rows of the same key. */
export function fold(table: string, key: string, sums: string[]): string {
  return `
      WITH gone AS (
        DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} GROUP BY ${key} HAVING count(*) > 1)
        RETURNING *
      )
      INSERT INTO ${table} SELECT ${key}, ${sums.map((column) => `sum(${column})`).join(', ')} FROM gone
      GROUP BY ${key} HAVING ${sums.map((column) => `sum(${column}) <> 0`).join(' OR ')}`;
}

const UNSOLVED = `assignee_id IS NOT NULL AND deleted_at IS NULL AND status IN ('open', 'in_progress')`;

/** Extends the workload to resolved and unassigned tickets, which the board shows. */
export async function widenWorkload(q: QueryRunner): Promise<void> {
  await q.query(`ALTER TABLE ticket_workload ALTER COLUMN assignee_id DROP NOT NULL`);
  await countWholeWorkload(q);
  await q.query(`
    INSERT INTO ticket_workload SELECT assignee_id, status, count(*) FROM tickets
    WHERE deleted_at IS NULL AND (${UNSOLVED}) IS NOT TRUE GROUP BY assignee_id, status
  `);
}

export async function countWholeWorkload(q: QueryRunner): Promise<void> {
  await replaceWorkload(q, 'deleted_at IS NULL', 'IS NOT DISTINCT FROM');
}

export async function narrowWorkload(q: QueryRunner): Promise<void> {
  await q.query(`DELETE FROM ticket_workload WHERE assignee_id IS NULL OR status IN ('resolved', 'closed')`);
  await replaceWorkload(q, UNSOLVED, '=');
  await q.query(`ALTER TABLE ticket_workload ALTER COLUMN assignee_id SET NOT NULL`);
}

async function replaceWorkload(q: QueryRunner, condition: string, same: string): Promise<void> {
  for (const [, past, , tables] of EVENTS) {
    const differences = tables
      .map(
        (table) =>
          `SELECT ${table === 'added' ? 1 : -1} AS sign, assignee_id, status, deleted_at FROM ${table}`,
      )
      .join(' UNION ALL ');
    await q.query(`
      CREATE OR REPLACE FUNCTION count_workload_${past}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO ticket_workload
        SELECT assignee_id, status, sum(sign) FROM (${differences}) t
        WHERE ${condition}
        GROUP BY assignee_id, status HAVING sum(sign) <> 0;
        RETURN NULL;
      END $$
    `);
  }
  await q.query(`
    CREATE OR REPLACE FUNCTION fold_ticket_workload() RETURNS void LANGUAGE sql AS $$
      WITH gone AS (
        DELETE FROM ticket_workload t USING (
          SELECT assignee_id, status FROM ticket_workload GROUP BY assignee_id, status HAVING count(*) > 1
        ) k
        WHERE t.assignee_id ${same} k.assignee_id AND t.status = k.status
        RETURNING t.*
      )
      INSERT INTO ticket_workload SELECT assignee_id, status, sum(n) FROM gone
      GROUP BY assignee_id, status HAVING sum(n) <> 0;
    $$
  `);
}
