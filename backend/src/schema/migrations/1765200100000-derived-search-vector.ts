import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEARCHED = `title || ' ' || description || ' ' || coalesce(requester_name, '') || ' ' || coalesce(requester_email, '')`;
const SEARCH_VECTOR = `to_tsvector('english', ${SEARCHED}) || to_tsvector('simple', ${SEARCHED} || ' ' || replace(coalesce(requester_email, ''), '@', ' '))`;
const OF_NEW = SEARCH_VECTOR.replace(/\b(title|description|requester_name|requester_email)\b/g, 'NEW.$1');

/**
 * In a table with BEFORE UPDATE triggers, PostgreSQL recomputes generated columns on every update; for a text of 20,000
 * characters, that dominates its duration. A trigger that fires only on changes of the text replaces the generated
 * column, whose values are kept without rewriting the table.
 */
export class DerivedSearchVector1765200100000 implements MigrationInterface {
  name = 'DerivedSearchVector1765200100000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE tickets ALTER search_vector DROP EXPRESSION`);
    await q.query(`DELETE FROM typeorm_metadata WHERE "table" = 'tickets' AND name = 'search_vector'`);
    await q.query(`
      CREATE FUNCTION derive_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.search_vector := ${OF_NEW};
        RETURN NEW;
      END $$
    `);
    await q.query(`
      CREATE TRIGGER derive_search_vector BEFORE INSERT OR UPDATE OF title, description, requester_name, requester_email
      ON tickets FOR EACH ROW EXECUTE FUNCTION derive_search_vector()
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TRIGGER derive_search_vector ON tickets`);
    await q.query(`DROP FUNCTION derive_search_vector()`);
    await q.query(`ALTER TABLE tickets DROP COLUMN search_vector`);
    await q.query(
      `ALTER TABLE tickets ADD search_vector tsvector NOT NULL GENERATED ALWAYS AS (${SEARCH_VECTOR}) STORED`,
    );
    await q.query(
      `INSERT INTO typeorm_metadata VALUES ('GENERATED_COLUMN', current_database(), 'public', 'tickets', 'search_vector', $1)`,
      [SEARCH_VECTOR],
    );
    await q.query(
      `CREATE INDEX ix_tickets_search ON tickets USING gin (search_vector) WITH (gin_pending_list_limit = 256)`,
    );
  }
}
