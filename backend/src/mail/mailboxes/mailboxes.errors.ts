import { DomainError, type ProblemParams } from '../../common/domain-error.js';
import { fault } from '../../common/field-faults.js';

export class MailboxNotFound extends DomainError {
  readonly code = 'mailbox.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Mailbox ${id} not found.`);
  }
}

export class MailboxAddressTaken extends DomainError {
  readonly code = 'mailbox.address_taken';
  readonly fault = 'conflict';
  override readonly fields;
  constructor(field: 'address' | 'aliases') {
    super('Another mailbox has this address.');
    this.fields = [{ field, ...fault('address_taken') }];
  }
}

export class MailboxInUse extends DomainError {
  readonly code = 'mailbox.in_use';
  readonly fault = 'conflict';
  constructor() {
    super('The mailbox has mail in quarantine or in process. Release or delete it first.');
  }
}

export class TooManyMailboxes extends DomainError {
  readonly code = 'mailbox.too_many';
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  constructor(max: number) {
    super(`You can have up to ${max} mailboxes. Delete one first.`);
    this.params = { max };
  }
}
