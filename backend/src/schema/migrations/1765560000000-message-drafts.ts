import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores drafts of messages, so that closing a tab or signing out loses none. */
export class MessageDrafts1765560000000 implements MigrationInterface {
  name = 'MessageDrafts1765560000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE TABLE "message_drafts" ("user_id" integer NOT NULL, "ticket_id" integer NOT NULL,
      "body" text NOT NULL, "visibility" "message_visibility" NOT NULL, "after_message_id" integer,
      "updated_at" timestamp(3) with time zone NOT NULL DEFAULT now(),
      CONSTRAINT "ck_message_drafts_body" CHECK (char_length(body) BETWEEN 1 AND 100000),
      CONSTRAINT "PK_message_drafts" PRIMARY KEY ("user_id", "ticket_id"),
      CONSTRAINT "fk_message_drafts_user" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE,
      CONSTRAINT "fk_message_drafts_ticket" FOREIGN KEY ("ticket_id") REFERENCES "tickets" ("id") ON DELETE CASCADE)`);
    await q.query(`CREATE INDEX "ix_message_drafts_ticket" ON "message_drafts" ("ticket_id")`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE "message_drafts"`);
  }
}
