import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records issuer and time of reset links, for the list of pending ones. */
export class ResetLinkIssuers1765556000000 implements MigrationInterface {
  name = 'ResetLinkIssuers1765556000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE password_resets ADD "issued_by" integer,
      ADD "issued_at" timestamp(3) with time zone NOT NULL DEFAULT now(),
      ADD CONSTRAINT "fk_password_resets_issuer" FOREIGN KEY ("issued_by") REFERENCES "users" ("id") ON DELETE SET NULL`);
    await q.query(`CREATE INDEX "ix_password_resets_issuer" ON "password_resets" ("issued_by")`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE password_resets DROP COLUMN "issued_by", DROP COLUMN "issued_at"`);
  }
}
