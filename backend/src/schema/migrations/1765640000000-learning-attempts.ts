import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records training attempts, so that one that crashed the process is not repeated immediately after the restart. */
export class LearningAttempts1765640000000 implements MigrationInterface {
  name = 'LearningAttempts1765640000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE learning_attempts (
        id boolean PRIMARY KEY DEFAULT true CHECK (id),
        started_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE learning_attempts`);
  }
}
