import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes of the ticket that a canned reply adds to a message. Adding the columns does not rewrite the tables. */
export class CannedReplyChanges1765781000000 implements MigrationInterface {
  name = 'CannedReplyChanges1765781000000';

  async up(q: QueryRunner): Promise<void> {
    for (const table of ['canned_replies', 'pending_messages'])
      await q.query(`ALTER TABLE ${table} ADD changes jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['canned_replies', 'pending_messages'])
      await q.query(`ALTER TABLE ${table} DROP changes`);
  }
}
