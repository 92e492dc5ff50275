import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for lists by topic and for training on topics, and the removal of a topic that was only suggested. */
export class TopicIndexes1765750000000 implements MigrationInterface {
  name = 'TopicIndexes1765750000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE INDEX ix_tickets_topic ON tickets
        (topic_id, created_at, id, status, priority, triage_state, assignee_id) WHERE deleted_at IS NULL`);
    await q.query(`
      CREATE INDEX ix_tickets_suggested_topic ON tickets (suggested_topic_id) WHERE suggested_topic_id IS NOT NULL`);
    await q.query(`
      ALTER TABLE tickets DROP CONSTRAINT fk_tickets_suggested_topic,
        ADD CONSTRAINT fk_tickets_suggested_topic FOREIGN KEY (suggested_topic_id) REFERENCES topics ON DELETE SET NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE tickets DROP CONSTRAINT fk_tickets_suggested_topic,
        ADD CONSTRAINT fk_tickets_suggested_topic FOREIGN KEY (suggested_topic_id) REFERENCES topics`);
    await q.query(`DROP INDEX ix_tickets_topic, ix_tickets_suggested_topic`);
  }
}
