import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Hidden and due tickets, replies that wait for the requester, and reasons of
 * changes that no one made. Adding the columns does not rewrite the tables.
 */
export class SnoozeAndDue1765720000000 implements MigrationInterface {
  name = 'SnoozeAndDue1765720000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE ticket_history ADD reason text`);
    await q.query(`ALTER TABLE pending_messages ADD wait boolean NOT NULL DEFAULT false`);
    await q.query(`
      CREATE INDEX ix_tickets_snoozed ON tickets (snoozed_until, id)
      WHERE snoozed_until IS NOT NULL AND deleted_at IS NULL`);
    await q.query(`
      CREATE INDEX ix_tickets_resolved ON tickets (team_id, resolved_at, id)
      WHERE status = 'resolved' AND deleted_at IS NULL`);
    // `ticket-rows.repository.ts` uses the same expression.
    for (const [name, where] of [
      ['ix_tickets_due', ''],
      ['ix_tickets_due_unresolved', ` AND status IN ('open', 'in_progress', 'waiting')`],
    ]) {
      await q.query(`
        CREATE INDEX ${name} ON tickets ((coalesce(due_at, '9999-12-31 23:59:59.999+00')), id, status, priority,
          category, triage_state, assignee_id) WHERE deleted_at IS NULL${where}`);
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      `DROP INDEX ix_tickets_snoozed, ix_tickets_resolved, ix_tickets_due, ix_tickets_due_unresolved`,
    );
    await q.query(`ALTER TABLE pending_messages DROP wait`);
    await q.query(`ALTER TABLE ticket_history DROP reason`);
  }
}
