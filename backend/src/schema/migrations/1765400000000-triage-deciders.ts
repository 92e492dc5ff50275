import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  COUNTED,
  countAs,
  COUNTERS,
  foldAll,
  foldInto,
  readFoldedOrNot,
  type Counter,
} from './1764500000000-ticket-differences.js';
import { TAGS } from './1764600000000-ticket-tags.js';
import { leaveOutSelfSettled } from './confidence-counters.js';

export const BY_STATE: Counter = {
  key: 'state',
  sums: ['n'],
  reading: 'SELECT triage_state AS state, n FROM differences WHERE decided_at IS NOT NULL',
};

/** From this migration on, a ticket that an agent created with category and priority has a decision time as well. */
const DECIDED = {
  triage_category_decisions: COUNTERS['triage_category_decisions']!,
  triage_priority_decisions: COUNTERS['triage_priority_decisions']!,
};
const ABOUT_SUGGESTIONS = Object.fromEntries(
  Object.entries(DECIDED).map(([name, counter]) => [
    name,
    { ...counter, reading: `${counter.reading} AND triage_state <> 'manual'` },
  ]),
);
const CONFIDENCE = COUNTERS['triage_confidence']!;
const CONFIDENCE_OF_AGENTS: Counter = {
  ...CONFIDENCE,
  reading: `${CONFIDENCE.reading} AND (self_settled OR decided_at IS NOT NULL)`,
};
export const CHANGED: Record<string, Counter> = {
  ...ABOUT_SUGGESTIONS,
  triage_confidence: CONFIDENCE_OF_AGENTS,
};

/** Twice the number of decisions used for training. Deciders of older tickets are not needed. */
const NEWEST = 10_000;

const SETTLED = `triage_state IN ('accepted', 'overridden', 'manual')`;

/**
 * Records who decided about a ticket's triage. `decided_at` is set only for decisions of agents, which all counters of
 * decisions use.
 * Only the latest decisions are updated, with the deciders named in the history. The new columns stay empty for other
 * rows, for which the checks are not validated.
 */
export class TriageDeciders1765400000000 implements MigrationInterface {
  name = 'TriageDeciders1765400000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    await foldAll(q);
    await q.query(`CREATE TYPE "triage_decider" AS ENUM ('agent', 'requester', 'import', 'threshold')`);
    await q.query(`ALTER TABLE "tickets" ADD "decided_by" "triage_decider", ADD "decided_by_id" integer,
      ADD "decision_outdated" boolean NOT NULL DEFAULT false`);

    for (const [name, counter] of Object.entries(CHANGED)) await readOtherwise(q, name, counter);
    await q.query(
      `CREATE TABLE triage_decision_counts_folded (state triage_state NOT NULL, n bigint NOT NULL)`,
    );
    await q.query(`INSERT INTO triage_decision_counts_folded
      SELECT decision::text::triage_state, sum(n) FROM triage_category_decisions_folded GROUP BY decision`);
    await readFoldedOrNot(q, 'triage_decision_counts', BY_STATE);
    await foldInto(q, {
      ...COUNTERS,
      ...CHANGED,
      ticket_tags: TAGS,
      triage_decision_counts: BY_STATE,
    });

    await q.query(`ALTER TABLE "tickets" DROP CONSTRAINT "ck_tickets_decided_at"`);
    await q.query(`DROP TRIGGER stamp_triage_decision_inserted ON tickets`);
    await q.query(`DROP TRIGGER stamp_triage_decision_updated ON tickets`);
    await q.query(NAME_DECIDERS);
    await stampDecisions(q);
    await q.query(`ALTER TABLE "tickets"
      ADD CONSTRAINT "ck_tickets_decided_at"
        CHECK (decided_at IS NULL OR ${SETTLED} AND NOT self_settled) NOT VALID,
      ADD CONSTRAINT "ck_tickets_decided_by"
        CHECK (decided_by IS NULL OR ${SETTLED} AND (decided_by <> 'agent' OR decided_at IS NOT NULL)) NOT VALID,
      ADD CONSTRAINT "ck_tickets_decided_by_id" CHECK (decided_by_id IS NULL OR decided_by = 'agent') NOT VALID,
      ADD CONSTRAINT "fk_tickets_decided_by" FOREIGN KEY ("decided_by_id") REFERENCES "users" ("id")
        ON DELETE SET NULL ON UPDATE NO ACTION NOT VALID`);
    await q.query(`DROP INDEX "ix_tickets_settled"`);
    await q.query(`CREATE INDEX "ix_tickets_decided" ON "tickets" ("decided_at", "id")
      WHERE deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated`);

