import type { QueryRunner } from 'typeorm';
import { EVENTS, fold } from './console-counters.js';

/**
 * Excludes suggestions accepted by a threshold from decisions: they have no decision time and do not count towards
 * triage quality.
 */
export async function leaveOutSelfSettled(q: QueryRunner): Promise<void> {
  await decisionsAre(q, 'AND NOT NEW.self_settled', 'AND NOT self_settled');
}

export async function putBackSelfSettled(q: QueryRunner): Promise<void> {
  await q.query(`UPDATE tickets SET self_settled = false WHERE self_settled`);
  await decisionsAre(q, '', '');
}

async function decisionsAre(q: QueryRunner, ofNew: string, ofRow: string): Promise<void> {
  const settled = `NEW.triage_state IN ('accepted', 'overridden') ${ofNew}`;
  await q.query(`DROP TRIGGER stamp_triage_decision_inserted ON tickets`);
  await q.query(`DROP TRIGGER stamp_triage_decision_updated ON tickets`);
  await q.query(`DROP TRIGGER record_triage_decision ON tickets`);
  await q.query(`
    CREATE OR REPLACE FUNCTION stamp_triage_decision() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.decided_at := CASE WHEN ${settled} THEN NEW.updated_at END;
      RETURN NEW;
    END $$
  `);
  await q.query(`
    CREATE TRIGGER stamp_triage_decision_inserted BEFORE INSERT ON tickets FOR EACH ROW
    WHEN (${settled} AND NEW.decided_at IS NULL) EXECUTE FUNCTION stamp_triage_decision()
  `);
  const changed = `(OLD.triage_state, OLD.category, OLD.priority${ofNew && ', OLD.self_settled'})
    IS DISTINCT FROM (NEW.triage_state, NEW.category, NEW.priority${ofNew && ', NEW.self_settled'})`;
  await q.query(`
    CREATE TRIGGER stamp_triage_decision_updated BEFORE UPDATE ON tickets FOR EACH ROW
    WHEN (${changed}) EXECUTE FUNCTION stamp_triage_decision()
  `);
  await q.query(`
    CREATE TRIGGER record_triage_decision AFTER UPDATE ON tickets FOR EACH ROW
    WHEN (${settled} AND ${changed}) EXECUTE FUNCTION record_triage_decision()
  `);
  await q.query(`ALTER TABLE tickets DROP CONSTRAINT "ck_tickets_decided_at"`);
  await q.query(`ALTER TABLE tickets ADD CONSTRAINT "ck_tickets_decided_at"
    CHECK ((triage_state IN ('accepted', 'overridden') ${ofRow}) = (decided_at IS NOT NULL))`);
}

/**
 * triage_confidence: decided suggestions by category, confidence in twentieths, and outcome, where `self` means
 * accepted by a threshold. Used to simulate thresholds.
 */
export async function countConfidence(q: QueryRunner): Promise<void> {
  await q.query(`CREATE TABLE triage_confidence (
    suggested ticket_category NOT NULL, bucket integer NOT NULL, outcome text NOT NULL, n bigint NOT NULL)`);
  await q.query(append(`SELECT 1 AS sign, * FROM tickets`));
  await createConfidenceTriggers(q);
}

export async function createConfidenceTriggers(q: QueryRunner): Promise<void> {
  for (const [event, past, transitions, tables] of EVENTS) {
    const differences = tables
      .map(
        (
          table,
        ) => `SELECT ${table === 'added' ? 1 : -1} AS sign, suggested_category, confidence, triage_state,
          self_settled, abstained, deleted_at FROM ${table}`,
      )
      .join(' UNION ALL ');
    await q.query(`
      CREATE FUNCTION count_confidence_${past}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        ${append(differences)};
        RETURN NULL;
      END $$
    `);
    await q.query(`
      CREATE TRIGGER count_confidence_${past} AFTER ${event} ON tickets REFERENCING ${transitions}
      FOR EACH STATEMENT EXECUTE FUNCTION count_confidence_${past}()
    `);
  }
  await q.query(`
    CREATE FUNCTION fold_triage_confidence() RETURNS void LANGUAGE sql AS $$
      ${fold('triage_confidence', 'suggested, bucket, outcome', ['n'])}
    $$
  `);
}

export async function dropConfidence(q: QueryRunner): Promise<void> {
  for (const [, past] of EVENTS) await q.query(`DROP TRIGGER count_confidence_${past} ON tickets`);
  await q.query(`DROP FUNCTION count_confidence_inserted, count_confidence_updated, count_confidence_deleted,
    fold_triage_confidence`);
  await q.query(`DROP TABLE triage_confidence`);
}

/** A confidence of 1 belongs to the last bucket of twenty. Compares real numbers as stored. */
function append(differences: string): string {
  return `
    INSERT INTO triage_confidence
    SELECT suggested_category, least(floor(confidence * 20)::int, 19),
      CASE WHEN self_settled THEN 'self' ELSE triage_state::text END, sum(sign)
    FROM (${differences}) d
    WHERE deleted_at IS NULL AND triage_state IN ('accepted', 'overridden') AND NOT abstained
      AND confidence IS NOT NULL
    GROUP BY 1, 2, 3 HAVING sum(sign) <> 0`;
}
