import { DomainError, type ProblemParams } from '../../common/domain-error.js';

export class InboundTokenInvalid extends DomainError {
  readonly code = 'mail.token_invalid';
  readonly fault = 'unauthenticated';
  constructor() {
    super('The token is invalid, or its mailbox is inactive. Create a token for the mailbox.');
  }
}

export class MailTooLarge extends DomainError {
  readonly code = 'mail.too_large';
  readonly fault = 'too_large';
  override readonly params: ProblemParams;
  /** @param max In megabytes. */
  constructor(max: number) {
    super(`The mail is too large. Send at most ${max} MB.`);
    this.params = { max };
  }
}

export class MailEmpty extends DomainError {
  readonly code = 'mail.empty';
  readonly fault = 'invalid';
  constructor() {
    super('The body is empty. Send a mail in the format of RFC 5322.');
  }
}

/** The client is gone, so this only appears in the log. */
export class MailInterrupted extends DomainError {
  readonly code = 'mail.interrupted';
  readonly fault = 'invalid';
  constructor() {
    super('The mail was not sent completely. Nothing was stored.');
  }
}

export class QuarantinedMailNotFound extends DomainError {
  readonly code = 'mail.not_in_quarantine';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Mail ${id} is not in quarantine.`);
  }
}
