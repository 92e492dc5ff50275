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

export class LastAdmin extends DomainError {
  readonly code = 'user.last_admin';
  readonly fault = 'conflict';
  constructor() {
    super('You can’t remove the last active admin. Add another admin first.');
  }
}
