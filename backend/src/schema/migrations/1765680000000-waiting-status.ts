import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A migration of its own, since PostgreSQL allows a new value to be used only after its transaction. */
export class WaitingStatus1765680000000 implements MigrationInterface {
  name = 'WaitingStatus1765680000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TYPE ticket_status ADD VALUE IF NOT EXISTS 'waiting' AFTER 'in_progress'`);
  }

  async down(): Promise<void> {
    // PostgreSQL cannot remove a value, and nothing uses it after the later migrations have been reverted.
  }
}
