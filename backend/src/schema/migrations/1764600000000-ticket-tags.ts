import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  COUNTED,
  countAs,
  COUNTERS,
  foldAll,
  foldInto,
  readFoldedOrNot,
  type Counter,
} from './1764500000000-ticket-differences.js';

export const TAGS: Counter = {
  key: 'tag',
  sums: ['n'],
  reading: 'SELECT tag, n FROM differences, unnest(tags) AS tag',
};

/** Number of tickets by tag, from which a list gets its total and the tag's frequency without counting. */
export class TicketTags1764600000000 implements MigrationInterface {
  name = 'TicketTags1764600000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    // Pending differences were recorded without tags.
    await foldAll(q);
    await q.query(`ALTER TABLE ticket_differences ADD tags text[] NOT NULL`);
    await q.query(`CREATE TABLE ticket_tags_folded (tag text NOT NULL, n bigint NOT NULL)`);
    await q.query(`
      INSERT INTO ticket_tags_folded (tag, n)
      SELECT tag, count(*) FROM tickets, unnest(tags) AS tag WHERE deleted_at IS NULL GROUP BY tag ORDER BY tag
    `);
    await readFoldedOrNot(q, 'ticket_tags', TAGS);
    await countAs(q, `${COUNTED}, tags`);
    await foldInto(q, { ...COUNTERS, ticket_tags: TAGS });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    await foldAll(q);
    await q.query(`DROP VIEW ticket_tags`);
    await q.query(`DROP TABLE ticket_tags_folded`);
    await countAs(q, COUNTED);
    await foldInto(q, COUNTERS);
    await q.query(`ALTER TABLE ticket_differences DROP COLUMN tags`);
  }
}
