import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Hides internal updates from requesters, in both the version and the time of the last update. Each write increments
 * `version`, and an internal one `internal_updates` as well. Adding the columns does not rewrite the table:
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
export class InternalUpdates1765200000000 implements MigrationInterface {
  name = 'InternalUpdates1765200000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE tickets ADD internal_updates integer NOT NULL DEFAULT 0,
      ADD public_updated_at timestamp(3) with time zone`);
    await q.query(`
      CREATE FUNCTION keep_public_update() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.public_updated_at := CASE WHEN NEW.internal_updates > OLD.internal_updates
          THEN coalesce(OLD.public_updated_at, OLD.updated_at) END;
        RETURN NEW;
      END $$
    `);
    await q.query(`
      CREATE TRIGGER keep_public_update BEFORE UPDATE ON tickets FOR EACH ROW
      WHEN (NEW.version IS DISTINCT FROM OLD.version AND
        (NEW.internal_updates > OLD.internal_updates OR OLD.public_updated_at IS NOT NULL))
      EXECUTE FUNCTION keep_public_update()
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TRIGGER keep_public_update ON tickets`);
    await q.query(`DROP FUNCTION keep_public_update()`);
    await q.query(`ALTER TABLE tickets DROP COLUMN public_updated_at, DROP COLUMN internal_updates`);
  }
}
