import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { array, boolean, integer, text, timestamptz } from '../../database/columns.js';
import { and, execute, query, queryFirst, statement, type Sql } from '../../database/query.js';
import type { OrganizationView } from './dto/organizations.dto.js';

const ORGANIZATION = {
  ...{ id: integer, name: text, notes: text, domains: array(text) },
  ...{ shares_tickets: boolean, created_at: timestamptz },
};

@Injectable()
export class OrganizationsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first, with a part in the name and before an id, if these are given. */
  list({
    search,
    before,
    limit,
  }: {
    search?: string;
    before?: number;
    limit: number;
  }): Promise<OrganizationView[]> {
    const part = search && `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    const where = and([
      ...(part ? [sql`lower(o.name) LIKE ${part}`] : []),
      ...(before === undefined ? [] : [sql`o.id < ${before}::bigint`]),
    ]);
    return query(this.dataSource, select(sql`${where} ORDER BY o.id DESC LIMIT ${limit}`));
  }

  find(id: number): Promise<OrganizationView | undefined> {
    return queryFirst(this.dataSource, select(sql`o.id = ${id}`));
  }
}

function select(condition: Sql) {
  return statement(
    ORGANIZATION,
    sql`
      SELECT o.id, o.name, o.notes, o.shares_tickets, o.created_at,
        ARRAY(SELECT d.domain FROM organization_domains d WHERE d.organization_id = o.id ORDER BY d.domain) AS domains
      FROM organizations o WHERE ${condition}`,
  );
}

/**
 * Replaces the domains of an organization.
 * @returns a domain of another organization, after which the transaction must be rolled back
 */
export async function setDomains(
  manager: EntityManager,
  organizationId: number,
  domains: readonly string[],
): Promise<string | undefined> {
  const names = sql`${[...domains].toSorted()}::text[]`;
  const remove = sql`
    DELETE FROM organization_domains WHERE organization_id = ${organizationId} AND domain <> ALL (${names})`;
  await execute(manager, statement({}, remove));
  // In one order, so that two organizations that want the same domains don't wait for each other.
  const add = sql`
    INSERT INTO organization_domains (domain, organization_id)
    SELECT domain, ${organizationId} FROM unnest(${names}) AS domain ON CONFLICT DO NOTHING`;
  await execute(manager, statement({}, add));
  const taken = sql`
    SELECT domain FROM organization_domains
    WHERE domain = ANY (${names}) AND organization_id <> ${organizationId} ORDER BY domain LIMIT 1`;
  return (await queryFirst(manager, statement({ domain: text }, taken)))?.domain;
}
