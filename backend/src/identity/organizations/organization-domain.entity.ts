import { Check, Entity, Column, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from './organization.entity.js';

/** A domain of mail addresses that only members of one organization have. */
@Entity('organization_domains')
@Index('ix_organization_domains_organization', ['organizationId'])
@Check('ck_organization_domains_domain', 'domain = lower(domain)')
export class OrganizationDomain {
  /** In lower case and ASCII. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'organization_domains_pkey' }) domain!: string;
  @Column('integer') organizationId!: number;
  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'organization_id', foreignKeyConstraintName: 'fk_organization_domains_organization' })
  organization?: Relation<Organization>;
}
