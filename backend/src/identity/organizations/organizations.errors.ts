import { DomainError } from '../../common/domain-error.js';
import { fault, type FieldFault } from '../../common/field-faults.js';

export class OrganizationNotFound extends DomainError {
  readonly code = 'organization.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Organization ${id} not found.`);
  }
}

export class OrganizationNameTaken extends DomainError {
  readonly code = 'organization.name_taken';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'name', ...fault('name_taken') }];
  constructor() {
    super('An organization with this name already exists.');
  }
}

export class DomainTaken extends DomainError {
  readonly code = 'organization.domain_taken';
  readonly fault = 'conflict';
  override readonly fields: FieldFault[];
  constructor(domain: string) {
    super(`${domain} belongs to another organization. Remove it there first.`);
    this.fields = [{ field: 'domains', ...fault('domain_taken', { domain }) }];
  }
}
