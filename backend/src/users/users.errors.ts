import { DomainError } from '../domain-error.js';

export class UserNotFound extends DomainError {
  readonly code = 'user.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`There is no user ${id}.`);
  }
}

export class EmailTaken extends DomainError {
  readonly code = 'user.email_taken';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'email', message: 'belongs to another user' }];
  constructor() {
    super('Another user has this e-mail address.');
  }
}

export class LastAdmin extends DomainError {
  readonly code = 'user.last_admin';
  readonly fault = 'conflict';
  constructor() {
    super('This is the last active administrator. Make another one first.');
  }
}
