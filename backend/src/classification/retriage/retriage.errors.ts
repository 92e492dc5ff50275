import { DomainError, type ProblemParams } from '../../common/domain-error.js';
import { fault } from '../../common/field-faults.js';
import type { RetriageState } from './retriage-job.js';

export class RetriageJobNotFound extends DomainError {
  readonly code = 'triage_run.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Bulk re-triage ${id} not found.`);
  }
}

export class RetriageJobWrongState extends DomainError {
  readonly code = 'triage_run.wrong_state';
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  constructor(wish: string, state: RetriageState) {
    super(`Bulk re-triage in state ${state} can’t be ${wish}.`);
    this.params = { state };
  }
}

export class SourceNotConfigured extends DomainError {
  readonly code = 'triage_run.source_not_configured';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'source', ...fault('source_not_configured') }];
  constructor(source: string) {
    super(`${source} is not configured. Choose another source.`);
  }
}
