import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records to whom a pending reply was written, so that it is not delivered to another requester. */
export class PendingMessageRequesters1765600000000 implements MigrationInterface {
  name = 'PendingMessageRequesters1765600000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE "pending_messages" ADD "requester_id" integer, ADD "requester_email" text,
      ADD "held" boolean NOT NULL DEFAULT false`);
    await q.query(`UPDATE pending_messages p SET requester_id = t.requester_id, requester_email = t.requester_email
      FROM tickets t WHERE t.id = p.ticket_id`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DELETE FROM pending_messages WHERE held`);
    await q.query(`ALTER TABLE "pending_messages" DROP "held", DROP "requester_email", DROP "requester_id"`);
  }
}
