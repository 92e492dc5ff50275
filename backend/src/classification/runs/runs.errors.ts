import { DomainError } from '../../domain-error.js';
import type { RunState } from './run.js';

export class RunNotFound extends DomainError {
  readonly code = 'triage_run.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`There is no run ${id}.`);
  }
}

export class RunNotThere extends DomainError {
  readonly code = 'triage_run.wrong_state';
  readonly fault = 'conflict';
  constructor(wish: string, state: RunState) {
    super(`A run that is ${state} can’t be ${wish}.`);
  }
}

export class SourceNotConfigured extends DomainError {
  readonly code = 'triage_run.source_not_configured';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'source', message: 'is not configured' }];
  constructor(source: string) {
    super(`No ${source} is configured here.`);
  }
}
