import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has a ticket open also says whether they are writing a reply. */
export class ReplyingViewers1765553000000 implements MigrationInterface {
  name = 'ReplyingViewers1765553000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE ticket_viewers ADD "replying" boolean NOT NULL DEFAULT false`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE ticket_viewers DROP COLUMN "replying"`);
  }
}
