import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records whether a viewer of a ticket is writing a reply. */
export class ReplyingViewers1765553000000 implements MigrationInterface {
  name = 'ReplyingViewers1765553000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE ticket_viewers ADD "replying" boolean NOT NULL DEFAULT false`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE ticket_viewers DROP COLUMN "replying"`);
  }
}
