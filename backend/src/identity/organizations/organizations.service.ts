import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { violatedConstraint } from '../../database/violated-constraint.js';
import { decodeIdCursor, pageById } from '../../http/id-cursor.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import type { Caller } from '../users/caller.js';
import type {
  CreateOrganizationInput,
  OrganizationListQuery,
  OrganizationPage,
  OrganizationView,
  UpdateOrganizationInput,
} from './dto/organizations.dto.js';
import { Organization } from './organization.entity.js';
import { DomainTaken, OrganizationNameTaken, OrganizationNotFound } from './organizations.errors.js';
import { OrganizationsRepository, setDomains } from './organizations.repository.js';

/** Organizations, which administrators manage and agents read. */
@Injectable()
export class OrganizationsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationsRepository,
  ) {}

  /** @throws InvalidCursor */
  async list({ search, limit, cursor }: OrganizationListQuery): Promise<OrganizationPage> {
    const before = cursor ? decodeIdCursor(cursor) : undefined;
    const rows = await this.organizations.list({ search, before, limit: limit + 1 });
    return pageById(rows, limit, (organization) => organization);
  }

  /** @throws OrganizationNotFound */
  async get(id: number): Promise<OrganizationView> {
    const organization = await this.organizations.find(id);
    if (!organization) throw new OrganizationNotFound(id);
    return organization;
  }

  /** @throws OrganizationNameTaken | DomainTaken */
  async create(
    { domains, shares_tickets: sharesTickets, ...fields }: CreateOrganizationInput,
    by: Caller,
  ): Promise<OrganizationView> {
    const id = await rejectNameTaken(() =>
      this.dataSource.transaction(async (manager) => {
        const { id } = await manager.save(manager.create(Organization, { ...fields, sharesTickets }));
        await claimDomains(manager, id, domains);
        return id;
      }),
    );
    logSecurityEvent('organization.created', { organizationId: id, by: by.id });
    return this.get(id);
  }

  /** @throws OrganizationNotFound | OrganizationNameTaken | DomainTaken */
  async update(
    id: number,
    { domains, shares_tickets: sharesTickets, ...fields }: UpdateOrganizationInput,
    by: Caller,
  ): Promise<OrganizationView> {
    await rejectNameTaken(() =>
      this.dataSource.transaction(async (manager) => {
        const lock = { mode: 'pessimistic_write' } as const;
        if (!(await manager.findOne(Organization, { where: { id }, lock })))
          throw new OrganizationNotFound(id);
        const columns = { ...fields, ...(sharesTickets !== undefined && { sharesTickets }) };
        if (Object.keys(columns).length > 0) await manager.update(Organization, { id }, columns);
        if (domains) await claimDomains(manager, id, domains);
      }),
    );
    logSecurityEvent('organization.changed', { organizationId: id, by: by.id });
    return this.get(id);
  }

  /** @throws OrganizationNotFound */
  async remove(id: number, by: Caller): Promise<void> {
    const { affected } = await this.dataSource.getRepository(Organization).delete({ id });
    if (!affected) throw new OrganizationNotFound(id);
    logSecurityEvent('organization.deleted', { organizationId: id, by: by.id });
  }
}

/** @throws DomainTaken */
async function claimDomains(manager: EntityManager, id: number, domains: string[]): Promise<void> {
  const taken = await setDomains(manager, id, domains);
  if (taken !== undefined) throw new DomainTaken(taken);
}

/** @throws OrganizationNameTaken. Relies on the unique index, since a prior check would miss concurrent inserts. */
async function rejectNameTaken<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (violatedConstraint(error) === 'uq_organizations_name') throw new OrganizationNameTaken();
    throw error;
  }
}
