import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records how the candidates for a trained model compared, and why it was refused. */
export class ModelGates1765660000000 implements MigrationInterface {
  name = 'ModelGates1765660000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE local_models ADD COLUMN gate jsonb`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE local_models DROP COLUMN gate`);
  }
}
