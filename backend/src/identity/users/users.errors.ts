import { DomainError } from '../../common/domain-error.js';
import { fault } from '../../common/field-faults.js';

export class UserNotFound extends DomainError {
  readonly code = 'user.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`User ${id} not found.`);
  }
}

export class EmailTaken extends DomainError {
  readonly code = 'user.email_taken';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'email', ...fault('email_taken') }];
  constructor() {
    super('A user with this email already exists.');
  }
}

export class OtherEmailTaken extends DomainError {
  readonly code = 'user.email_taken';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'emails', ...fault('email_taken') }];
  constructor() {
    super('Another person has one of these addresses.');
  }
}

export class UnknownOrganization extends DomainError {
  readonly code = 'user.unknown_organization';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'organization_id', ...fault('organization_unknown') }];
  constructor(id: number) {
    super(`Organization ${id} not found. Choose another one.`);
  }
}

export class AdministratorsOnly extends DomainError {
  readonly code = 'user.administrators_only';
  readonly fault = 'forbidden';
  constructor() {
    super('Agents can create requesters without a password only. Ask an administrator.');
  }
}

export class LastAdmin extends DomainError {
  readonly code = 'user.last_admin';
  readonly fault = 'conflict';
  constructor() {
    super('You can’t remove the last active admin. Add another admin first.');
  }
}