    await q.query(`ALTER TABLE local_models DROP CONSTRAINT ck_local_models_state,
      ADD CONSTRAINT ck_local_models_state CHECK (state IN ('active', 'waiting', 'retired', 'refused')),
      ADD impact jsonb, ADD reviewed_by integer REFERENCES users (id) ON DELETE SET NULL, ADD reviewed_at timestamptz(3)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    await q.query(`UPDATE local_models SET state = 'refused' WHERE state = 'waiting'`);
    await q.query(`ALTER TABLE local_models DROP COLUMN impact, DROP COLUMN reviewed_by, DROP COLUMN reviewed_at,
      DROP CONSTRAINT ck_local_models_state,
      ADD CONSTRAINT ck_local_models_state CHECK (state IN ('active', 'retired', 'refused'))`);
    await q.query(`DROP INDEX "ix_tickets_decided"`);
    await q.query(`CREATE INDEX "ix_tickets_settled" ON "tickets" ("updated_at", "id")
      WHERE deleted_at IS NULL AND NOT self_settled AND ${SETTLED}`);
    await q.query(`ALTER TABLE "tickets" DROP CONSTRAINT "ck_tickets_decided_by"`);
    await q.query(`DROP TRIGGER outdate_triage_decision ON tickets`);
    await q.query(`DROP FUNCTION outdate_triage_decision`);
    await q.query(`DROP TRIGGER stamp_triage_decision_inserted ON tickets`);
    await q.query(`DROP TRIGGER stamp_triage_decision_updated ON tickets`);
    // Without deciders, exactly the accepted and overridden tickets count.
    await q.query(`UPDATE tickets SET decided_at = CASE WHEN triage_state <> 'manual' THEN updated_at END
      WHERE ${SETTLED} AND NOT self_settled AND (decided_at IS NULL) = (triage_state <> 'manual')`);
    await foldAll(q);
    for (const name of Object.keys(CHANGED)) await readOtherwise(q, name, COUNTERS[name]!);
    await foldInto(q, { ...COUNTERS, ticket_tags: TAGS });
    await q.query(`DROP VIEW triage_decision_counts`);
    await q.query(`DROP TABLE triage_decision_counts_folded`);
    await countAs(q, `${COUNTED}, tags`);
    await q.query(
      `CREATE TRIGGER stamp_triage_decision_inserted BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION stamp_triage_decision()`,
    );
    await q.query(
      `CREATE TRIGGER stamp_triage_decision_updated BEFORE UPDATE ON tickets FOR EACH ROW EXECUTE FUNCTION stamp_triage_decision()`,
    );
    await leaveOutSelfSettled(q);
    await q.query(`ALTER TABLE "tickets" DROP COLUMN "decided_by", DROP COLUMN "decided_by_id",
      DROP COLUMN "decision_outdated"`);
    await q.query(`DROP TYPE "triage_decider"`);
  }
}

/** Replaces a counter's definition. All differences must have been folded, so that existing rows keep their meaning. */
export async function readOtherwise(
  q: QueryRunner,
  name: string,
  { key, sums, reading }: Counter,
): Promise<void> {
  const columns = [key, ...sums].join(', ');
  await q.query(`
    CREATE OR REPLACE VIEW ${name} AS SELECT ${columns} FROM ${name}_folded
    UNION ALL SELECT ${columns} FROM (${reading.replaceAll('FROM differences', 'FROM ticket_differences')}) d
  `);
}

/**
 * The decider is the last user who changed category, priority or triage. A requester who created the ticket with both
 * values did not decide, even if an agent now; decisions of former agents are not used for training.
 */
const NAME_DECIDERS = `
  WITH settled AS (
    SELECT id, requester_id, triage_state FROM tickets
    WHERE deleted_at IS NULL AND NOT self_settled AND ${SETTLED}
    ORDER BY updated_at DESC, id DESC LIMIT ${NEWEST}
  ), last_decisions AS (
    SELECT s.id AS ticket_id, h.id, h.at, h.actor_id, CASE
        WHEN h.actor_type = 'system' THEN 'import'
        WHEN h.actor_type <> 'user' THEN NULL
        WHEN u.role IN ('agent', 'admin') AND (h.changes ? 'triage_state' OR u.id IS DISTINCT FROM s.requester_id)
          THEN 'agent'
        ELSE 'requester' END::triage_decider AS decider
    FROM settled s
    CROSS JOIN LATERAL (
      SELECT * FROM ticket_history h
      WHERE h.ticket_id = s.id AND h.changes ?| ARRAY['triage_state', 'category', 'priority']
      ORDER BY h.id DESC LIMIT 1
    ) h
    LEFT JOIN users u ON u.id = h.actor_id
  )
  UPDATE tickets t SET decided_by = d.decider,
    decided_by_id = CASE WHEN d.decider = 'agent' THEN d.actor_id END,
    decided_at = CASE WHEN d.decider = 'agent' THEN d.at END,
    decision_outdated = EXISTS (SELECT FROM ticket_history h
      WHERE h.ticket_id = t.id AND h.id > d.id AND h.changes ?| ARRAY['title', 'description'])
  FROM last_decisions d WHERE t.id = d.ticket_id`;

/**
 * A statement that decides sets `decided_by`; without it, no decision is recorded. A later change of the text
 * invalidates the decision.
 */
async function stampDecisions(q: QueryRunner): Promise<void> {
  await q.query(`
    CREATE OR REPLACE FUNCTION stamp_triage_decision() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.triage_state NOT IN ('accepted', 'overridden', 'manual') THEN NEW.decided_by := NULL;
      ELSIF NEW.self_settled THEN NEW.decided_by := 'threshold';
      END IF;
      NEW.decision_outdated := false;
      IF NEW.decided_by = 'agent' THEN NEW.decided_at := NEW.updated_at;
      ELSE
        NEW.decided_at := NULL;
        NEW.decided_by_id := NULL;
      END IF;
      RETURN NEW;
    END $$
  `);
  // Rows restored from a backup keep their time.
  await q.query(`
    CREATE TRIGGER stamp_triage_decision_inserted BEFORE INSERT ON tickets FOR EACH ROW
    WHEN (NEW.decided_at IS NULL AND NEW.triage_state IN ('accepted', 'overridden', 'manual'))
    EXECUTE FUNCTION stamp_triage_decision()
  `);
  await q.query(`
    CREATE TRIGGER stamp_triage_decision_updated BEFORE UPDATE ON tickets FOR EACH ROW
    WHEN ((OLD.triage_state, OLD.category, OLD.priority, OLD.self_settled, OLD.decided_by)
      IS DISTINCT FROM (NEW.triage_state, NEW.category, NEW.priority, NEW.self_settled, NEW.decided_by))
    EXECUTE FUNCTION stamp_triage_decision()
  `);
  await q.query(`
    CREATE FUNCTION outdate_triage_decision() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.decision_outdated := NEW.decided_by IS NOT NULL;
      RETURN NEW;
    END $$
  `);
  // Triggers run in the order of their names. The stamp runs later and takes precedence: a decision in the same
  // statement applies to the new text.
  await q.query(`
    CREATE TRIGGER outdate_triage_decision BEFORE UPDATE OF title, description ON tickets FOR EACH ROW
    WHEN ((OLD.title, OLD.description) IS DISTINCT FROM (NEW.title, NEW.description))
    EXECUTE FUNCTION outdate_triage_decision()
  `);
}
