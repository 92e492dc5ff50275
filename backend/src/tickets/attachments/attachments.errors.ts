import { DomainError, type ProblemParams } from '../../common/domain-error.js';
import { fault } from '../../common/field-faults.js';

export class AttachmentNotFound extends DomainError {
  readonly code = 'attachment.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Attachment ${id} not found.`);
  }
}

export class AttachmentTooLarge extends DomainError {
  readonly code = 'attachment.too_large';
  readonly fault = 'too_large';
  override readonly params: ProblemParams;
  /** @param max In megabytes. */
  constructor(max: number) {
    super(`The file is too large. Use a file of at most ${max} MB.`);
    this.params = { max };
  }
}

/** An id of `attachment_ids` that is not an unsent upload of the sender. */
export class UnknownAttachments extends DomainError {
  readonly code = 'attachment.unknown';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'attachment_ids', ...fault('attachment_unknown') }];
  constructor() {
    super('An attachment does not exist, was removed or was already sent. Upload the file again.');
  }
}

export class AttachmentScanning extends DomainError {
  readonly code = 'attachment.scanning';
  readonly fault = 'conflict';
  override readonly retryAfterSeconds = 5;
  constructor() {
    super('The file is still being scanned for malware. Try again in a moment.');
  }
}

export class AttachmentQuarantined extends DomainError {
  readonly code = 'attachment.quarantined';
  readonly fault = 'forbidden';
  constructor() {
    super('The file is quarantined, because malware was found in it, and can’t be downloaded.');
  }
}

export class AttachmentSent extends DomainError {
  readonly code = 'attachment.sent';
  readonly fault = 'conflict';
  constructor() {
    super('The attachment was already sent and can’t be removed.');
  }
}

/** The client is gone, so this only appears in the log. */
export class UploadInterrupted extends DomainError {
  readonly code = 'attachment.interrupted';
  readonly fault = 'invalid';
  constructor() {
    super('The upload was interrupted. Nothing was stored.');
  }
}
