import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Domains of organizations, and indexes for the lists of organizations and of their tickets. */
export class Organizations1765761000000 implements MigrationInterface {
  name = 'Organizations1765761000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE organization_domains (
        domain text PRIMARY KEY CONSTRAINT ck_organization_domains_domain CHECK (domain = lower(domain)),
        organization_id integer NOT NULL
          CONSTRAINT fk_organization_domains_organization REFERENCES organizations ON DELETE CASCADE)`);
    await q.query(
      `CREATE INDEX ix_organization_domains_organization ON organization_domains (organization_id)`,
    );
    await q.query(
      `CREATE INDEX ix_organizations_search ON organizations USING gin (lower(name) gin_trgm_ops)`,
    );
    await q.query(`
      CREATE INDEX ix_tickets_organization ON tickets (organization_id, created_at, id, status, priority)
      WHERE organization_id IS NOT NULL`);
    await q.query(`
      ALTER TABLE tickets DROP CONSTRAINT fk_tickets_organization, ADD CONSTRAINT fk_tickets_organization
        FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE SET NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE tickets DROP CONSTRAINT fk_tickets_organization, ADD CONSTRAINT fk_tickets_organization
        FOREIGN KEY (organization_id) REFERENCES organizations`);
    await q.query(`DROP INDEX ix_tickets_organization, ix_organizations_search`);
    await q.query(`DROP TABLE organization_domains`);
  }
}
