import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Public replies that can still be undone. */
export class PendingMessages1765520000000 implements MigrationInterface {
  name = 'PendingMessages1765520000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE TABLE "pending_messages" ("id" integer NOT NULL, "ticket_id" integer NOT NULL,
      "author_id" integer NOT NULL, "body" text NOT NULL, "resolve" boolean NOT NULL,
      "created_at" timestamp(3) with time zone NOT NULL DEFAULT now(),
      "deliver_at" timestamp(3) with time zone NOT NULL,
      CONSTRAINT "ck_pending_messages_body" CHECK (char_length(body) BETWEEN 1 AND 20000),
      CONSTRAINT "PK_pending_messages" PRIMARY KEY ("id"),
      CONSTRAINT "fk_pending_messages_ticket" FOREIGN KEY ("ticket_id") REFERENCES "tickets" ("id") ON DELETE CASCADE,
      CONSTRAINT "fk_pending_messages_author" FOREIGN KEY ("author_id") REFERENCES "users" ("id"))`);
    await q.query(`CREATE INDEX "ix_pending_messages_deliver_at" ON "pending_messages" ("deliver_at", "id")`);
    await q.query(`CREATE INDEX "ix_pending_messages_ticket" ON "pending_messages" ("ticket_id", "id")`);
  }

  async down(q: QueryRunner): Promise<void> {
    // Delivers pending replies, so that none is lost.
    await q.query(`INSERT INTO ticket_messages (id, ticket_id, author_id, body, visibility)
      OVERRIDING SYSTEM VALUE SELECT id, ticket_id, author_id, body, 'public' FROM pending_messages`);
    await q.query(`DROP TABLE "pending_messages"`);
  }
}
