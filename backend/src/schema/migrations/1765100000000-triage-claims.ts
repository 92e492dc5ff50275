import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the attempts to triage a ticket that were begun, so that one that ends each of them is noticed. */
export class TriageClaims1765100000000 implements MigrationInterface {
  name = 'TriageClaims1765100000000';

  async up(q: QueryRunner): Promise<void> {
    // With a constant default no row is rewritten.
    await q.query(`ALTER TABLE tickets ADD triage_claims smallint NOT NULL DEFAULT 0`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE tickets DROP COLUMN triage_claims`);
  }
}
