import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a merge moved and changed, from which it is undone. */
export class TicketMerges1765740000000 implements MigrationInterface {
  name = 'TicketMerges1765740000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE ticket_merges (
        source_id integer PRIMARY KEY CONSTRAINT fk_ticket_merges_source REFERENCES tickets ON DELETE CASCADE,
        target_id integer NOT NULL CONSTRAINT fk_ticket_merges_target REFERENCES tickets ON DELETE CASCADE,
        merged_at timestamp(3) with time zone NOT NULL DEFAULT now(),
        messages jsonb NOT NULL,
        description_message_id integer NOT NULL,
        followers integer[] NOT NULL,
        source_before jsonb NOT NULL,
        target_before jsonb NOT NULL,
        target_after jsonb NOT NULL)`);
    await q.query(`CREATE INDEX ix_ticket_merges_target ON ticket_merges (target_id)`);
    // In order of time, since a merge brings messages of another ticket.
    await q.query(
      `CREATE INDEX ix_ticket_messages_ticket_new ON ticket_messages (ticket_id, created_at, id)`,
    );
    await q.query(`DROP INDEX ix_ticket_messages_ticket`);
    await q.query(`ALTER INDEX ix_ticket_messages_ticket_new RENAME TO ix_ticket_messages_ticket`);
    // Once the target is deleted for good, the source stands for itself.
    await q.query(`ALTER TABLE tickets DROP CONSTRAINT fk_tickets_merged_into, ADD CONSTRAINT fk_tickets_merged_into
      FOREIGN KEY (merged_into_id) REFERENCES tickets ON DELETE SET NULL NOT VALID`);
    await q.query(
      `CREATE INDEX ix_tickets_merged_into ON tickets (merged_into_id) WHERE merged_into_id IS NOT NULL`,
    );
    await q.query(`ALTER TABLE tickets VALIDATE CONSTRAINT fk_tickets_merged_into`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX ix_tickets_merged_into`);
    await q.query(`ALTER TABLE tickets DROP CONSTRAINT fk_tickets_merged_into, ADD CONSTRAINT fk_tickets_merged_into
      FOREIGN KEY (merged_into_id) REFERENCES tickets`);
    await q.query(`DROP INDEX ix_ticket_messages_ticket`);
    await q.query(`CREATE INDEX ix_ticket_messages_ticket ON ticket_messages (ticket_id, id)`);
    await q.query(`DROP TABLE ticket_merges`);
  }
}
