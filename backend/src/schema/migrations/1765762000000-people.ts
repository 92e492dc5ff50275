import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Addresses of people, and the person of each ticket. `requester_id` stays the account that may read a ticket: the person's,
 * once the address that the ticket names is verified. Tickets that exist are linked in the background
 * (`PersonBackfill`).
 */
export class People1765762000000 implements MigrationInterface {
  name = 'People1765762000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE users
        ADD organization_id integer CONSTRAINT fk_users_organization REFERENCES organizations ON DELETE SET NULL,
        ADD notes text NOT NULL DEFAULT '',
        ADD has_account boolean NOT NULL DEFAULT true,
        ADD other_emails text NOT NULL DEFAULT ''`);
    await q.query(
      `CREATE INDEX ix_users_organization ON users (organization_id, id) WHERE organization_id IS NOT NULL`,
    );
    await q.query(`DROP INDEX ix_users_search`);
    await q.query(`
      CREATE INDEX ix_users_search ON users USING gin ((lower(name) || ' ' || email || other_emails) gin_trgm_ops)`);
    await q.query(`
      CREATE TABLE user_emails (
        address text PRIMARY KEY CONSTRAINT ck_user_emails_address CHECK (address = lower(address)),
        user_id integer NOT NULL CONSTRAINT fk_user_emails_user REFERENCES users ON DELETE CASCADE,
        verified boolean NOT NULL DEFAULT false)`);
    await q.query(`CREATE INDEX ix_user_emails_user ON user_emails (user_id)`);
    // A person with a password has used a link for the address, or got the password with it from an administrator.
    await q.query(`
      INSERT INTO user_emails (address, user_id, verified)
      SELECT email, id, role <> 'requester' OR password_hash IS NOT NULL FROM users`);
    await q.query(`ALTER TABLE tickets ADD person_id integer CONSTRAINT fk_tickets_person REFERENCES users`);
    await q.query(`
      CREATE INDEX ix_tickets_person ON tickets (person_id, created_at, id) WHERE person_id IS NOT NULL`);
    // For the background task. Empty once it is done.
    await q.query(`
      CREATE INDEX ix_tickets_without_person ON tickets (id)
      WHERE person_id IS NULL AND (requester_id IS NOT NULL OR requester_email IS NOT NULL)`);
    await q.query(KEEP_USER_EMAIL);
    await q.query(`
      CREATE TRIGGER keep_user_email AFTER INSERT OR UPDATE OF email, role, password_hash ON users
      FOR EACH ROW EXECUTE FUNCTION keep_user_email()`);
    await q.query(OPEN_TICKETS_OF_EMAIL);
    await q.query(`
      CREATE TRIGGER open_tickets_of_email AFTER INSERT OR UPDATE OF verified ON user_emails
      FOR EACH ROW WHEN (NEW.verified) EXECUTE FUNCTION open_tickets_of_email()`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TRIGGER keep_user_email ON users`);
    await q.query(`DROP FUNCTION keep_user_email`);
    await q.query(`ALTER TABLE tickets DROP person_id`);
    await q.query(`DROP TABLE user_emails`);
    await q.query(`DROP FUNCTION open_tickets_of_email`);
    await q.query(`DROP INDEX ix_users_search`);
    await q.query(
      `CREATE INDEX ix_users_search ON users USING gin ((lower(name) || ' ' || email) gin_trgm_ops)`,
    );
    await q.query(`
      ALTER TABLE users DROP organization_id, DROP notes, DROP has_account, DROP other_emails`);
  }
}

/**
 * The address with which a user signs in is also one of their addresses: verified once they have a password, and for
 * agents.
 */
const KEEP_USER_EMAIL = `
  CREATE FUNCTION keep_user_email() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    is_verified boolean := NEW.role <> 'requester' OR NEW.password_hash IS NOT NULL;
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.email <> NEW.email THEN
      DELETE FROM user_emails WHERE address = OLD.email AND user_id = NEW.id;
    END IF;
    UPDATE user_emails SET verified = verified OR is_verified
    WHERE address = NEW.email AND user_id = NEW.id;
    -- Fails for an address of another user.
    IF NOT FOUND THEN
      INSERT INTO user_emails (address, user_id, verified) VALUES (NEW.email, NEW.id, is_verified);
    END IF;
    RETURN NULL;
  END $$`;

/** A verified address opens the tickets that name it to its owner, who joins the organization of its domain. */
const OPEN_TICKETS_OF_EMAIL = `
  CREATE FUNCTION open_tickets_of_email() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.verified AND OLD.user_id = NEW.user_id THEN
      RETURN NULL;
    END IF;
    UPDATE tickets SET requester_id = NEW.user_id
    WHERE person_id = NEW.user_id AND requester_id IS NULL AND lower(requester_email) = NEW.address;
    UPDATE users u SET organization_id = d.organization_id FROM organization_domains d
    WHERE u.id = NEW.user_id AND u.organization_id IS NULL AND u.role = 'requester'
      AND d.domain = substring(NEW.address FROM '[^@]*$');
    IF FOUND THEN
      UPDATE tickets t SET organization_id = u.organization_id FROM users u
      WHERE u.id = NEW.user_id AND t.person_id = u.id AND t.organization_id IS NULL;
    END IF;
    RETURN NULL;
  END $$`;
