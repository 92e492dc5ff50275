import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether a ticket has an unread message of its requester, and since when the requester awaits a reply. Adding the
 * columns does not rewrite the table.
 */
export class CustomerReplies1765510000000 implements MigrationInterface {
  name = 'CustomerReplies1765510000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE tickets ADD unread boolean NOT NULL DEFAULT false,
      ADD customer_replied_at timestamp(3) with time zone`);
    await q.query(
      `CREATE INDEX "ix_tickets_unread" ON "tickets" ("created_at", "id") WHERE deleted_at IS NULL AND unread`,
    );
    // `ticket-rows.repository.ts` uses the same expression.
    await q.query(`CREATE INDEX "ix_tickets_customer_replied" ON "tickets" ((CASE WHEN status IN ('open', 'in_progress')
      THEN coalesce(customer_replied_at, '1970-01-01 00:00:00+00') ELSE '1970-01-01 00:00:00+00' END), created_at, id)
      WHERE deleted_at IS NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX "ix_tickets_customer_replied"`);
    await q.query(`DROP INDEX "ix_tickets_unread"`);
    await q.query(`ALTER TABLE tickets DROP COLUMN customer_replied_at, DROP COLUMN unread`);
  }
}
