import type { MigrationInterface, QueryRunner } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';

/**
 * Time of the last password entry and network of a session, role of a token at its creation, and normalized email
 * addresses. Processes of the previous release keep running: their inserts use the defaults.
 */
export class SignInStrength1765300000000 implements MigrationInterface {
  name = 'SignInStrength1765300000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE "sessions"
      ADD "verified_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
      ADD "network" text`);
    await q.query(`UPDATE sessions SET verified_at = created_at`);
    await q.query(`ALTER TABLE "api_tokens" ADD "role" "user_role"`);
    await q.query(`UPDATE api_tokens t SET role = u.role FROM users u WHERE u.id = t.user_id`);
    await this.normalizeAddresses(q);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE "api_tokens" DROP COLUMN "role"`);
    await q.query(`ALTER TABLE "sessions" DROP COLUMN "network", DROP COLUMN "verified_at"`);
  }

  /**
   * An address stays unchanged if it cannot be normalized or another account has the normalized one. Its owner signs in
   * with the same spelling, and an administrator may change it.
   */
  private async normalizeAddresses(q: QueryRunner): Promise<void> {
    const users = (await q.query(`SELECT id, email FROM users WHERE email !~ '^[!-~]+$' ORDER BY id`)) as {
      id: number;
      email: string;
    }[];
    for (const { id, email } of users) {
      const normalized = normalizeEmail(email);
      if (!normalized || normalized === email) continue;
      await q.query(
        `UPDATE users SET email = $2 WHERE id = $1 AND NOT EXISTS (SELECT FROM users o WHERE o.email = $2)`,
        [id, normalized],
      );
    }
  }
}
