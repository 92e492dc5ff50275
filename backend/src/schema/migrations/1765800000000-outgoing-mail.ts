import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Public replies by mail: their recipients with the state of delivery, and the outbox. */
export class OutgoingMail1765800000000 implements MigrationInterface {
  name = 'OutgoingMail1765800000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(
      `CREATE TYPE "delivery_state" AS ENUM ('queued', 'accepted', 'delayed', 'bounced', 'failed')`,
    );
    await q.query(`CREATE TABLE "message_recipients" ("message_id" integer NOT NULL, "address" text NOT NULL,
      "kind" text NOT NULL, "delivery" "delivery_state" NOT NULL DEFAULT 'queued', "detail" text,
      "updated_at" timestamp(3) with time zone NOT NULL DEFAULT now(),
      CONSTRAINT "PK_message_recipients" PRIMARY KEY ("message_id", "address"),
      CONSTRAINT "ck_message_recipients_kind" CHECK (kind IN ('to', 'cc')),
      CONSTRAINT "fk_message_recipients_message" FOREIGN KEY ("message_id")
        REFERENCES "ticket_messages" ("id") ON DELETE CASCADE)`);
    await q.query(`CREATE TABLE "outgoing_mails" ("message_id" integer NOT NULL, "mailbox_id" integer,
      "header_id" text NOT NULL, "due_at" timestamp(3) with time zone, "attempts" smallint NOT NULL DEFAULT 0,
      "queued_at" timestamp(3) with time zone NOT NULL DEFAULT now(), "sent_at" timestamp(3) with time zone,
      CONSTRAINT "PK_outgoing_mails" PRIMARY KEY ("message_id"),
      CONSTRAINT "uq_outgoing_mails_header_id" UNIQUE ("header_id"),
      CONSTRAINT "fk_outgoing_mails_message" FOREIGN KEY ("message_id")
        REFERENCES "ticket_messages" ("id") ON DELETE CASCADE,
      CONSTRAINT "fk_outgoing_mails_mailbox" FOREIGN KEY ("mailbox_id")
        REFERENCES "mailboxes" ("id") ON DELETE SET NULL)`);
    await q.query(
      `CREATE INDEX "ix_outgoing_mails_due_at" ON "outgoing_mails" ("due_at") WHERE due_at IS NOT NULL`,
    );
    await q.query(`CREATE INDEX "ix_outgoing_mails_mailbox" ON "outgoing_mails" ("mailbox_id", "sent_at")`);
    await q.query(`ALTER TABLE "pending_messages" ADD "recipients" jsonb`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE "pending_messages" DROP COLUMN "recipients"`);
    await q.query(`DROP TABLE "outgoing_mails"`);
    await q.query(`DROP TABLE "message_recipients"`);
    await q.query(`DROP TYPE "delivery_state"`);
  }
}
