import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts started triage attempts, which detects a ticket whose triage crashes the process each time. */
export class TriageClaims1765100000000 implements MigrationInterface {
  name = 'TriageClaims1765100000000';

  async up(q: QueryRunner): Promise<void> {
    // A constant default does not rewrite the table.
    await q.query(`ALTER TABLE tickets ADD triage_claims smallint NOT NULL DEFAULT 0`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE tickets DROP COLUMN triage_claims`);
  }
}
