import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores the values before a triage decision, so that it can be undone. A new suggestion deletes them. */
export class UndoableDecisions1765590000000 implements MigrationInterface {
  name = 'UndoableDecisions1765590000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE TABLE "undoable_decisions" ("ticket_id" integer NOT NULL, "before" jsonb NOT NULL,
      "decided_at" timestamp(3) with time zone NOT NULL,
      CONSTRAINT "PK_undoable_decisions" PRIMARY KEY ("ticket_id"),
      CONSTRAINT "fk_undoable_decisions_ticket" FOREIGN KEY ("ticket_id") REFERENCES "tickets" ("id") ON DELETE CASCADE)`);
    await q.query(`
      CREATE FUNCTION forget_triage_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE classifications
        SET decision = NULL, decided_category = NULL, decided_priority = NULL, decided_at = NULL
        WHERE id = (
          SELECT id FROM classifications WHERE ticket_id = NEW.id AND applied ORDER BY id DESC LIMIT 1
        );
        RETURN NULL;
      END $$
    `);
    await q.query(`
      CREATE TRIGGER forget_triage_decision AFTER UPDATE ON tickets FOR EACH ROW
      WHEN (OLD.decided_at IS NOT NULL AND NEW.decided_at IS NULL) EXECUTE FUNCTION forget_triage_decision()
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TRIGGER forget_triage_decision ON tickets`);
    await q.query(`DROP FUNCTION forget_triage_decision`);
    await q.query(`DROP TABLE "undoable_decisions"`);
  }
}
