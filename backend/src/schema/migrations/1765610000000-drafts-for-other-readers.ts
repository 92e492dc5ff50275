import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores drafts of both a reply and a note on the same ticket. */
export class DraftsForOtherReaders1765610000000 implements MigrationInterface {
  name = 'DraftsForOtherReaders1765610000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE "message_drafts" ADD "other_body" text,
      ADD CONSTRAINT "ck_message_drafts_other_body" CHECK (char_length(other_body) BETWEEN 1 AND 100000)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE "message_drafts" DROP "other_body"`);
  }
}
