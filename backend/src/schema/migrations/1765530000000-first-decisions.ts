import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  COUNTED,
  countAs,
  COUNTERS,
  foldAll,
  foldInto,
  type Counter,
} from './1764500000000-ticket-differences.js';
import { TAGS } from './1764600000000-ticket-tags.js';
import { BY_STATE, CHANGED, readOtherwise } from './1765400000000-triage-deciders.js';

const OTHERS = { ticket_tags: TAGS, triage_decision_counts: BY_STATE };
const DECIDED = ['triage_category_decisions', 'triage_priority_decisions'] as const;

/** Uses the decided values rather than the current ones. */
const FIRST = Object.fromEntries(
  DECIDED.map((name): [string, Counter] => {
    const counter = CHANGED[name]!;
    const reading = counter.reading
      .replace('category AS chosen', 'coalesce(decided_category, category) AS chosen')
      .replace('priority AS chosen', 'coalesce(decided_priority, priority) AS chosen');
    return [name, { ...counter, reading }];
  }),
);

const SETTLED = `NEW.triage_state IN ('accepted', 'overridden') AND NOT NEW.self_settled`;
const OLD = '(OLD.triage_state, OLD.self_settled, OLD.decided_by)';
const NEW = '(NEW.triage_state, NEW.self_settled, NEW.decided_by)';
/** Includes a new choice after a change of the text, which has no decision yet. */
const DECIDES = `${OLD} IS DISTINCT FROM ${NEW} OR OLD.decision_outdated AND (OLD.category, OLD.priority)
  IS DISTINCT FROM (NEW.category, NEW.priority)`;

/**
 * Only the first decision of an agent concerns triage; later changes re-prioritize the ticket. `decided_category` and
 * `decided_priority` hold the decided values if they differ from the current ones.
 */
export class FirstDecisions1765530000000 implements MigrationInterface {
  name = 'FirstDecisions1765530000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    await foldAll(q);
    for (const table of ['tickets', 'ticket_differences'])
      await q.query(
        `ALTER TABLE ${table} ADD decided_category ticket_category, ADD decided_priority ticket_priority`,
      );
    for (const [name, counter] of Object.entries(FIRST)) await readOtherwise(q, name, counter);
    await countAs(q, `${COUNTED}, tags, decided_category, decided_priority`);
    await foldInto(q, { ...COUNTERS, ...CHANGED, ...FIRST, ...OTHERS });

    await q.query(`DROP TRIGGER stamp_triage_decision_updated ON tickets`);
    await q.query(`
      CREATE TRIGGER stamp_triage_decision_updated BEFORE UPDATE ON tickets FOR EACH ROW
      WHEN (${DECIDES}) EXECUTE FUNCTION stamp_triage_decision()
    `);
    await q.query(`
      CREATE FUNCTION keep_first_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF ${DECIDES} THEN
          NEW.decided_category := NULL;
          NEW.decided_priority := NULL;
        ELSE
          NEW.decided_category := coalesce(OLD.decided_category, OLD.category);
          NEW.decided_priority := coalesce(OLD.decided_priority, OLD.priority);
          -- Back at what was decided.
          IF (NEW.decided_category, NEW.decided_priority) = (NEW.category, NEW.priority) THEN
            NEW.decided_category := NULL;
            NEW.decided_priority := NULL;
          END IF;
        END IF;
        RETURN NEW;
      END $$
    `);
    await q.query(`
      CREATE TRIGGER keep_first_decision BEFORE UPDATE ON tickets FOR EACH ROW
      WHEN (OLD.decided_at IS NOT NULL AND (OLD.category, OLD.priority, OLD.triage_state, OLD.self_settled, OLD.decided_by)
        IS DISTINCT FROM (NEW.category, NEW.priority, NEW.triage_state, NEW.self_settled, NEW.decided_by))
      EXECUTE FUNCTION keep_first_decision()
    `);
    await q.query(`DROP TRIGGER record_triage_decision ON tickets`);
    await q.query(`
      CREATE TRIGGER record_triage_decision AFTER UPDATE ON tickets FOR EACH ROW
      WHEN (${SETTLED} AND (${DECIDES})) EXECUTE FUNCTION record_triage_decision()
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    await q.query(`DROP TRIGGER keep_first_decision ON tickets`);
    await q.query(`DROP FUNCTION keep_first_decision`);
    await q.query(`DROP TRIGGER stamp_triage_decision_updated ON tickets`);
    await q.query(`
      CREATE TRIGGER stamp_triage_decision_updated BEFORE UPDATE ON tickets FOR EACH ROW
      WHEN ((OLD.triage_state, OLD.category, OLD.priority, OLD.self_settled, OLD.decided_by)
        IS DISTINCT FROM (NEW.triage_state, NEW.category, NEW.priority, NEW.self_settled, NEW.decided_by))
      EXECUTE FUNCTION stamp_triage_decision()
    `);
    await q.query(`DROP TRIGGER record_triage_decision ON tickets`);
    await q.query(`
      CREATE TRIGGER record_triage_decision AFTER UPDATE ON tickets FOR EACH ROW
      WHEN (${SETTLED} AND (OLD.triage_state, OLD.category, OLD.priority, OLD.self_settled)
        IS DISTINCT FROM (NEW.triage_state, NEW.category, NEW.priority, NEW.self_settled))
      EXECUTE FUNCTION record_triage_decision()
    `);
    // Restores counting by the current values.
    await q.query(`UPDATE tickets SET decided_category = NULL, decided_priority = NULL
      WHERE decided_category IS NOT NULL OR decided_priority IS NOT NULL`);
    await foldAll(q);
    await countAs(q, `${COUNTED}, tags`);
    for (const name of DECIDED) await readOtherwise(q, name, CHANGED[name]!);
    await foldInto(q, { ...COUNTERS, ...CHANGED, ...OTHERS });
    for (const table of ['tickets', 'ticket_differences'])
      await q.query(`ALTER TABLE ${table} DROP COLUMN decided_category, DROP COLUMN decided_priority`);
  }
}
